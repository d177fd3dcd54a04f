// Package input reads a job's files, of any format and compression, one after the other, and opens each behind the
// records that were read before.
//
//	Open: names -> files in reading order, with format and identity
//	Reader(i, n): file i -> identity compared -> decompressed -> n records skipped -> records
//
// # Invariants
//
//   - The same names give the same files in the same order: that of the names, those of a glob or directory sorted.
//     No file is read twice.
//   - Behind n skipped records a Reader returns what one would that had read them: the same records with the same
//     places. Bad records count.
//   - A file is the one that was listed, as far as its Identity tells.
//   - An error names the file. It has nothing of the records' content.
//
// # What skipping costs
//
// JSON lines are found by their ends and not parsed, rows of Parquet are passed as package parquetitems does. CSV and
// native exports, whose checksum is over all, are read and dropped.
package input
