// Package retrybudget bounds the retries of a table in proportion to its successes, so that an
// outage isn't amplified: when all calls fail, retrying each of them several times would multiply
// the load on a service that has trouble, just when it should recover.
//
// # Life
//
// There is one [Budget] per table. It begins full, so that the first trouble is retried at once.
// Each success adds its ratio, up to [Max]; time adds [Drip] per second; each retry takes 1, and gives it
// back if it succeeds ([Budget.Return]). What
// finds it empty waits (Wait says how long) and asks again; nothing is refused for ever. How long a
// request may wait altogether is the retry policy's to say, not the budget's.
//
// Throttled requests are no matter of this budget: their pace is that of the table's capacity,
// and each refusal already cuts the rate. The budget is for server errors, timeouts and broken
// connections.
//
// # Invariants
//
//   - Over any time the retries granted that fail are at most Max + ratio x successes + Drip x seconds.
//   - The balance is never below 0 and never above Max.
//   - After Wait, Take grants at least one, unless somebody else took it.
//
// The balance is an integer of billionths, so the bound is exact; a ratio counts in full billionths.
// A clock that goes back adds nothing.
//
// # Numbers
//
// DefaultRatio, 0.5: with a share f of failures each success needs f / (1 - f) retries, so 0.5
// carries a third of all calls failing for as long as one likes without any delay, and adds at most
// half to the load. A share of one half needs a ratio of 1. Finagle's default is 0.2; retries of
// the AWS SDK's standard mode earn about as much, 1 token a success with 5 to a retry. Ours is
// higher because the requests of one batch fail together and are retried together.
//
// Max, 1,000: requests of 40 full batches of writes (25 each), about what is on its way at one
// moment at 20,000 requests per second and 50 ms; if all of it is lost at once, by a reset
// connection, it can go again without delay. It's also what the beginning of an outage can cost,
// once: a partition's limit of writes for one second.
//
// Why a retry that succeeds costs nothing: after an outage a bounded pipeline, such as a bulk job's, has nothing but retries
// left. If each cost 1 and earned 0.5, they would go at twice Drip, 20 a second, whatever the table could bear, and
// did. So each success lets 1.5 go. The AWS SDK's standard mode gives tokens back, too.
//
// Drip, 10 a second: enough to notice that an outage is over, and that a table with few requests
// isn't kept waiting for successes that it can't have; 1 % of what one partition writes. It's also
// Finagle's default.
package retrybudget
