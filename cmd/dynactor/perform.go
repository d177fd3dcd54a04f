package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/dynactor/dynactor/api/jobs"
)

// perform carries out a task. Its error is nil or an *ended: the user has been told.
func (a *app) perform(ctx context.Context, t *task) error {
	out := a.reporter(t)
	code, err := a.carryOut(ctx, t, out)
	if code == exitDone {
		return nil
	}
	return &ended{code, err}
}

func (a *app) carryOut(ctx context.Context, t *task, out reporter) (int, error) {
	fail := func(err error) (int, error) {
		code := codeOf(err, jobs.Counts{})
		out.failed(explain(err), code)
		return code, err
	}
	on, closeAll, err := a.connectionsFor(ctx, t)
	if err != nil {
		return fail(err)
	}
	defer closeAll()
	if err := checkShares(ctx, t, on); err != nil {
		return fail(err)
	}
	if err := a.confirm(ctx, t, on[0]); err != nil {
		return fail(err)
	}

	gauge := newGauge(t, on)
	t.options.OnEvent = out.event
	started := t.start(ctx, on, t.options)
	a.follow(started, gauge, out)
	summary, err := started.Await(context.WithoutCancel(ctx))

	code := codeOf(err, summary.Counts)
	if code == exitUsage || code == exitCannotResume {
		return fail(err) // nothing was done: there's nothing to sum up
	}
	result := result{Summary: summary, code: code, err: explain(err), t: t, hot: gauge.hotKeys()}
	if summary.Verb == "" { // a job that was refused
		result.Verb = t.verb
	}
	if t.common.dryRun && err == nil {
		result.cost = a.cost(ctx, t, on, summary)
	}
	if t.resumable && (code == exitCancelled || code == exitFailed) {
		result.resume = resumeLine(a.args)
	}
	out.ended(result)
	if err == nil {
		if t.output != nil {
			if _, err := a.stdout.Write([]byte(t.output(summary))); err != nil {
				return fail(err)
			}
		}
		t.removeCheckpoint()
	}
	return code, err
}

// checkShares refuses shares of a capacity that a table hasn't got: a limit that's none would be found out too late.
func checkShares(ctx context.Context, t *task, on []*connection) error {
	for i, p := range t.places {
		for _, l := range []struct {
			flag, value string
			used        bool
			most        func(tableInfo) bool
		}{
			{"--max-rcu", t.common.maxRCU, p.read && p.index == "", func(i tableInfo) bool { return i.maxRead }},
			{"--max-wcu", t.common.maxWCU, p.write, func(i tableInfo) bool { return i.maxWrite }},
		} {
			if !l.used || !strings.HasSuffix(l.value, "%") {
				continue
			}
			// What can't be described is the job's to tell.
			if info, err := on[i].describe(ctx, p.table); err == nil && !info.provisioned && !l.most(info) {
				return &usageError{fmt.Errorf("%s %s: table %q is on demand and has no maximum to take a share of: give units a second", l.flag, l.value, p.table)}
			}
		}
	}
	return nil
}

// removeCheckpoint removes the checkpoint of a job that has ended well, unless the user named it: otherwise a count
// of next week would be that of today.
func (t *task) removeCheckpoint() {
	if t.options.Checkpoint == "" || t.common.checkpoint != "" {
		return
	}
	// What can't be removed says so at the next start.
	_ = os.Remove(t.options.Checkpoint)
	_ = os.Remove(t.options.Checkpoint + ".lock")
}
