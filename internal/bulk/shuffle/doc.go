// Package shuffle hands values out in random order from a window over a stream, and those of one key in the
// order in which they came.
//
// # What for
//
// Input that's sorted by partition key, as most exports of other databases are, writes to one partition of the
// table for a while, then to the next. A partition serves 1,000 write units a second, so the job is as slow as
// that, whatever the table could do. A window that spans many partition keys spreads the writes over the
// partitions.
//
// How much, by the simulation in sim_test.go with 200,000 items and 16 partitions: the most that one partition
// had of any 1,000 outputs in a row. An even spread has 6 % on average, and chance makes 10 % of it at the
// most.
//
//	window                                none    1,000   10,000   50,000
//	sorted by key, 100 items a key        50 %     31 %     13 %     10 %
//	sorted by key, 1,000 items a key     100 %     83 %     37 %     16 %
//	sorted by hash, 100 items a key      100 %    100 %    100 %     29 %
//	one partition key                    100 %    100 %    100 %    100 %
//
// So a window is good if it holds the items of many partition keys: a hundred or more. It can't help
//
//   - one huge partition key: as long as the window has only that key, there's nothing else to write. That key is
//     limited by its partition in any order.
//   - input in the order of the hashes of partition keys, unless the window is as large as a partition's share
//     of the input. Scans are believed to come in that order, and so may the files of exports, though DynamoDB
//     documents neither. Read several segments or files at a time for that, in random order: package segments
//     does.
//
// # The life of a value
//
// Add puts it in a slot and at the end of its hash's chain. Take draws one of the values in the window, each
// with the same chance, and hands out the first of that value's chain. So a hash comes out as often as it goes
// in, and its values in order. A value that was passed over AgeFactor times the window has the next turn; if
// many are, the oldest.
//
// # Invariants
//
//   - Each value comes out once.
//   - Of one hash, the oldest comes out first.
//   - The window never has more values than it's allowed to, and memory goes with the values.
//   - At most [Shuffle.Bound] takes, five windows less one, give out another value while one is in the window:
//     when AgeFactor windows of takes have passed a value over, only the older ones of that time are ahead of
//     it, less than a window of them, and all of them are over the age too. So a position behind which all is
//     settled lags behind the input by a constant.
//   - The same seed and the same calls give the same order.
//
// Add and Take together take about 60 ns with a window of 1,000 and 90 ns with 10,000. With 100,000 it's 400 ns
// or more, since what a random draw meets isn't in the processor's cache any more. Nothing is allocated
// once the window has been full.
//
// Hashes should be well spread. Many different ones that agree in a product's upper bits make the table of
// hashes slow, but nothing wrong.
package shuffle
