// Package capacity says when calls may be made, so that a table's capacity is used in full and little is
// wasted on calls that are refused. It knows no clock: the caller gives the time. Its types aren't safe for
// concurrent use.
//
// A [Limiter] has two token buckets: one at the rate that the user has set, if any, and one at the adaptive
// rate. A call may be made while both are above empty, and is charged an estimate, which is corrected when
// it's known what it consumed. So a bucket may go into debt, no call is too large, and none waits for more
// than what was charged before it. What was refused stays charged: the rate is that of what is sent.
//
// # The law of the adaptive rate
//
//   - Cold: it begins at what the service reports (or gives a new table) and doubles in 0.1 s of demand, so
//     that 40,000 units/s are reached from 4,000 in 0.4 s. As the service has savings then, it overshoots: by
//     5 to 8 times in the simulation of 40 partitions, and 1 % to 6 % of the first 10 s' units are refused
//     from 1,000 units/s on.
//   - Demand: it grows only while calls wait for it, up to 0.1 s after the last one did. What nobody asks
//     for isn't learned. Latency means nothing to it.
//   - Cut: when something is refused, it falls to 85 % of what was accepted in the last second (in the time
//     since the last cut, if that's less), and to 42 % of what it was at the least. Half would do for TCP, but
//     leaves capacity unused; other figures near 85 % weren't compared. Calls that began before a cut don't
//     count after it, and cuts are 0.25 s apart, which is several round trips. Only if more than half of 20
//     units and more were refused, the next round trip is enough: that's no chance.
//   - Rise: it then follows the cubic function plateau + 15 % * plateau * (t/rise - 1)^3: soon close to what
//     was borne, long around it, and then faster and faster, so that it's at the double in 2.9 rises. The
//     rise takes 2 s * cbrt(plateau/1000): as with CUBIC (RFC 9438) the cubic's factor is then an absolute
//     number, and two executors of one table come to equal shares, whatever they began with. At most 3 s, so
//     that the double is found within 10 s; at least as long as 100 units or 10 calls take, since each look
//     beyond the limit costs one that's refused, and 1 % is to be the price.
//   - Noise: refusals that don't answer to the rate (random ones) would crush it. Nine cuts, each before the
//     rate was back, that together halve it while up to 10 % of the units are refused, as single items in every fifth of
//     100 calls and more: such a share is noise. Where whole calls are refused, it's 2.5 % to 15 % of 100 calls and
//     more at rates below a 48th of what was borne in the last minutes, after eight cuts there: neither a lack of
//     capacity nor the looks of thirty other executors look like that. Until then a cut leaves a 96th of what was borne,
//     if most is accepted. The rate then goes half the way back, in doublings. In the simulation, with 2 % or 4 % of all items, or
//     4 % or 8 % of all calls refused at random, all of 1,000 or 5,000 units/s is used in the long run, at the price of
//     1 % to 4 % more refused. 100 units/s are crushed in half of the runs, as they have too few calls to tell.
//     The cuts are taken back, and only what exceeds 1.5 times that share by two points counts. As the
//     limit is only found by then, the price is up to so much more refused, at low rates. Every 5 s, or
//     three rises, a cut puts it to the test; without any for 30 s it's forgotten.
//   - Outage: three cuts in a row with nothing accepted between say nothing of the rate. It's halved with each
//     round trip, to 1 unit/s at least, until something is accepted, and doubles each second from then on.
//
// # What that comes to
//
// In the tests' simulation, against package throughput with endless demand, round trips of 5 to 20 ms and
// batches of 25: 96 % of the capacity and more is used from 5 to 40,000 units/s, with 1.5 % of the units refused
// at 5 units/s, 1 % at 100, and as a rule 0.1 % or less from 1,000 on (up to 0.8 % with 40 partitions). The rate
// goes to and fro between 88 % and 104 % of the capacity (85 % and 116 % at 100 units/s), within some 4 s, and
// what's accepted in a second by 5 %; the service's savings make up for that. Where partitions lack capacity
// one by one it's between 65 % and 180 %, as the others save what they aren't asked for and give it later; and
// at 40,000 units/s that was seen once without partitions, too.
//
// Two executors of a table of 1,000 units/s come to 50/50 within 3 points in a minute, those of 4,000 within
// 10 points in two and a half. Of 10 or 20 on 1,000 the most has twice its share or less over five minutes (three times on
// 300), and some 2 % is refused; 40 on 4,000 have 3.4 % refused. Below some 300 units/s they may share it unequally (up to 1 to 4): their
// refusals are too few to tell them of each other.
package capacity
