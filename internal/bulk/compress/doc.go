// Package compress reads and writes gzip and zstd streams, so that the packages of the formats see plain
// bytes only.
//
// # Reading
//
// [Reader] looks at the first bytes, not at the name: objects in S3 often have a name without an extension,
// or were decompressed by who fetched them. Members of gzip and frames of zstd that follow each other are
// read as one text. Damage is found by the checksums of both formats, at the latest at the end: what was
// read of a member may be wrong until then.
//
// # Writing
//
// A [Writer] begins a member (gzip) or frame (zstd) with the first byte and ends it at Commit. What is in
// the underlying writer then is a valid file: it may be cut there, and another Writer may go on behind it.
//
// # Memory
//
// Readers and writers take their state from pools and give it back at Close. A gzip reader holds about
// 0.1 MB; a zstd reader 0.5 MB and the window of the input, [MaxWindow] at most. A gzip writer holds about
// 1 MB, a zstd writer 4 MB (all measured). Nothing here starts a goroutine.
package compress
