// Package circuit stops the calls to a table that answers only with systemic errors: those that
// no retry and no other request mends, such as access denied, a missing table or expired
// credentials. Without it each of a million writes to a table that isn't there would cost a call.
//
// # Life
//
// There is one [Breaker] for each table and operation, since permissions are given by operation.
//
//	closed ── 10 failures in a row over at least 1 s ──▶ open ── wait over ──▶ half-open (one probe)
//	   ▲                                                   ▲                      │   │
//	   │                                                   └─ Failed: wait x 2 ───┤   │
//	   │                                                   └─ Other: 1 s ─────────┘   │
//	   └───────────────────────── Success, of any call ───────────────────────────────┘
//
// The caller sorts the errors. Success is for what was served, and may be for what proves that the
// table is there and may be called, such as a failed condition. Other is for what proves nothing:
// server errors, timeouts, broken connections, a caller who left. It neither counts nor resets the
// count. What Allow answered is no news of the table, so it isn't told to Failed.
//
// # Invariants
//
//   - A closed circuit has heard a success after all but the failures that it counts.
//   - Any success closes it, also that of a call from before it opened.
//   - While it's open at most one call in [FirstWait] gets through, and only one at a time unless
//     the one before hasn't been answered for [Patience]: an answer that never comes, since its
//     caller left or its connection hangs, doesn't block the circuit for ever.
//   - A failure of a call from before it opened doesn't prolong the wait. (One that comes as late
//     as the probe can't be told from the probe's; the wait then doubles a little early.)
//   - One error is kept, the last. One that wraps the error kept doesn't replace it, so that a
//     chain can't grow by being handed round.
//
// # Numbers
//
// Failures: 10 in a row without one success is not an accident of a single request; a lower number
// would let one caller's wrong requests answer for the table. Span: the calls of one burst all
// fail of one moment's cause, such as a table that is just being made; 10 that stretch over a
// second don't. FirstWait: a table that was just created or permitted is found again within about
// a second, for one call per second. MaxWait: IAM and credentials take from seconds to minutes to
// mend, so two probes a minute cost nothing and find it soon enough. Patience: DynamoDB answers
// single calls in milliseconds; what took 5 s has been lost or is as good as lost, and one call
// every 5 s harms nobody. The waits have no jitter, for the same reason.
//
// # Permissions by item
//
// A policy with the condition dynamodb:LeadingKeys denies some partition keys and allows others.
// Any success resets the count, so mixed traffic never opens the circuit. But where nothing else
// is asked than denied keys, it opens and then also answers for an allowed key until a probe is
// served, after at most MaxWait. Who works like that should switch the circuit off.
package circuit
