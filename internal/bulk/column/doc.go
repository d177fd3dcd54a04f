// Package column has what a table-like file format, CSV or Parquet, needs to know about attributes: their
// names and types.
//
// A [Column] is made once, from a header, from what the user gave, or by [Infer] from a sample of items, and
// doesn't change while a file is read or written. The package holds no state.
package column
