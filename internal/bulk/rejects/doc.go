// Package rejects writes a job's reject file: the records that weren't written, each with its place and the reason, so
// that they can be put right and imported again.
//
// # The file
//
// JSON lines:
//
//	{"file":"a.csv","line":12,"record":11,"reason":"…","raw":"…"}
//
// file is left out if there's only one input, line where a format has none. raw is the record as it stands in the input, as
// text, or in base64 with "rawEncoding":"base64" if it isn't UTF-8; of more than MaxRaw bytes only the beginning, with "rawLength"
// telling how many there were. Where there's no such text, item is the item as DynamoDB JSON; or itemError says why it can't
// be written so.
//
// It holds the content of items, unlike logs and errors: it's the user's own file, so it's made readable by its owner only (mode
// 0600), and belongs where the input may be.
//
// # Life
//
// Open looks at what's there; the file is made when the first record is rejected, so that there's none if all went
// well. Add may come from many goroutines. Commit has all that was added so far on the disk, and says how long the
// file is: that goes into the checkpoint. A job that's resumed gives that length to Open, which cuts off what came
// later: those records come again.
//
// # Invariants
//
//   - The committed length is at the end of a line, and what lies before it is on the disk.
//   - The first error while writing is final: Add, Commit and Close return it from then on.
//   - A file of another job isn't overwritten.
package rejects
