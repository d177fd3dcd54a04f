package truth

import (
	"context"
	"errors"

	"github.com/dynactor/dynactor/api"
)

// check holds what became of the scenario against the fake's record.
func (r *run) check() {
	for _, b := range r.f.breaches {
		r.problem("breach of DynamoDB's rules: %s", b)
	}
	if r.s.Mixes && r.f.mixed.Load() == 0 {
		r.problem("no call was for several tables, so that nothing was tested of them")
	}
	r.checkAnswers()
	r.checkWrites()
	r.checkReads()
	r.checkOrder()
	r.checkPanics()
}

// checkAnswers: every request was answered exactly once, and an error says what it should and has
// a reason to be there.
func (r *run) checkAnswers() {
	r.all(func(t *ticket) {
		if n := t.completions.Load(); n != 1 {
			r.problem("%v (%s) was answered %d times", t.op, t.id, n)
		}
		if t.await != nil {
			if err := t.await(context.Background()); err != t.err {
				r.problem("%v (%s): Then said %v, Await says %v", t.op, t.id, t.err, err)
			}
		}
		if t.err == nil {
			if t.poisoned() {
				r.problem("%v (%s) succeeded: DynamoDB refuses it", t.op, t.id)
			}
			return
		}
		var e *api.OperationError
		if !errors.As(t.err, &e) {
			r.problem("%v (%s): an error that isn't an OperationError: %v", t.op, t.id, t.err)
			return
		}
		if e.Operation.String() != kindNames[t.op.Kind] || e.Table != t.table {
			r.problem("%v (%s): the error is about %v on %q", t.op, t.id, e.Operation, e.Table)
		}
		if why := r.unjustified(t); why != "" {
			r.problem("%v (%s): %s: %v", t.op, t.id, why, t.err)
		}
	})
}

// unjustified says why there was no reason for the request to fail as it did, "" if there was.
func (r *run) unjustified(t *ticket) string {
	var panicked *api.PanicError
	rate := &r.s.Trouble.Rate
	switch code := codeOf(t.err); {
	case errors.As(t.err, &panicked):
		clients := rate[panicBefore] + rate[panicAfter] + rate[exitBefore] + rate[exitAfter]
		if panicked.Type != chaosPanicType && clients == 0 {
			return "nothing panicked"
		}
	case errors.Is(t.err, context.Canceled), errors.Is(t.err, context.DeadlineExceeded):
		if t.op.Leaving == stays && rate[silentBefore]+rate[silentAfter] == 0 && r.s.Trouble.Slow == 0 {
			return "nobody left"
		}
	case errors.Is(t.err, api.ErrClosed):
		if r.s.Close == 0 {
			return "nobody closed anything"
		}
	case errors.Is(t.err, api.ErrOverloaded):
		if !r.s.Fail {
			return "it was told to wait"
		}
	case code == "ValidationException":
		if !t.poisoned() {
			return "it's sound, and failed for another's fault"
		}
	case code == "ConditionalCheckFailedException":
		if t.op.Kind != putOnce {
			return "it has no condition"
		}
	case code == "ResourceNotFoundException":
		if r.s.Missing == 0 {
			return "the table is there"
		}
	case code == "AccessDeniedException":
		return "only batches are denied"
	case code == "ProvisionedThroughputExceededException", code == "ThrottlingException":
		if rate[exceededBefore]+rate[throttledBefore]+r.s.Trouble.Unprocessed == 0 {
			return "nothing throttles"
		}
	}
	return ""
}

// checkPanics: a panic inside an actor costs only the request that the message carries.
func (r *run) checkPanics() {
	arriving, others := 0, 0
	r.all(func(t *ticket) {
		var panicked *api.PanicError
		if errors.As(t.err, &panicked) && panicked.Type == chaosPanicType {
			if _, attempts, _ := outcomeOf(t.err); attempts == 0 {
				arriving++
				return
			}
			if t.op.Kind != putOnce { // whose refusal the message may have carried
				others++
			}
		}
	})
	if others > 0 && r.s.Trouble.Rate == [faults]int{} && r.s.Trouble.Unprocessed == 0 && r.s.quiet() {
		r.problem("%d requests that had been sent failed for a panic, though the service answered every call", others)
	}
	if n := r.s.Chaos.panics(requestMessage); arriving != n {
		r.problem("%d requests met a panic as they arrived, %d failed for it", n, arriving)
	}
}

// checkStats: everything is given back.
func (r *run) checkStats(s api.Stats) {
	if s.PendingItems != 0 || s.PendingBytes != 0 || s.Waiting != 0 || s.Total.QueueDepth != 0 || s.Total.CallsInFlight != 0 {
		r.problem("at rest there are %d items and %d bytes pending, %d waiting, %d queued, %d calls in flight",
			s.PendingItems, s.PendingBytes, s.Waiting, s.Total.QueueDepth, s.Total.CallsInFlight)
	}
}
