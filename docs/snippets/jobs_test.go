package snippets

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func followJobAsync(ctx context.Context, ex *api.Executor) error {
	// region follow-async
	job := jobs.New(ex).Count(ctx, jobs.Count{From: jobs.Source{Table: "orders"}})
	for every := time.NewTicker(10 * time.Second); ; {
		select {
		case <-every.C:
			p := job.Progress()
			fmt.Printf("%d of about %d, %.0f a second, %v left %s\n", p.Read, p.Total, p.PerSecond, p.Left, p.Waiting)
			continue
		case <-job.Done():
		}
		every.Stop()
		break
	}
	summary, err := job.Await(ctx)
	// endregion
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Counted)
	return nil
}

func followJobSync(ctx context.Context, ex *api.Executor) error {
	// region follow-sync
	summary, err := jobs.New(ex).Sync().Count(ctx, jobs.Count{
		Options: jobs.Options{OnEvent: func(e jobs.Event) { // one call at a time
			fmt.Println(e.Kind, e.Progress.Read, e.Err)
		}},
		From: jobs.Source{Table: "orders"},
	})
	// endregion
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Counted)
	return nil
}

func cancelJobAsync(ctx context.Context, ex *api.Executor) error {
	// region cancel-async
	spec := jobs.Fill{Options: jobs.Options{Checkpoint: "fill.checkpoint", Drain: time.Second}, Table: "orders", Count: 5000}
	job := jobs.New(ex).Fill(ctx, spec)
	job.Pause()                             // it reads or makes nothing more
	job.Resume()                            // it goes on
	time.AfterFunc(time.Second, job.Cancel) // it ends: what is in flight is waited for, for a second here
	if _, err := job.Await(ctx); !errors.Is(err, jobs.ErrCancelled) {
		return err
	}

	summary, err := jobs.New(ex).Fill(ctx, spec).Await(ctx) // the same again goes on from there
	// endregion
	if err != nil {
		return err
	}
	fmt.Println(summary.Resumed, summary.Counts.Written)
	return nil
}

func cancelJobSync(ctx context.Context, ex *api.Executor) error {
	// region cancel-sync
	var control jobs.Control
	spec := jobs.Fill{Options: jobs.Options{Checkpoint: "fill.checkpoint", Drain: time.Second, Control: &control}, Table: "orders", Count: 5000}
	time.AfterFunc(time.Second, control.Cancel)
	if _, err := jobs.New(ex).Sync().Fill(ctx, spec); !errors.Is(err, jobs.ErrCancelled) {
		return err
	}

	spec.Control = nil // a control is for one job
	summary, err := jobs.New(ex).Sync().Fill(ctx, spec)
	// endregion
	if err != nil {
		return err
	}
	fmt.Println(summary.Resumed, summary.Counts.Written)
	return nil
}

func limitJobAsync(ctx context.Context, ex *api.Executor) error {
	// region limit-async
	if err := ex.SetLimits("orders", api.Limits{Write: api.UnitsPerSecond(500)}); err != nil {
		return err
	}
	background := api.WithPriority(ctx, api.Bulk) // what else the executor is asked for goes first
	job := jobs.New(ex).Fill(background, jobs.Fill{Table: "orders", Count: 2000})
	_, err := job.Await(ctx)
	// endregion
	return err
}

func limitJobSync(ctx context.Context, ex *api.Executor) error {
	// region limit-sync
	if err := ex.Sync().SetLimits("orders", api.Limits{Write: api.UnitsPerSecond(500)}); err != nil {
		return err
	}
	background := api.WithPriority(ctx, api.Bulk)
	_, err := jobs.New(ex).Sync().Fill(background, jobs.Fill{Table: "orders", Count: 2000})
	// endregion
	return err
}

func errorsJobAsync(ctx context.Context, ex *api.Executor) error {
	// region errors-async
	summary, err := jobs.New(ex).Count(ctx, jobs.Count{
		Options: jobs.Options{Checkpoint: "job.checkpoint"},
		From:    jobs.Source{Table: "orders"},
	}).Await(ctx)
	var spec *jobs.SpecError
	var resume *jobs.ResumeError
	switch {
	case errors.As(err, &spec):
		fmt.Println("can't be done so:", spec.Field)
	case errors.As(err, &resume):
		fmt.Println("another job's checkpoint, with another", resume.Changed)
	case errors.Is(err, jobs.ErrCancelled):
		fmt.Println("to be gone on with, after", summary.Counts.Read)
	case errors.Is(err, jobs.ErrTooManyRejected):
		fmt.Println("rejected:", summary.Counts.Rejected)
	case err != nil:
		fmt.Println("failed:", err) // may be gone on with too
	}
	// endregion
	return nil
}

func errorsJobSync(ctx context.Context, ex *api.Executor) error {
	// region errors-sync
	summary, err := jobs.New(ex).Sync().Count(ctx, jobs.Count{
		Options: jobs.Options{Checkpoint: "job.checkpoint"},
		From:    jobs.Source{Table: "orders"},
	})
	var spec *jobs.SpecError
	var resume *jobs.ResumeError
	switch {
	case errors.As(err, &spec):
		fmt.Println("can't be done so:", spec.Field)
	case errors.As(err, &resume):
		fmt.Println("another job's checkpoint, with another", resume.Changed)
	case errors.Is(err, jobs.ErrCancelled):
		fmt.Println("to be gone on with, after", summary.Counts.Read)
	case errors.Is(err, jobs.ErrTooManyRejected):
		fmt.Println("rejected:", summary.Counts.Rejected)
	case err != nil:
		fmt.Println("failed:", err)
	}
	// endregion
	return nil
}

func TestJobsAreFollowed(t *testing.T) {
	t.Run("Async", func(t *testing.T) {
		t.Chdir(t.TempDir())
		require.Equal(t, "300\n", printed(t, func() { run(t, newDatabase(t, numbered(300)...).client, followJobAsync) }))
	})
	t.Run("Sync", func(t *testing.T) {
		t.Chdir(t.TempDir())
		require.Equal(t, "started 0 <nil>\nended 300 <nil>\n300\n", printed(t, func() { run(t, newDatabase(t, numbered(300)...).client, followJobSync) }))
	})
}

func TestJobsAreCancelledAndGoOn(t *testing.T) {
	limited := api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(1000)})
	jobInBothFaces(t, nil, cancelJobAsync, cancelJobSync, func(t *testing.T, db *database, printed string) {
		require.Equal(t, "true 5000\n", printed)
		require.Len(t, db.items(t), 5000)
	}, limited)
}

func TestJobsKeepToLimits(t *testing.T) {
	timed := func(code shown) shown {
		return func(ctx context.Context, ex *api.Executor) error {
			began := time.Now()
			err := code(ctx, ex)
			require.InDelta(t, 3.0, time.Since(began).Seconds(), 0.5) // the first 500 units are a second's savings
			return err
		}
	}
	jobInBothFaces(t, nil, timed(limitJobAsync), timed(limitJobSync), func(t *testing.T, db *database, _ string) {
		require.Len(t, db.items(t), 2000)
	})
}

func TestJobsOfAnotherCheckpointAreRefused(t *testing.T) {
	first := func(code shown) shown {
		return func(ctx context.Context, ex *api.Executor) error {
			other := jobs.Count{Options: jobs.Options{Checkpoint: "job.checkpoint"}, From: jobs.Source{Table: "orders", Limit: 1}}
			if _, err := jobs.New(ex).Sync().Count(ctx, other); err != nil {
				return err
			}
			return code(ctx, ex)
		}
	}
	jobInBothFaces(t, numbered(3), first(errorsJobAsync), first(errorsJobSync), func(t *testing.T, _ *database, printed string) {
		require.Equal(t, "another job's checkpoint, with another [from limit]\n", printed)
	})
}

// jobInBothFaces runs code that a page shows, in one face after the other, each in a folder and on a database of
// its own, and checks what came of it.
func jobInBothFaces(t *testing.T, orders []item, async, sync shown, check func(t *testing.T, db *database, printed string), opts ...api.Option) {
	t.Helper()
	for name, code := range map[string]shown{"Async": async, "Sync": sync} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			require.NoError(t, os.Mkdir("orders", 0o700))
			writeGzip(t, "orders/a.json.gz", `{"Item":{"id":{"S":"1"},"total":{"N":"5"}}}`+"\n"+`{"id":{"S":"2"}}`+"\n")
			writeGzip(t, "orders/b.json.gz", `{"id":{"S":`+"\n"+`{"id":{"S":"3"}}`+"\n")
			db := newDatabase(t, orders...)
			text := printed(t, func() { run(t, db.client, code, opts...) })
			check(t, db, text)
		})
	}
}

func writeGzip(t *testing.T, name, text string) {
	t.Helper()
	f, err := os.Create(name)
	require.NoError(t, err)
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(text))
	require.NoError(t, errors.Join(err, z.Close(), f.Close()))
}

func decimal(digits string) types.AttributeValue { return &types.AttributeValueMemberN{Value: digits} }
