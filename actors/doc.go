// Package actors is the engine: the actors that take requests out of their mailboxes, order,
// batch and send them, and answer.
//
// # Who is there
//
// An [Engine] owns one actor system. Its root actor spawns a table actor for each table name
// that is used, and one for the operations that name no single table. Everything a table actor
// knows it keeps in one struct that only its own goroutine touches. The actor never blocks:
// calls run on goroutines of their own and report by message.
//
// # The life of a request
//
//	Submit     on the caller's goroutine: classify, size, hash the key, take a permit, send
//	arrive     the actor sees it: ctx watched, counted for Flush
//	park       a single-item operation waits while the table's key schema isn't known
//	lane       it waits for earlier operations on its key (lane.go)
//	queue      it could go: a queue for writes, one for each kind of read, one for lone calls
//	call       dispatch.go chooses; a goroutine makes the SDK call and answers who succeeded
//	trouble    who didn't succeed comes back: split, retried later, sent alone, or failed
//	leave      lane, watch and flush counts are updated; the permit is given back
//
// # Invariants
//
//  1. A request is in exactly one place: the mailbox, the parked queue, a lane's waiting part, a
//     queue, a call, or a group that backs off. Book.State says which; leaving is final.
//  2. Who takes a request out of the engine settles its promise and gives back its permit, once:
//     the call's goroutine for those it answers, the actor for all others, and abandon for
//     those that no actor will see any more.
//  3. A promise is settled before its permit is released, and both before the actor is told, so
//     that "nothing pending" means "everybody answered" for Close and Flush.
//  4. What holds a lane holds it until its call has ended, even when its caller has left, so the
//     order of effects is the order of asking.
//  5. A panic costs what its message carries: the actor recovers inside Receive. Its state and its
//     mailbox are the table's and not the actor's, so that an actor that is restarted, or stopped
//     from outside and replaced, loses nothing.
package actors
