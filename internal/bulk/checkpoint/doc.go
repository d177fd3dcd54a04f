// Package checkpoint keeps how far a job has come in a file, so that the job can be resumed by another process, on
// another day.
//
// # Life of a state
//
// A job takes the Lock of its checkpoint's path for as long as it runs, and Loads what's there. If that's a state, it's
// held against what the job is now by Check, before anything is changed. While the job runs a Keeper saves a state at
// an interval, and once more at the end.
//
// # Invariants
//
//   - Whenever the process or the machine stops, the file holds a whole state: the one before a Save or the one of
//     it. Once Save has returned nil it's that one or a later one. That is a write to another file in the same folder,
//     its fsync, a rename over the file, and the fsync of the folder; and it's as true as the file system keeps what it
//     says on fsync.
//   - What isn't exactly what Save wrote isn't loaded: a file that's cut, edited, or written by a newer release. A wrong
//     position would lose records, and nobody would see it.
//   - Nothing in an error is from the state's content but names: positions may hold an item's keys, arguments a filter's
//     values. The file is readable by its owner only (mode 0600).
//
// # The file
//
// One line of JSON, {"version":1,"checksum":"<SHA-256, hex>","state":{…}}. The checksum is over the version and the
// state's bytes as they stand in the file.
//
// Beside it are path.lock, which stays there (who removes a lock's file lets two others hold "the" lock, on two
// files), and for a moment, or after a crash, path.tmp.
package checkpoint
