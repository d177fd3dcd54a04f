package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func deleteJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	runner := jobs.New(ex)
	spec := jobs.Delete{From: jobs.Source{
		Table: "orders", Filter: "#t < :least", Names: map[string]string{"#t": "total"}, Values: item{":least": number(10)},
	}}
	spec.DryRun = true
	would, err := runner.Delete(ctx, spec).Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println("it would delete", would.Counts.Deleted, "orders")

	spec.DryRun, spec.Checkpoint = false, "delete.checkpoint"
	summary, err := runner.Delete(ctx, spec).Await(ctx)
	// endregion
	fmt.Println(summary.Counts.Deleted, "deleted")
	return err
}

func deleteJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	runner := jobs.New(ex).Sync()
	spec := jobs.Delete{From: jobs.Source{
		Table: "orders", Filter: "#t < :least", Names: map[string]string{"#t": "total"}, Values: item{":least": number(10)},
	}}
	spec.DryRun = true
	would, err := runner.Delete(ctx, spec)
	if err != nil {
		return err
	}
	fmt.Println("it would delete", would.Counts.Deleted, "orders")

	spec.DryRun, spec.Checkpoint = false, "delete.checkpoint"
	summary, err := runner.Delete(ctx, spec)
	// endregion
	fmt.Println(summary.Counts.Deleted, "deleted")
	return err
}

func TestJobsDelete(t *testing.T) {
	jobInBothFaces(t, numbered(100), deleteJobAsync, deleteJobSync, func(t *testing.T, db *database, printed string) {
		require.Equal(t, "it would delete 10 orders\n10 deleted\n", printed)
		require.Len(t, db.items(t), 90)
	})
}
