package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dynactor/dynactor/api"
)

// tally counts what became of requests.
type tally struct {
	done    int
	notSent int // never left this process
	unknown int // sent, and not answered: may have been applied
	failed  int // refused by DynamoDB, or not as it should be
	first   error
}

func (t *tally) count(err error) {
	if err == nil {
		t.done++
		return
	}
	if t.first == nil {
		t.first = err
	}
	var failure *api.OperationError
	switch {
	case errors.As(err, &failure) && failure.Outcome == api.NotSent:
		t.notSent++
	case errors.As(err, &failure) && failure.Outcome == api.Unknown:
		t.unknown++
	default:
		t.failed++
	}
}

func (t tally) all() int { return t.done + t.notSent + t.unknown + t.failed }

// report does the work and prints how fast it was and how many calls it took. Its error says what
// was not done.
func report(ctx context.Context, ex *api.Executor, table string, work func() tally) error {
	before, started := ex.Stats().Tables[table], time.Now()
	result := work()
	after, took := ex.Stats().Tables[table], time.Since(started)

	calls := int(after.Calls - before.Calls)
	fmt.Printf("  %d items in %.2f s: %.0f items/s\n", result.done, took.Seconds(), float64(result.done)/took.Seconds())
	fmt.Printf("  %d calls made, %d calls saved, %.1f items per call\n",
		calls, max(result.done-calls, 0), float64(after.Carried-before.Carried)/float64(max(calls, 1)))
	fmt.Printf("  %d failures\n\n", result.all()-result.done)
	return result.err(ctx)
}

func (t tally) err(ctx context.Context) error {
	if t.done == t.all() {
		return nil
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{t.done, "done"},
		{t.notSent, "not sent"},
		{t.unknown, "sent but not answered"},
		{t.failed, "failed"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	of := fmt.Sprintf("of %d items %s", t.all(), strings.Join(parts, ", "))
	if ctx.Err() != nil {
		return fmt.Errorf("stopped (%w): %s", context.Cause(ctx), of)
	}
	return fmt.Errorf("%s; the first error: %w", of, t.first)
}
