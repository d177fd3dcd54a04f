// Package jsonl has what the two formats of JSON lines share: lines out of a stream, lines into one, and
// the small pieces of JSON that have to be read and written the same in both.
//
// # Memory
//
// Lines hands out a part of its buffer, which the next call overwrites: whoever decodes a line copies what it
// keeps. The buffer starts at 64 KiB and grows to the longest line that is taken, never beyond. Out
// gathers lines up to 64 KiB before it writes.
//
// # Invariants
//
// Every line that isn't blank is one record, good or bad, and has a number of its own: the same input gives
// the same numbers, however the stream is cut into reads. A part of a line that the stream broke off in is none.
package jsonl
