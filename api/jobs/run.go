package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/bulk/checkpoint"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/bulk/segments"
	"github.com/dynactor/dynactor/internal/bulk/tally"
)

// run is a job that runs. What is settled is under mu, all of it changed at once, so that a snapshot has counts and positions of
// the same moment.
type run struct {
	Options
	ex    *api.Executor
	verb  string
	began time.Time
	// work is the ctx of requests: it outlives the end of reading by Drain.
	work   context.Context
	flight *flight
	// identity is what must be the same in a resumed job, total about how many records there are.
	identity map[string]string
	total    atomic.Int64
	// attempt does what is left, from the settled positions on; finish, if set, what is to be done at the end, once.
	attempt func(reading context.Context) error
	finish  func() error
	// refused is how many records an import's attempt has rejected by reading them, with those before.
	refused int64
	// once, if set, says why there can't be a second attempt.
	once string
	// recall, if set, is what a job that was done already does for its summary.
	recall func() error
	// abandon, if set, is what is to be done instead of finish after an error.
	abandon func() error

	mu        sync.Mutex
	counts    Counts
	positions map[string]json.RawMessage
	queues    map[string]*segments.Queue
	files     []string
	rejected  *rejects.File
	done      bool

	read    atomic.Int64
	units   units
	resumed bool
	keeper  *checkpoint.Keeper
	saving  saving

	status struct {
		sync.Mutex
		rate    tally.Rate
		waiting string
		since   time.Time // of waiting
		cause   error     // of waiting
		gaveUp  bool
		paused  bool
	}
	events   sync.Mutex
	panicked panicked
}

// start begins a job. prepare looks at what it's to do: it reads, and changes nothing.
func (r *Runner) start(ctx context.Context, verb string, o Options, prepare func(ctx context.Context, j *run) error) *Job {
	if ctx == nil {
		ctx = context.Background()
	}
	if o.Control == nil {
		o.Control = &Control{}
	}
	j := &run{Options: o, ex: r.ex, verb: verb, began: time.Now(), flight: newFlight(time.Now()), positions: map[string]json.RawMessage{}, queues: map[string]*segments.Queue{}, identity: map[string]string{"verb": verb, "version": o.Version}}
	job := &Job{Control: o.Control, state: j}
	job.result = api.Go(func() (Summary, error) {
		err := j.run(ctx, prepare)
		return j.summary(), err
	})
	return job
}

func (j *run) run(ctx context.Context, prepare func(ctx context.Context, j *run) error) (err error) {
	defer func() {
		j.tell(Event{Kind: Ended, Err: err})
		err = errors.Join(err, j.panicked.get())
	}()
	if err := j.check(); err != nil {
		return err
	}
	work, withdraw := context.WithCancel(context.WithoutCancel(ctx))
	defer withdraw()
	j.work = work
	reading, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() { j.watch(reading, stop, withdraw, ended) })
	defer watch.Wait()
	defer close(ended)

	if err := prepare(reading, j); err != nil {
		if reading.Err() != nil {
			return ErrCancelled
		}
		return err
	}
	unlock, err := j.open()
	if err != nil {
		return err
	}
	if j.done {
		if j.recall != nil {
			return j.recall()
		}
		return nil
	}
	defer func() { err = errors.Join(err, unlock()) }()
	j.units.begin(j.ex)
	kind := Started
	if j.resumed {
		kind = Resumed
	}
	j.tell(Event{Kind: kind})
	watch.Go(func() { j.watchStalls(ended, func() { stop(); withdraw() }) })
	err = j.all(reading)
	return j.close(err)
}

// check looks at the options.
func (j *run) check() error {
	switch {
	case j.MaxErrors < -1:
		return &SpecError{Field: "MaxErrors", Reason: "give -1 for any number, or more"}
	case j.CheckpointEvery < 0:
		return &SpecError{Field: "CheckpointEvery", Reason: "it can't be negative"}
	case j.GiveUpAfter < 0:
		return &SpecError{Field: "GiveUpAfter", Reason: "it can't be negative"}
	case j.Drain < 0:
		return &SpecError{Field: "Drain", Reason: "it can't be negative"}
	}
	if j.CheckpointEvery == 0 {
		j.CheckpointEvery = 5 * time.Second
	}
	if j.Drain == 0 {
		j.Drain = 30 * time.Second
	}
	if j.MaxErrors == 0 && j.Rejects != "" {
		j.MaxErrors = -1
	}
	return nil
}

// watch ends reading when the job is cancelled, and withdraws what's in flight if that takes too long then.
func (j *run) watch(reading context.Context, stop, withdraw func(), ended <-chan struct{}) {
	for reading.Err() == nil {
		paused, cancelled, changed := j.Control.look()
		j.setPaused(paused)
		if cancelled {
			stop()
			break
		}
		select {
		case <-changed:
		case <-reading.Done():
		case <-ended:
			return
		}
	}
	drained := time.NewTimer(j.Drain)
	defer drained.Stop()
	select {
	case <-drained.C:
		withdraw()
	case <-ended:
	}
}

// all makes attempts until one ends well, or with an error that waiting doesn't mend. Each begins at the settled positions.
func (j *run) all(reading context.Context) error {
	wait := firstWait
	for {
		j.read.Store(j.snapshotCounts().Read)
		err := j.attempt(reading)
		var gone *unreachable
		switch {
		case err == nil:
			j.going()
			return nil
		case j.hasGivenUp():
			return j.givenUp()
		case reading.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &gone)):
			return ErrCancelled
		case !errors.As(err, &gone):
			return err
		case j.once != "":
			return fmt.Errorf("%w (it can't be waited for any longer: %s)", gone.err, j.once)
		}
		since, again := j.waitFor(gone.err)
		if !again {
			wait = firstWait
		}
		if j.GiveUpAfter > 0 && time.Since(since) >= j.GiveUpAfter {
			return j.givenUp()
		}
		if !sleep(reading, wait) {
			if j.hasGivenUp() {
				return j.givenUp()
			}
			return ErrCancelled
		}
		wait = min(2*wait, mostWait)
	}
}

// How long a job waits before it tries again what could not be reached: the executor has made its own
// attempts, which take some seconds or minutes, before.
const firstWait, mostWait = time.Second, 15 * time.Second

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (j *run) settled() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.counts.Settled()
}

// close ends a run: err is what it ended with.
func (j *run) close(err error) error {
	if err == nil && j.finish != nil && !j.DryRun {
		err = j.finish()
	}
	if err == nil {
		if e := j.snapshotCounts().Reconcile(); e != nil {
			err = fmt.Errorf("%w: %w", ErrMismatch, e)
		}
	}
	if err != nil && j.abandon != nil {
		err = errors.Join(err, j.abandon())
	}
	if err == nil { // not before: a job that's killed in its last step has to do that again
		j.mu.Lock()
		j.done = true
		j.mu.Unlock()
	}
	return errors.Join(err, j.endSaving(err), j.closeRejects())
}

func (j *run) closeRejects() error {
	if j.rejected == nil {
		return nil
	}
	return j.rejected.Close()
}

func (j *run) snapshotCounts() Counts {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.counts
}

// settle takes over what came of a step: counts and position at once, under mu. What was waited for is back then.
func (j *run) settle(counts Counts, rejected []rejects.Entry, position func() error) error {
	if err := j.takeOver(counts, rejected, position); err != nil {
		return err
	}
	j.going()
	return nil
}

func (j *run) takeOver(counts Counts, rejected []rejects.Entry, position func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	tooMany := j.MaxErrors >= 0 && j.counts.Rejected+counts.Rejected > j.MaxErrors
	if tooMany && j.rejected == nil {
		// Nobody else keeps the rejected ones: the step isn't settled, and a job that is resumed comes to it again.
		return j.tooMany(j.counts.Rejected+counts.Rejected, rejected)
	}
	if j.rejected != nil {
		for _, e := range rejected {
			if err := j.rejected.Add(e); err != nil {
				return err
			}
		}
	}
	if position != nil {
		if err := position(); err != nil {
			return err
		}
	}
	add(&j.counts, counts)
	if tooMany {
		return j.tooMany(j.counts.Rejected, rejected)
	}
	if j.keeper != nil {
		return j.keeper.Err()
	}
	return nil
}

// tooMany says how many records were rejected, and why the first of those that were too many was.
func (j *run) tooMany(n int64, rejected []rejects.Entry) error {
	if len(rejected) == 0 {
		return fmt.Errorf("%w: %d", ErrTooManyRejected, n) // before this run
	}
	first := rejected[max(0, len(rejected)-int(n-j.MaxErrors))]
	if first.At == (record.Place{}) {
		return fmt.Errorf("%w: %d, one of them as %s", ErrTooManyRejected, n, first.Reason)
	}
	return fmt.Errorf("%w: %d, one of them %s: %s", ErrTooManyRejected, n, first.At, first.Reason)
}

func add(c *Counts, d Counts) {
	c.Read += d.Read
	c.Written += d.Written
	c.Deleted += d.Deleted
	c.Updated += d.Updated
	c.Unchanged += d.Unchanged
	c.Rejected += d.Rejected
	c.Skipped += d.Skipped
	c.Counted += d.Counted
	c.Same += d.Same
	c.Different += d.Different
	c.OnlyLeft += d.OnlyLeft
	c.OnlyRight += d.OnlyRight
}
