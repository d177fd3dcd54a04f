package main

import (
	"time"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/price"
)

// reporter tells people, or programs, how it goes, on standard error. event may be called by another goroutine than
// the rest.
type reporter interface {
	// every is how often progress is to be called.
	every() time.Duration
	progress(p jobs.Progress, r reading)
	event(e jobs.Event)
	// cancelling is the answer to the first signal; killed to the second.
	cancelling(inFlight int64)
	killed()
	// failed tells of a task that came to no job, ended of how the job came out. One of them comes last.
	failed(err error, code int)
	ended(r result)
}

// result is how a job came out.
type result struct {
	jobs.Summary
	code int
	err  error
	t    *task
	// resume is the command line to go on with, "" if it can't be or needn't.
	resume string
	// cost is set after dry runs.
	cost *price.Cost
	hot  []hotKey
}

func (a *app) reporter(t *task) reporter {
	kind := t.common.progress
	if kind == "auto" {
		kind = "plain"
		if a.onTerminal {
			kind = "bar"
		}
	}
	switch kind {
	case "json":
		return &jsonReporter{out: a.stderr, now: a.now, verbose: t.common.verbose}
	case "bar":
		return newBar(a, t)
	}
	return &plainReporter{out: a.stderr, verbose: t.common.verbose, quiet: kind == none}
}
