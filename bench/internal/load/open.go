package load

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// MostOutstanding is how many arrivals an open loop lets be under way at once,
// so that a target which is too slow for the rate costs latency, not all memory.
const MostOutstanding = 20_000

// Arrivals says when the operations of an open loop start.
type Arrivals struct {
	// PerSecond is their rate. The gaps between them are exponential, as those of
	// independent users are.
	PerSecond float64
	// Seed makes them the same for each peer.
	Seed uint64
	// Most is how many may be under way at once: 20,000 if it's 0.
	Most int
}

// Open starts operations at the arrivals' times, each in a goroutine of its
// own, whether earlier ones are done or not. An operation's time counts from
// when it was to start, so one that had to wait for its start took longer: a
// target that stalls can't hide it (no coordinated omission).
//
// Arrivals that haven't got their start when twice the time is over never do.
// They count as Abandoned, and with the time that they have waited.
func Open(ctx context.Context, a Arrivals, until time.Time, next func() Do) ([]*Recorder, error) {
	return a.run(ctx, until, func(ctx context.Context) func(*Recorder) error {
		do := next()
		return func(r *Recorder) error { return do(ctx, r) }
	})
}

// OpenAsync is Open for operations that are asked for and then awaited, by a
// goroutine for each.
func OpenAsync(ctx context.Context, a Arrivals, until time.Time, ask Ask) ([]*Recorder, error) {
	return a.run(ctx, until, func(ctx context.Context) func(*Recorder) error {
		wait := ask(ctx)
		return func(r *Recorder) (err error) {
			for wait != nil && err == nil {
				wait, err = wait(r)
			}
			return err
		}
	})
}

func (a Arrivals) run(ctx context.Context, until time.Time, begin func(context.Context) func(*Recorder) error) ([]*Recorder, error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var (
		start     = time.Now()
		giveUp    = until.Add(until.Sub(start))
		random    = rand.New(rand.NewPCG(a.Seed, 0))
		recorders recorders
		wait      sync.WaitGroup
		alarm     = time.NewTimer(0)
		permits   = make(chan struct{}, a.most())
		late      Recorder
	)
	defer alarm.Stop()
	for at := start; ctx.Err() == nil; {
		at = at.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / a.PerSecond))
		if !at.Before(until) {
			break
		}
		if !sleepUntil(ctx, alarm, at) {
			break
		}
		if !permit(ctx, permits, alarm, giveUp) {
			if ctx.Err() == nil {
				late.abandon(at)
			}
			continue
		}
		// Both are given back by the goroutine.
		rest := begin(ctx)
		wait.Go(func() {
			defer func() { <-permits }()
			r := recorders.take()
			defer recorders.giveBack(r)
			if err := r.ended(at, rest(r)); err != nil {
				fail(err)
			}
		})
	}
	wait.Wait()
	return append(recorders.all, &late), context.Cause(ctx)
}

func (a Arrivals) most() int {
	if a.Most == 0 {
		return MostOutstanding
	}
	return a.Most
}

// sleepUntil returns false when the context is done first.
func sleepUntil(ctx context.Context, alarm *time.Timer, at time.Time) bool {
	left := time.Until(at)
	if left <= 0 {
		return true
	}
	alarm.Reset(left)
	select {
	case <-alarm.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// permit waits for a permit. It returns false when there is none in time.
func permit(ctx context.Context, permits chan struct{}, alarm *time.Timer, giveUp time.Time) bool {
	select {
	case permits <- struct{}{}:
		return time.Now().Before(giveUp) || returned(permits)
	default:
	}
	alarm.Reset(time.Until(giveUp))
	select {
	case permits <- struct{}{}:
		return true
	case <-alarm.C:
		return false
	case <-ctx.Done():
		return false
	}
}

// returned gives a permit back that came too late.
func returned(permits chan struct{}) bool {
	<-permits
	return false
}

// recorders are those that goroutines use in turns.
type recorders struct {
	mu        sync.Mutex
	all, free []*Recorder
}

func (s *recorders) take() *Recorder {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.free); n > 0 {
		r := s.free[n-1]
		s.free = s.free[:n-1]
		return r
	}
	r := new(Recorder)
	s.all = append(s.all, r)
	return r
}

func (s *recorders) giveBack(r *Recorder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, r)
}
