// Package segments cuts a table's scan into segments, hands them out to workers, splits what keeps one of them too long, and
// knows how far each is.
//
// [Plan] says how many segments, [Order] in which order, and [Queue] does the rest. A worker takes a segment
// ([Queue.Next]), reads it page by page, says which pages are settled ([Claim.Settle]) and that the last one is
// ([Claim.Done]), and takes the next. [Queue.Snapshot] is what the checkpoint keeps, [Restore] goes on from it.
//
// When a worker finds nothing left, it waits ([Queue.Wait]) until another one, that reads a partition key of many
// pages, cuts the rest of it off ([Claim.Carve]): a range, which is handed out like a segment, and halved in turn for the next
// who waits ([Claim.Halve]).
//
// # Invariants
//
//   - Each segment, and each range, is waiting, held by one claim, or done. The three add up to Total.
//   - No item is in two of them, at no moment, nor in a snapshot. Nor does one get lost between two.
//   - The number of segments never changes within a job, nor between a checkpoint and its resumption. The snapshot says
//     it, and a position of another number is refused.
//   - A position is only given back as the start of the segment or range that it came from, or, by Carve, of one whose items
//     it has.
//   - A position moves when what's before it is settled, never when it's read. So what a crash, or a Release,
//     leads to is that the unsettled rest is read again, and that nothing is lost.
//   - A claim that has ended can't move a position: a worker that was given up and comes back is refused.
//
// # What is split while it's read, and what isn't
//
// A segment with far more data than the others is what a scan waits for in the end. If that's because of many
// partition keys, fine segments divide them: cutting finely beforehand and handing them out one by one is nearly as good as
// splitting, see below. If it's because of one partition key, or a few, no segments help: all its items are in one
// segment, however fine, and their pages come one after another. So that's what is split, by the sort key:
//
//   - A worker whose last pages were all of one partition key, while another one has nothing to read, settles what it has
//     read, and asks for the last item of that key, with a query backwards. The items between the two become a range, and the
//     segment's scan goes on behind the last one.
//   - A range is read by a query: the partition key, and a sort key up to the range's last. Its worker halves it while
//     others have nothing to read: the rest of it is cut at an item about halfway (package middle) between where the worker is and
//     the end. Whatever the halves have, they have no item in common, since a query's conditions say so.
//
// What this relies on: that a LastEvaluatedKey is the primary key of an item, so that the key of any item of the segment will
// do where a scan, or a query, goes on ("The primary key of the item where the operation stopped", API reference), and that the items of a
// partition key come in a scan one behind the other, by sort key ("All items with the same partition key value are stored
// together, in sorted order by sort key value", developer guide, "Core components"). The second isn't said of scans. So it's
// looked at before: the pages so far must have ended in that order, and the scan must find no item of the key behind its last one.
// If it does, nothing is cut.
//
// That helps as far as the table allows: the items of one partition key share a partition's limit of 3,000 read units a
// second, 24 MB eventually consistent, unless DynamoDB has split them by sort key. One worker, page after page, gets a
// fraction of it.
//
// An index isn't cut: several of its items may have one key. Nor is a scan with a filter on key attributes, which queries
// refuse, or with a limit.
//
// # Why a segment isn't split otherwise
//
// Nothing that is documented allows replacing a segment by smaller ones, whether it has been begun or not:
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
// # What it costs
//
// The time until the end as a multiple of the ideal (all workers busy until the end, no request in vain), for a
// table of 10 GB and 8 workers, the worst of 30 orders, from the simulation in sim_test.go, in which nothing is split:
//
//	segments                     8     16     64    128   1280    4096
//	even                      1.00   1.00   1.00   1.00   1.02    1.04
//	30 % in 1/16 of hashes    2.77   2.77   1.44   1.23   1.02    1.02
//	30 % in one key           3.10   3.10   3.10   3.06   3.11    3.12
//
// Plan gives 1,280 there. The last line is what splitting is for: 30 % of the data one page after another take 2.4 times as long as
// the rest takes eight workers.
//
// # Items that change meanwhile
//
// A scan isn't a snapshot, with or without segments. An item that stays as it is during the job is read
// once; an item that comes, goes or changes meanwhile may be read or not, as it was or as it is.
package segments
