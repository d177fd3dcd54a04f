package main

import (
	"context"
	"math"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

// task is a verb's work, checked and ready.
type task struct {
	verb   string
	common *common
	// options are the job's, and are completed before start is called.
	options jobs.Options
	// places are the tables that it's about. The first is the one that a question is about; all are in the statistics.
	places []place
	// start starts the job. There's a connection for each place; places that have the same aim share one.
	start func(ctx context.Context, on []*connection, options jobs.Options) job
	// warning, if set, is what a question says that will be done.
	warning string
	// output, if set, prints the result to standard output.
	output func(jobs.Summary) string
	// resumable says that the same command goes on where it was.
	resumable bool
	// once says that standard input is read or standard output written, so that the job can't go back to an earlier place.
	once bool
}

// place is a table and how it's used.
type place struct {
	aim         aimFlags
	table       string
	index       string // what is read, if it isn't the table
	read, write bool
}

// aim is where to connect to, and how.
type aim struct {
	aimFlags
	hotKeyValues bool
	options      []api.Option
}

// connection is an executor and what's needed beside it. Tests make their own.
type connection struct {
	runner   runner
	executor *api.Executor
	stats    func() api.Stats
	files    jobs.Store
	describe func(ctx context.Context, table string) (tableInfo, error)
	close    func(ctx context.Context) error
}

// tableInfo is what DescribeTable says of a table.
type tableInfo struct {
	// items is up to six hours old.
	items       int64
	provisioned bool
	// maxRead and maxWrite say that a table on demand has a maximum of its own.
	maxRead, maxWrite bool
}

// runner starts jobs, as *jobs.Runner does.
type runner interface {
	Import(ctx context.Context, spec jobs.Import) job
	Export(ctx context.Context, spec jobs.Export) job
	Copy(ctx context.Context, spec jobs.Copy) job
	Delete(ctx context.Context, spec jobs.Delete) job
	Update(ctx context.Context, spec jobs.Update) job
	Count(ctx context.Context, spec jobs.Count) job
	Diff(ctx context.Context, spec jobs.Diff) job
	Fill(ctx context.Context, spec jobs.Fill) job
}

// job is what the command needs of a *jobs.Job.
type job interface {
	Await(ctx context.Context) (jobs.Summary, error)
	Done() <-chan struct{}
	Progress() jobs.Progress
	Cancel()
}

// connectionsFor opens a connection for each place, shared where aim and limits allow.
func (a *app) connectionsFor(ctx context.Context, t *task) (on []*connection, closeAll func(), err error) {
	limits, err := t.common.limits()
	if err != nil {
		return nil, nil, err
	}
	byAim := map[aimFlags]*connection{}
	closeAll = func() {
		// The jobs have ended: there's nothing to wait for that could take longer.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		for _, c := range byAim {
			_ = c.close(ctx)
		}
	}
	for _, p := range t.places {
		if byAim[p.aim] == nil {
			to := aim{aimFlags: p.aim, hotKeyValues: t.common.hotKeyValues, options: limitOptions(t.places, p.aim, limits)}
			if t.once {
				to.options = append(to.options, api.WithRetryPolicy(patient))
			}
			c, err := a.connect(ctx, to)
			if err != nil {
				closeAll()
				return nil, nil, err
			}
			byAim[p.aim] = c
		}
		on = append(on, byAim[p.aim])
	}
	return on, closeAll, nil
}

// patient has requests tried until they succeed. As a rule the job goes back when they fail, and waits. When it can't, --wait still
// ends it. The delays are the executor's own.
var patient = api.RetryPolicy{MaxAttempts: math.MaxUint16, BaseDelay: 25 * time.Millisecond, MaxDelay: 5 * time.Second, MaxElapsed: -1}

const closeTimeout = 10 * time.Second

// limitOptions are the limits of all tables that are used there: reads of what's read, writes of what's written.
func limitOptions(places []place, at aimFlags, limits api.Limits) (options []api.Option) {
	byTable := map[string]api.Limits{}
	for _, p := range places {
		if p.aim != at {
			continue
		}
		l := byTable[p.table]
		if p.read && p.index == "" {
			l.Read = limits.Read
		}
		if p.read && p.index != "" && limits.Read != (api.Limit{}) {
			options = append(options, api.WithIndexLimits(p.table, p.index, api.Limits{Read: limits.Read}))
		}
		if p.write {
			l.Write = limits.Write
		}
		byTable[p.table] = l
	}
	for table, l := range byTable {
		if l != (api.Limits{}) {
			options = append(options, api.WithLimits(table, l))
		}
	}
	return options
}
