// Package segments cuts a table's scan into segments, hands them out to workers, and knows how far each is.
//
// [Plan] says how many segments, [Order] in which order, and [Queue] does the rest. A worker takes a segment
// ([Queue.Next]), reads it page by page, says which pages are settled ([Claim.Settle]) and that the last one is
// ([Claim.Done]), and takes the next. [Queue.Snapshot] is what the checkpoint keeps, [Restore] goes on from it.
//
// # Invariants
//
//   - Each segment is waiting, held by one claim, or done. The three add up to Total.
//   - Total never changes within a job, nor between a checkpoint and its resumption. The snapshot says it, and a
//     position of another total is refused.
//   - A position is only given back as the start of the segment that it came from.
//   - A position moves when what's before it is settled, never when it's read. So what a crash, or a Release,
//     leads to is that the unsettled rest is read again, and that nothing is lost.
//   - A claim that has ended can't move a position: a worker that was given up and comes back is refused.
//
// # Why a segment is never split
//
// A segment with far more data than the others is what a scan waits for in the end. Nothing that is documented
// allows splitting it, whether it has been begun or not:
//
//   - The documentation of Scan says of Segment and TotalSegments that all segments of one TotalSegments
//     together are the table, and that a LastEvaluatedKey must be used with the segment that it came from. It
//     doesn't say where in the table a segment lies. So (i, N) can't be replaced by (2i, 2N) and (2i+1, 2N): no
//     sentence says that they have the same items.
//   - DynamoDB does check a starting key against its segment, and refuses a foreign one ("Please use
//     ExclusiveStartKey with correct Segment", scylladb/scylladb#9270, ExtendDB/extenddb#203). Only, an
//     accepted key shows that the key itself is in the new segment. It doesn't show that the items before and
//     behind it are on the same sides as before, nor that the order is the same.
//   - Implementations differ. This project's local engine rounds up a segment's width, so halves fit for most N
//     but not for 6, 7 or 18. ScyllaDB's Alternator rounds it down (2^64-1 over N), so the halves of all but a
//     few N are off by one token for each segment before. Both are wrong by a handful of 2^64 hashes, which no
//     test would ever see, and a key there would be lost or read twice. Emulators that take the hash modulo N
//     (a Go and a Rust one were found) have other items in (2i, 2N) altogether: i and i+N of 2N are the halves
//     there.
//   - It can't verify itself either. To check that the halves have what the whole had, one has to read the whole.
//     Reading the rest with both cuts and dropping what was seen needs memory for all keys, and the time that was
//     to be saved.
//
// So: cut finely beforehand and hand the segments out one by one. That's what Plan and Queue do. If the data of a
// dense range is that of many partition keys, fine segments divide it, and that's nearly as good as splitting.
//
// What remains is one huge partition key, or a few. All items of a partition key are in one segment, however
// fine, and their pages come one after another. Splitting segments wouldn't help it, and little would: the
// items of one partition key share a partition's limit of 3,000 read units a second, unless DynamoDB has split
// them by sort key; that's 24 MB a second eventually consistent, 12 MB strongly, so 24 or 12 pages, however
// it's read. Reading it with queries on ranges of the sort key would be safe, but that's another source than a
// scan. [Progress] names the largest segment so that a user can see what the job waits for.
//
// The largest segment begins at a random time, since nobody knows which one it is before it's read: reading a few
// pages of each first wouldn't show it.
//
// # What it costs
//
// The time until the end as a multiple of the ideal (all workers busy until the end, no request in vain), for a
// table of 10 GB and 8 workers, the worst of 30 orders, from the simulation in sim_test.go:
//
//	segments                     8     16     64    128   1280    4096
//	even                      1.00   1.00   1.00   1.00   1.02    1.04
//	30 % in 1/16 of hashes    2.77   2.77   1.44   1.23   1.02    1.02
//	30 % in one key           3.10   3.10   3.10   3.06   3.11    3.12
//
// Plan gives 1,280 there. 2.4 is the least for the last line: 30 % of the data one page after another.
//
// # Items that change meanwhile
//
// A scan isn't a snapshot, with or without segments. An item that stays as it is during the job is read
// once; an item that comes, goes or changes meanwhile may be read or not, as it was or as it is.
package segments
