package truth

import (
	"context"
	"math/rand/v2"
	"time"
)

// fault is the trouble that one call meets. Those named Before leave the model as it is; those
// named After apply the call and lose its answer.
type fault int

const (
	noFault fault = iota
	exceededBefore
	throttledBefore
	internalBefore
	internalAfter
	internalHalfway // a batch of which some were applied
	refusedBefore
	hungUpBefore
	hungUpAfter
	resetAfter
	garbledAfter
	silentBefore // no answer until ctx ends
	silentAfter
	panicBefore
	panicAfter
	exitBefore
	exitAfter
	faults
)

// trouble says how often, in per mille of all calls, each kind of fault comes, and how slow the
// fake is. The zero value is a fake that behaves and answers at once.
type trouble struct {
	Seed        uint64
	Rate        [faults]int
	Unprocessed int // per mille of the items of a batch
	Stale       int // per mille of eventually consistent reads
	Latency     time.Duration
	Slow        int // per mille of calls, which take a hundred times as long
	Denied      bool
	// Blind denies DescribeTable.
	Blind bool
}

// fate is what was drawn for one call.
type fate struct {
	fault         fault
	before, after time.Duration
	rng           *rand.Rand
}

func (t *trouble) draw(call int64) fate {
	f := fate{rng: rand.New(rand.NewPCG(t.Seed, uint64(call)))}
	if t.Latency > 0 {
		f.before, f.after = time.Duration(f.rng.Int64N(int64(t.Latency))), time.Duration(f.rng.Int64N(int64(t.Latency)))
		if f.rng.IntN(1000) < t.Slow {
			f.before *= 100
		}
	}
	n := f.rng.IntN(1000)
	for kind, rate := range t.Rate {
		if n < rate {
			f.fault = fault(kind)
			break
		}
		n -= rate
	}
	return f
}

func (f fate) chance(perMille int) bool { return perMille > 0 && f.rng.IntN(1000) < perMille }

// pause waits for d, or until ctx ends: then it's false.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
