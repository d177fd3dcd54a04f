// Package progress tells on a terminal what is being measured: a bar, a live
// line, and how long it will still take. Where there is no terminal it writes a
// line for each step.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8/cwriter"
)

// Progress counts the steps of a run. A step is one peer's turn. All methods may
// be called by any goroutine.
type Progress struct {
	w        io.Writer
	quiet    bool
	terminal bool
	live     func() int64

	mu      sync.Mutex
	started time.Time // the first step
	latest  time.Time // the running step
	begun   int       // steps, the running one included
	total   int
	step    Step
	rate    rate
	bar     *bar // nil while hidden
}

// Step is one peer's turn.
type Step struct {
	Scenario string
	Peer     string // empty if several have their turns at once
	Round    int    // from 1; 0 for a warm-up, and where there are no rounds
	Rounds   int
}

// New returns the progress of so many steps; Grow adds more of them. It shows
// itself at the first step, and never if it is quiet.
func New(w io.Writer, total int, quiet bool) *Progress {
	return &Progress{w: w, total: total, quiet: quiet, terminal: cwriter.New(w).IsTerminal()}
}

// Watch says how many items the running step has had answered so far, for the
// live line. It is called four times a second by another goroutine, where there
// is a terminal. Call Watch before the first step.
func (p *Progress) Watch(live func() int64) { p.live = live }

// Grow adds steps that New wasn't told of.
func (p *Progress) Grow(steps int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += steps
}

// Begin begins a step; the one before has ended.
func (p *Progress) Begin(s Step) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun == 0 {
		p.started = now
	}
	p.latest = now
	p.begun++
	p.total = max(p.total, p.begun)
	p.step, p.rate = s, rate{}
	switch {
	case p.quiet:
	case !p.terminal:
		fmt.Fprintf(p.w, "%s: %s\n", p.stateLocked(now), s)
	case p.bar == nil:
		p.bar = newBar(p)
	}
}

// Hide takes the bar off the terminal, so that others can write there. The next
// step brings it back. Hide has to be called at the end, or the bar's goroutines
// stay; more often is fine.
func (p *Progress) Hide() {
	p.mu.Lock()
	shown := p.bar
	p.bar = nil
	p.mu.Unlock() // the last drawing takes it
	if shown != nil {
		shown.hide()
	}
}

// String is the step in a few words.
func (s Step) String() string {
	text := s.Scenario
	if s.Peer != "" {
		text += ", " + s.Peer
	}
	if s.Round > 0 {
		text += fmt.Sprintf(", round %d of %d", s.Round, s.Rounds)
	}
	return text
}

// count is how many steps have ended, and how many there are.
func (p *Progress) count() (done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.begun-1, 0), p.total
}

// line is what is going on.
func (p *Progress) line(now time.Time) string {
	var items int64
	if p.live != nil {
		items = p.live()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if perSecond := p.rate.at(now, items); perSecond > 0 {
		return fmt.Sprintf("%s: %.0f items/s", p.step, perSecond)
	}
	return p.step.String()
}

// state is which step it is, and how long the rest takes if it takes as long as
// what is done did.
func (p *Progress) state(now time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stateLocked(now)
}

func (p *Progress) stateLocked(now time.Time) string {
	text := fmt.Sprintf("%d/%d", p.begun, p.total)
	if done := p.begun - 1; done > 0 {
		each := p.latest.Sub(p.started) / time.Duration(done)
		left := max(p.started.Add(each*time.Duration(p.total)).Sub(now), 0)
		text += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return text
}
