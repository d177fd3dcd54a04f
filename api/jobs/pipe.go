package jobs

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/bulk/shuffle"
	"github.com/dynactor/dynactor/internal/item"
)

// step is a stretch of a lane: its records, and what is to be done, under the run's mu, when all of them are
// settled.
type step struct {
	entries []*entry
	counts  Counts          // of the records that have their outcome already
	bad     []rejects.Entry // those that were rejected before they were asked for
	settled func() error
	bytes   int64

	left     atomic.Int64  // entries without an answer
	answered chan struct{} // closed when all have one
}

// add has a record be handed over as it is.
func (s *step) add(r record.Record) { s.entries = append(s.entries, &entry{record: r}) }

// entry is a record that was, or is to be, handed to the executor.
type entry struct {
	step   *step
	record record.Record
	// await is set when it was, err when it was answered.
	await func() (Counts, error)
	err   error
	// note is what is to be kept of it once its step is settled.
	note []byte
	// same has records with the same number handed over in their order.
	same uint64
}

// answered takes an entry's answer.
func (e *entry) answered(err error) {
	e.err, e.await = err, nil
	if err == nil {
		e.record.Item = nil // only a reject file has a use for it, and many records wait here for earlier ones
	}
	if e.step.left.Add(-1) == 0 {
		close(e.step.answered)
	}
}

// action hands a record to the executor and returns what waits for it. The counts are the record's outcome, without Read.
type action func(ctx context.Context, e *entry) func() (Counts, error)

// pipe takes the steps of one lane, hands their records over, and settles the steps in order. A step goes through two
// goroutines: one has the answers, in the order in which they were asked for, the other settles.
type pipe struct {
	j       *run
	do      action
	steps   chan *step
	asked   chan *entry
	window  *shuffle.Shuffle[*entry]
	pending atomic.Int64 // bytes of records that aren't settled
	less    chan struct{}

	workers sync.WaitGroup
	failed  chan struct{}
	err     error // before failed is closed
}

const (
	// stepRecords is how many records of a file are a step.
	stepRecords = 256
	// pendingBytes is how much of a lane may be unsettled, for memory's sake: 64 MB, 160 of the largest items.
	pendingBytes = 64 << 20
)

// newPipe makes a pipe with room for that many steps, and a window if it's more than 1.
func (j *run) newPipe(do action, steps, window int) *pipe {
	p := &pipe{j: j, do: do, steps: make(chan *step, steps), asked: make(chan *entry, mostInFlight), failed: make(chan struct{}), less: make(chan struct{}, 1)}
	if window > 1 {
		p.window = shuffle.New[*entry](window, uint64(j.began.UnixNano()))
	}
	p.workers.Go(p.await)
	p.workers.Go(p.settle)
	return p
}

// add takes a step. It's an error if the pipe has failed, or ctx has ended: then the step isn't settled. When ctx ends meanwhile the
// rest of it is handed over all the same, as a step of which only a part was done would be done, and counted, again.
func (p *pipe) add(ctx context.Context, s *step) error {
	s.answered = make(chan struct{})
	s.left.Store(int64(len(s.entries)))
	if len(s.entries) == 0 {
		close(s.answered)
	}
	for _, e := range s.entries {
		e.step = s
		if size, ok := item.Size(e.record.Item); ok {
			s.bytes += int64(size)
		}
	}
	if err := p.room(ctx, s); err != nil {
		return err
	}
	for _, e := range s.entries {
		if p.window == nil {
			p.send(e)
			continue
		}
		if p.window.Full() {
			p.takeOne()
		}
		p.window.Add(e.same, e)
	}
	return nil
}

// flush waits until all that was added is settled.
func (p *pipe) flush(ctx context.Context) (settled bool, err error) {
	done := make(chan struct{})
	s := &step{settled: func() error {
		close(done)
		return nil
	}}
	if err := p.add(ctx, s); err != nil {
		return false, err
	}
	select {
	case <-done:
		return true, nil
	case <-p.failed:
		return false, p.err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// room waits until the step may be in flight. Whatever the window still holds is handed over before that:
// what is waited for may be among it.
func (p *pipe) room(ctx context.Context, s *step) error {
	for p.pending.Load()+s.bytes > pendingBytes && p.pending.Load() > 0 {
		if ctx.Err() == nil && p.takeOne() {
			continue
		}
		select {
		case <-p.less:
		case <-p.failed:
			return p.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p.pending.Add(s.bytes)
	for {
		select {
		case p.steps <- s:
			return nil
		case <-p.failed:
			return p.err
		default:
		}
		if ctx.Err() == nil && p.takeOne() {
			continue
		}
		select {
		case p.steps <- s:
			return nil
		case <-p.failed:
			return p.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// takeOne hands over one record of the window, if there's one.
func (p *pipe) takeOne() bool {
	if p.window == nil {
		return false
	}
	e, ok := p.window.Take()
	if ok {
		p.send(e)
	}
	return ok
}

// send hands a record over, as soon as there's room for it among those in flight.
func (p *pipe) send(e *entry) {
	if p.hasFailed() {
		e.answered(errNotAsked)
		return
	}
	p.j.flight.enter()
	if p.hasFailed() {
		p.j.flight.leave(time.Now(), false)
		e.answered(errNotAsked)
		return
	}
	e.await = p.do(p.j.work, e)
	p.asked <- e
}

func (p *pipe) hasFailed() bool {
	select {
	case <-p.failed:
		return true
	default:
		return false
	}
}

// errNotAsked is the outcome of records behind a failed one.
var errNotAsked = errors.New("not asked for, after an error")

// end hands over what the window holds, and waits until all is settled, or has failed. When the job is cancelled
// the oldest records go first, so that as many steps as can be are settled until its Drain is over.
func (p *pipe) end(reading context.Context) error {
	for reading.Err() == nil && p.takeOne() {
	}
	if p.window != nil {
		for e := range p.window.Oldest() {
			p.send(e)
		}
	}
	close(p.asked)
	close(p.steps)
	p.workers.Wait()
	return p.err
}

// await has the answers. All of them, after an error too: an attempt that begins at the settled positions again mustn't be
// overtaken by an earlier one's writes.
func (p *pipe) await() {
	for e := range p.asked {
		counts, err := e.await()
		p.j.flight.leave(time.Now(), err == nil)
		if err == nil {
			add(&e.step.counts, counts) // nobody else looks at them until all are answered
		}
		e.answered(err)
	}
}

// settle settles the steps in order.
func (p *pipe) settle() {
	for s := range p.steps {
		<-s.answered
		counts, bad := s.counts, s.bad
		var err error
		for _, e := range s.entries {
			switch judge(e.err) {
			case fine:
			case refuse:
				counts.Rejected++
				bad = append(bad, rejects.Entry{At: e.record.At, Reason: reason(e.err), Item: e.record.Item})
			case again:
				if err == nil {
					err = &unreachable{e.err}
				}
			default:
				if err == nil {
					err = e.err
				}
			}
		}
		if p.err == nil && err == nil {
			counts.Read = counts.Settled()
			err = p.j.settle(counts, bad, s.settled)
		}
		if p.err == nil && err != nil {
			p.err = err
			close(p.failed)
		}
		p.pending.Add(-s.bytes)
		select {
		case p.less <- struct{}{}:
		default:
		}
	}
}
