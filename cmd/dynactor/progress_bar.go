package main

import (
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/dynactor/dynactor/api/jobs"
)

// barEvery is how often the bar's text is made anew. Executor.Stats is for once a second.
const barEvery = time.Second

// segmentsEvery is how many texts go by between two lists of segments.
const segmentsEvery = int(plainEvery / barEvery)

// barWidth leaves room for the numbers on a terminal of 80 columns.
const barWidth = 20

// barReporter draws a bar on a terminal, and prints lines above it. The bar is gone at the end, the lines stay.
type barReporter struct {
	plain *plainReporter
	text  atomic.Pointer[barText]
	tick  int

	mu    sync.Mutex
	bars  *mpb.Progress
	bar   *mpb.Bar
	below io.Writer
}

// barText stands beside the bar and below it.
type barText struct {
	amount string
	below  []string
}

func newBar(a *app, t *task) *barReporter {
	r := &barReporter{below: a.stderr}
	r.plain = &plainReporter{out: r, verbose: t.common.verbose}
	return r
}

// Write prints above the bar, if there's one.
func (r *barReporter) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bars != nil {
		return r.bars.Write(p)
	}
	return r.below.Write(p)
}

func (r *barReporter) every() time.Duration { return barEvery }

func (r *barReporter) progress(p jobs.Progress, now reading) {
	text := barText{amount: amountText(p), below: []string{strings.Join(paceTexts(p, now), ", ")}}
	if state := stateTexts(p); state != nil {
		text.below = append(text.below, strings.Join(state, ", "))
	}
	r.text.Store(&text)
	bar := r.show(p.Verb)
	done := p.Counts.Settled()
	// A total that's too low, as DescribeTable's may be, would end the bar.
	bar.SetTotal(max(p.Total, done+1), false)
	bar.SetCurrent(done)
	if r.tick++; r.plain.verbose && r.tick%segmentsEvery == 0 {
		for _, s := range segmentLines(p) {
			r.plain.line("%s", s)
		}
	}
}

// show makes the bar the first time, so that it's not there while a question is asked.
func (r *barReporter) show(verb string) *mpb.Bar {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bars == nil {
		r.bars = mpb.New(mpb.WithOutput(r.below), mpb.WithAutoRefresh())
		r.bar = r.bars.AddBar(0, mpb.BarWidth(barWidth),
			mpb.PrependDecorators(decor.Name(verb+" ")),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return r.text.Load().amount })),
			mpb.BarExtender(mpb.BarFillerFunc(r.belowBar), false))
	}
	return r.bar
}

// belowBar writes lines that fit the terminal: longer ones would wrap, and the bar be drawn in the wrong place.
func (r *barReporter) belowBar(w io.Writer, st decor.Statistics) error {
	for _, line := range r.text.Load().below {
		if _, err := io.WriteString(w, cut("  "+line, st.AvailableWidth)+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func cut(line string, width int) string {
	if runes := []rune(line); len(runes) > width && width > 0 {
		return string(runes[:width-1]) + "…"
	}
	return line
}

// hide removes the bar, and waits for what it has to print.
func (r *barReporter) hide() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bars == nil {
		return
	}
	r.bar.Abort(true)
	r.bars.Wait()
	r.bars = nil
}

func (r *barReporter) event(e jobs.Event) { r.plain.event(e) }

func (r *barReporter) cancelling(inFlight int64) {
	// The terminal has put ^C where the cursor is. From there the bar wouldn't be cleared as a whole.
	_, _ = io.WriteString(r.below, "\r")
	r.plain.cancelling(inFlight)
}

func (r *barReporter) killed() {
	r.hide()
	r.plain.killed()
}

func (r *barReporter) failed(err error, code int) {
	r.hide()
	r.plain.failed(err, code)
}

func (r *barReporter) ended(res result) {
	r.hide()
	r.plain.ended(res)
}
