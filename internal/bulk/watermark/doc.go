// Package watermark turns completions that come out of order into a position: the number up to which all is
// settled.
//
// # Life of a number
//
// The reader of an input calls Begin for each record, in the input's order, and hands the number on with the
// record. Whoever is done with the record, in whatever order, calls Settle. Mark is what a checkpoint may hold: all
// numbers below it are settled.
//
// # Invariants
//
//   - Mark never falls, and never passes a number that isn't settled.
//   - A number is settled once. A second time, or a number that was never begun, would move the mark past a
//     record that is still on its way, which a resumed job would then lose: it's a programming error, and panics.
//   - Memory is one bit for each number between the mark and the highest one settled (at most the span in flight),
//     rounded up to a power of two; a large ring is given back as soon as nothing is in flight.
//
// One record that never settles holds the mark while the others pass it. Who reads on without looking at Span has
// a bit more memory in use for each, and all of these records to do again after a crash.
package watermark
