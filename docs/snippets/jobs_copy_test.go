package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func copyJobAsync(ctx context.Context, ex, elsewhere *api.Executor) error {
	// region async
	job := jobs.New(ex).Copy(ctx, jobs.Copy{
		Options: jobs.Options{Checkpoint: "copy.checkpoint"},
		From:    jobs.Source{Table: "orders", Consistent: true},
		To:      elsewhere, // an executor on a client of another Region or account; nil is ex itself
		Table:   "orders",
	})
	summary, err := job.Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "copied")
	// endregion
	return nil
}

func copyJobSync(ctx context.Context, ex, elsewhere *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Copy(ctx, jobs.Copy{
		Options: jobs.Options{Checkpoint: "copy.checkpoint"},
		From:    jobs.Source{Table: "orders", Consistent: true},
		To:      elsewhere,
		Table:   "orders",
	})
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "copied")
	// endregion
	return nil
}

func transformJobAsync(ctx context.Context, ex, elsewhere *api.Executor) error {
	// region transform-async
	paidOnly := func(order jobs.Item) (jobs.Item, error) {
		status, ok := order["status"].(*types.AttributeValueMemberS)
		if !ok {
			return nil, fmt.Errorf("it has no status") // the item is rejected
		}
		if status.Value != "paid" {
			return nil, nil // the item is skipped
		}
		delete(order, "status")
		return order, nil
	}
	summary, err := jobs.New(ex).Copy(ctx, jobs.Copy{
		Options: jobs.Options{Transform: paidOnly, Rejects: "rejects.jsonl"},
		From:    jobs.Source{Table: "orders"},
		To:      elsewhere,
		Table:   "orders",
	}).Await(ctx)
	// endregion
	return told(summary, err)
}

func transformJobSync(ctx context.Context, ex, elsewhere *api.Executor) error {
	// region transform-sync
	paidOnly := func(order jobs.Item) (jobs.Item, error) {
		status, ok := order["status"].(*types.AttributeValueMemberS)
		if !ok {
			return nil, fmt.Errorf("it has no status")
		}
		if status.Value != "paid" {
			return nil, nil
		}
		delete(order, "status")
		return order, nil
	}
	summary, err := jobs.New(ex).Sync().Copy(ctx, jobs.Copy{
		Options: jobs.Options{Transform: paidOnly, Rejects: "rejects.jsonl"},
		From:    jobs.Source{Table: "orders"},
		To:      elsewhere,
		Table:   "orders",
	})
	// endregion
	return told(summary, err)
}

// told prints the counts of a job that has ended well.
func told(summary jobs.Summary, err error) error {
	if err != nil {
		return err
	}
	c := summary.Counts
	fmt.Println(c.Read, "read,", c.Written, "written,", c.Skipped, "skipped,", c.Rejected, "rejected")
	return nil
}

func TestJobsCopy(t *testing.T) {
	withElsewhere(t, numbered(50), copyJobAsync, copyJobSync, func(t *testing.T, elsewhere *database, printed string) {
		require.Equal(t, "50 copied\n", printed)
		require.Len(t, elsewhere.items(t), 50)
	})
}

func TestJobsTransform(t *testing.T) {
	orders := []item{{"id": text("a"), "status": text("paid")}, {"id": text("b"), "status": text("open")}, {"id": text("c")}}
	withElsewhere(t, orders, transformJobAsync, transformJobSync, func(t *testing.T, elsewhere *database, printed string) {
		require.Equal(t, "3 read, 1 written, 1 skipped, 1 rejected\n", printed)
		require.Equal(t, map[string]item{"a": {"id": text("a")}}, elsewhere.items(t))
	})
}

// withElsewhere is jobInBothFaces for code with a second executor, on a database of its own.
func withElsewhere(t *testing.T, orders []item, async, sync func(ctx context.Context, ex, elsewhere *api.Executor) error, check func(t *testing.T, elsewhere *database, printed string)) {
	t.Helper()
	var other *database
	with := func(code func(ctx context.Context, ex, elsewhere *api.Executor) error) shown {
		return func(ctx context.Context, ex *api.Executor) error {
			elsewhere, err := api.Open(other.client)
			if err != nil {
				return err
			}
			defer func() { _ = elsewhere.Close(context.Background()) }()
			return code(ctx, ex, elsewhere)
		}
	}
	for name, code := range map[string]shown{"Async": with(async), "Sync": with(sync)} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			other = newDatabase(t)
			db := newDatabase(t, orders...)
			text := printed(t, func() { run(t, db.client, code) })
			check(t, other, text)
		})
	}
}
