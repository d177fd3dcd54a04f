// Package jobs moves tables of any size: import, export, copy, delete, update, count, diff and fill, each as a
// [Job] that runs in the background, and picks up where it stopped.
//
//	job := jobs.New(ex).Import(ctx, jobs.Import{Table: "orders", Files: jobs.Files{Names: []string{"orders/*.json.gz"}}})
//	summary, err := job.Await(ctx)
//
// The sync face has the same with the same parameters, awaited:
//
//	summary, err := jobs.New(ex).Sync().Import(ctx, jobs.Import{…})
//
// # The life of a record
//
// A job reads its source in lanes: each segment of a scan is one, a query is one, and so are all files of
// an import together, in order. A lane is read in steps: a page, or a stretch of records. Each record is
// filtered and transformed, handed to the executor, which batches, orders and limits, or written to a file. A
// lane's steps are settled in order: when all of a step's records have been written, rejected or skipped,
// its counts and the position behind it are taken into the job's state, in one go. The checkpoint file has
// that state, so what it counts is what's done up to its positions, no less and no more.
//
// # Invariants
//
//   - read = written + deleted + updated + unchanged + rejected + skipped + …: each record has one outcome. It's
//     reconciled at the end, and a mismatch is an error.
//   - A position is in the checkpoint when all before it is settled, durably.
//   - What's behind the position may be done again by a job that is resumed; that changes nothing in the end.
//   - Records of one key are written in the order they're read in.
//   - Memory is bounded by constants, not by the size of the input.
//   - A job that can't be resumed, as its input, table or arguments aren't what they were, changes nothing.
//
// A source or table that can't be reached is waited for, and the job says what for: it goes back to its last
// settled positions and reads on from there.
package jobs
