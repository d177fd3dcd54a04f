// Package tally counts what becomes of a job's records, and says how fast it goes and how long it takes. It's pure: the
// caller gives the time.
//
// # Life of a record
//
// It's counted as read when it leaves its input, and once more when its outcome is known: under exactly one of the
// other names. In between it's in flight. What each verb uses:
//
//	import, copy, fill  Written, Deleted (an input may ask for that), Unchanged, Rejected, Skipped
//	export              Written, Rejected, Skipped
//	delete              Deleted, Unchanged, Rejected, Skipped
//	update              Updated, Unchanged, Rejected, Skipped
//	count               Counted, Skipped
//	diff                Same, Different, OnlyLeft, OnlyRight, Rejected, Skipped
//
// A comparison that finds an item on both sides has read two, so Same and Different weigh 2 in the sum. For fill, read
// is what was generated.
//
// # Invariants
//
//   - A snapshot never shows more outcomes than records read, however many goroutines count.
//   - When a job ends, read is the sum of the outcomes. Reconcile says so, or lists the numbers.
//
// A resumed job adds what its checkpoint counted, so that its sums are those of the whole job. Its rate is that of the
// run alone.
package tally
