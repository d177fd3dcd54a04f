package jobs

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/bulk/tally"
	"github.com/dynactor/dynactor/messages"
)

// tell reports an event.
func (j *run) tell(e Event) {
	if j.OnEvent == nil {
		return
	}
	e.At, e.Progress = time.Now(), j.progress()
	j.events.Lock()
	defer j.events.Unlock()
	defer func() {
		if v := recover(); v != nil {
			j.panicked.note(fmt.Errorf("OnEvent panicked at %q: %w", e.Kind, messages.NewPanicError(v, debug.Stack())))
		}
	}()
	j.OnEvent(e)
}

// panicked has the first panic of OnEvent: it's told when the job has ended, and doesn't end it.
type panicked struct {
	mu  sync.Mutex
	err error
}

func (p *panicked) note(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = err
	}
}

func (p *panicked) get() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (j *run) setPaused(paused bool) {
	j.status.Lock()
	was := j.status.paused
	j.status.paused = paused
	j.status.Unlock()
	if paused && !was {
		j.tell(Event{Kind: Paused})
	} else if was && !paused {
		j.tell(Event{Kind: Unpaused})
	}
}

// gate waits while the job is paused. It's ctx's error when that ends.
func (j *run) gate(ctx context.Context) error {
	for {
		paused, _, changed := j.Control.look()
		if !paused {
			return ctx.Err()
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (j *run) progress() Progress {
	now := time.Now()
	j.mu.Lock()
	p := Progress{Verb: j.verb, Counts: j.counts}
	for _, name := range []string{"segments", "left", "right"} {
		if q := j.queues[name]; q != nil {
			s := q.Progress()
			p.SegmentsDone += s.Done
			p.SegmentsTotal += s.Total
			for _, c := range q.Held() {
				p.Segments = append(p.Segments, SegmentProgress{Segment: c.Segment, Cut: c.To != nil, Items: c.Items})
			}
		}
	}
	j.mu.Unlock()
	p.Read, p.Total, p.Elapsed = max(j.read.Load(), p.Counts.Read), j.total.Load(), now.Sub(j.began)
	settled := p.Counts.Settled()
	j.status.Lock()
	defer j.status.Unlock()
	p.Waiting, p.Paused = j.status.waiting, j.status.paused
	j.status.rate.Observe(now, settled)
	p.PerSecond = j.status.rate.PerSecond(now)
	p.Left, _ = tally.ETA(settled, p.Total, p.PerSecond)
	return p
}

func (j *run) summary() Summary {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := Summary{Verb: j.verb, Counts: j.counts, Resumed: j.resumed, Took: time.Since(j.began), Files: j.files}
	s.ReadUnits, s.WriteUnits = j.units.used()
	if j.counts.Rejected > 0 && !j.DryRun {
		s.Rejects = j.Rejects
	}
	if !j.DryRun {
		s.Checkpoint = j.Checkpoint
	}
	return s
}

// units are the capacity units that a run consumes, as the executors count them.
type units struct {
	of          []*api.Executor
	read, write float64
	// estimated are those of a dry run.
	estimated float64
}

func (u *units) begin(executors ...*api.Executor) {
	for _, ex := range executors {
		known := false
		for _, other := range u.of {
			known = known || other == ex
		}
		if !known {
			u.of = append(u.of, ex)
			s := ex.Stats().Total
			u.read -= s.Read.Used
			u.write -= s.Write.Used
		}
	}
}

func (u *units) used() (read, write float64) {
	read, write = u.read, u.write+u.estimated
	for _, ex := range u.of {
		s := ex.Stats().Total
		read += s.Read.Used
		write += s.Write.Used
	}
	return read, write
}
