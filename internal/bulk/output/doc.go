// Package output writes the files of a job, of any format and compression, so that they can be gone on with after a
// crash.
//
// # A file's life
//
//	New(Position{}) -> Write … Commit … Write … Commit -> Close: visible, Finished
//	       |                     |
//	       |                     +-> Abort or a crash; New(the Position that is in the checkpoint) goes on
//	       +-> Discard
//
// An item passes through the format's writer, a buffer and the compressor, and is in the file at the next Commit.
//
// # Invariants
//
//   - A file that was gone on with has the items that one has which was written at a stretch: those in
//     front of the Position, and those written behind it. What was written after the Commit is cut off.
//   - That holds as well if the file was closed after that Commit, and the job crashed before its checkpoint told so:
//     the visible file's first bytes are made an unfinished one again, if their checksum is the Position's.
//   - Commit ends a gzip member or a zstd frame, so that each of its positions is the end of a complete file.
//   - A CSV file has one header, at its beginning.
//   - What can't be gone on with (Parquet, whose footer comes last, standard output, pipes) has a Position that says so,
//     and is refused with it.
//
// # Memory
//
// A file takes two buffers of 64 KB, what package compress says, and for Parquet what package parquetitems says.
package output
