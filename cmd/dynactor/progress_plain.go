package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/dynactor/dynactor/api/jobs"
)

// plainEvery is how often a line is printed: often enough to see that it goes on, seldom enough for a log.
const plainEvery = 10 * time.Second

// plainReporter prints lines.
type plainReporter struct {
	mu      sync.Mutex
	out     io.Writer
	verbose bool
	// quiet leaves out progress, and has all else.
	quiet bool
}

func (r *plainReporter) every() time.Duration { return plainEvery }

func (r *plainReporter) line(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format+"\n", args...)
}

func (r *plainReporter) progress(p jobs.Progress, now reading) {
	if r.quiet {
		return
	}
	r.line("%s: %s", p.Verb, progressText(p, now))
	if r.verbose {
		for _, s := range segmentLines(p) {
			r.line("%s", s)
		}
	}
}

func (r *plainReporter) event(e jobs.Event) {
	if text := eventText(e); text != "" && !r.quiet {
		r.line("%s", text)
	}
}

func (r *plainReporter) cancelling(inFlight int64) { r.line("%s", cancellingText(inFlight)) }
func (r *plainReporter) killed()                   { r.line("%s", killedText) }
func (r *plainReporter) failed(err error, code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	printError(r.out, err, code)
}

func (r *plainReporter) ended(res result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	writeSummary(r.out, res)
}
