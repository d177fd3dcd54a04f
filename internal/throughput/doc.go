// Package throughput simulates how DynamoDB meters capacity: what a table or a global secondary
// index may consume in a second, what it may save up, and how it says no.
//
// A [Resource] is one table or one index. It holds a read and a write bucket for the whole resource
// (provisioned units, or the on-demand limits), and a read and a write bucket for each of its
// partitions. A request is admitted while every bucket that it draws from is above zero, and is
// charged afterwards with what it really consumed, so a bucket may go into debt. That is the
// service's order, too: what a Query reads is known only when it has read it. It also means that no
// request is too large to be ever admitted; the ones behind it wait for the debt to be repaid.
//
// The package knows no clock and no goroutine: the caller gives the time. It takes no lock: a
// bucket is one atomic word (see [bucket]), so concurrent requests meet in one compare-and-swap for
// each bucket that they draw from.
//
// # What is simulated, and where the numbers come from
//
//   - Provisioned mode: the units of ProvisionedThroughput, and up to 300 seconds of what was left
//     unused ("Burst capacity", developer guide).
//   - On-demand mode: OnDemandThroughput if it is set, and the account's quota of 40,000 read and
//     40,000 write units per second for one table ("Service quotas").
//   - Partitions: 3,000 read and 1,000 write units per second each, one second of which may be saved
//     up ("Designing partition keys to distribute your workload"). A new on-demand table has four,
//     which is why it serves 12,000 reads and 4,000 writes per second.
//
// # What is left out
//
// The number of partitions is given and stays: they don't split for heat, for size or for growing
// traffic, so an on-demand table doesn't rise to twice its previous peak by itself. Give more
// partitions for a table that has grown. Adaptive capacity shifts units between partitions in the
// service; here the units of a table aren't divided between its partitions in the first place,
// which is adaptive capacity at its best. Capacity bought, reserved or warmed is a matter of
// configuration.
package throughput
