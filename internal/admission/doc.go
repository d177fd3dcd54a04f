// Package admission bounds what is pending in an executor, by items and by bytes, so that memory
// is bounded by a promise and not by luck. Callers beyond the bound wait in line or are refused.
//
// # Life
//
// A request is charged when it's admitted and gives its room back when its promise is settled. Who
// finds no room joins the line of its priority, and leaves it admitted, with its ctx's error, or
// with the gate's end. The lines are linked through the waiting callers' own records: their memory
// is that of the callers' goroutines, which the gate doesn't bound.
//
// # Invariants
//
//   - What was admitted and not released never exceeds the limits; of this, what is bulk never
//     exceeds 15/16 of each, so that an interactive request finds room however long bulk ones
//     take. (At a limit of 1 there's nothing to leave. A bulk request that alone exceeds the
//     part of bytes goes when no other bulk one is pending.)
//   - Within a priority who waits is served in the order of arrival, so that a large request isn't
//     overtaken for ever.
//   - Interactive requests go first, but while bulk ones wait, one of them goes after each 16
//     interactive ones. When it's their turn interactive ones wait until the first of the bulk
//     line fits, however large it is, unless it's other bulk requests that leave it no room.
//   - After Close nobody is admitted.
//
// # Numbers
//
// One in 16: bulk's share is what keeps it from starving, not what makes it fast; an interactive
// request waits for at most one bulk one in 16, so its wait in line grows by about 6 %. The reserve
// is as large: with 100,000 items of the limit, 6,250 are free for interactive ones.
package admission
