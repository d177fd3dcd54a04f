// Package hotkeys finds the partition keys that take most of a table's capacity, and those that are
// to blame for throttles, in bounded memory and at a cost of some nanoseconds an item.
//
// A [Tracker] belongs to one table. It's told of each item that the service served or refused, and
// answers three questions: which keys cost or were refused the most ([Tracker.Top]), whether a key
// has a considerable part of the traffic ([Tracker.Heavy]), and whether a throttle without a reason
// was the key's own or the table's ([Tracker.Guilty]). It knows no clock and no lock: the caller
// gives the time, and sees to it that one goroutine at a time is in here.
//
// # The life of the data
//
// A served item goes through a sampler (sampler.go), which passes on the first 1,024 of a
// sub-window and a few of the later ones, each with the weight of those it stands for. What it
// passes on is counted in the current sub-window's sketch (sketch.go): 64 counters, Space-Saving.
// A refused item is counted in a sketch of its own kind, always. Reads and writes never meet.
//
// A window is a ring of eight such sketches (window.go). When a sub-window has ended, the oldest
// sketch is emptied and becomes the current one, so between 7/8 and all of the window is
// remembered, and what is forgotten at once is at most 1/8 of it. A report adds the sketches up.
//
// Beside that, a key that is refused becomes a suspect (blame.go) for as long as refusals go on,
// and is counted item by item: at most 64 of them for reads and as many for writes.
//
// # Memory
//
// An idle tracker has 8.3 KB, most of it the suspects. Sketches are made when something is counted
// in them: 2.6 KB each, 8 for each of served and refused reads and writes, so 21 KB for a table that
// is only written to and never throttled, and 82 KB at most. To that come the texts of the keys, of
// at most 256 bytes each ([MaxKey]): 512 KB at the very most, if all 2,048 counters hold different
// keys of that length, and nothing if the caller gives no texts. Neither traffic nor the number of
// keys makes it more.
//
// # Errors
//
// With up to 64 keys and up to 1,024 items of an access in each sub-window, all is exact. Otherwise
// [Entry] is off for two reasons.
//
// Sketches: Units and Throttled are lower bounds, too small by at most 1/64 of all units of the
// window (a Space-Saving counter may have inherited that much from others, and what may be inherited
// isn't reported). So with a hundred thousand keys of equal traffic, none is shown as hot. A key with
// more than 1/64 of the window has more than that in at least one sub-window, where it can't have
// been displaced, and is reported.
//
// Sampling, of served units only: each unit has the same chance of being counted, with the inverse of
// it as its weight, so there is no bias. A stratum is 1/1,024 of the units before it in the
// sub-window, and charges a key of share s with variance s(1-s) times its square. The sum over a
// sub-window of U units is s(1-s)/2048 times the square of U: a standard error of 0.48 points for a
// share of 5 %, 0.17 points over eight equal sub-windows. Items larger than a stratum have less. Add
// one stratum, 0.1 %, for the one that is charged before all of its units have come.
//
// Totals, and so the denominator of Share, are exact. Refusals and suspects are never sampled.
//
// # Blame
//
// A batch returns what it didn't process without saying why. But a shortage of the table, the index
// or the account refuses all keys alike, while a partition that is overrun refuses its own keys only.
// So a key is guilty if its refused share is far above that of the rest in the same time:
//
//   - Its odds of being refused are above three times those of the rest, plus 5 points. Three, since
//     a hot key's refusals also hit its neighbours in the partition, which raises the rest's share:
//     in a table of 10 partitions whose hot key takes 30 % of the load, to a fifth of its own and more
//     with retries. Five points, so that a stray refusal in a quiet second is nobody's. Odds (refused
//     to served) and not shares, as there is no three times 40 %.
//   - At least three refusals more than the rest's share explains, and five standard deviations of
//     that: one false verdict in some ten million judgements by chance, and judgements are made at
//     each refusal. The refusal that made a key a suspect isn't counted: it's why we look.
//   - At least 1 % of the table's demand. A partition serves 1,000 writes a second; who overruns one
//     has 1 % of a table's traffic, up to 100,000 items a second. A key of a few requests that
//     happens to be refused, or lives beside a hot one, is left in peace.
//   - No key of four times its demand or more is refused at least half as much. If there is one, it's
//     slowed first; what is still refused after that is judged anew.
//
// Hot keys of similar demand in different partitions don't count as the rest of each other, as long
// as they leave a fifth of the items to compare with.
//
// What it can't see: with so severe a shortage that the rest is refused more than half of the time,
// a hot key doesn't stand out, and the table is slowed first. A key that is alone on its table can't
// be told from the table, and slowing either is the same. Both are found when others are served again.
package hotkeys
