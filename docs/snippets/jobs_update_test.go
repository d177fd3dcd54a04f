package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func updateJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	job := jobs.New(ex).Update(ctx, jobs.Update{
		Options: jobs.Options{Checkpoint: "update.checkpoint"},
		From: jobs.Source{
			Table:  "orders",
			Filter: "attribute_not_exists(#s)", // read with this
			Names:  map[string]string{"#s": "status"},
			Values: item{":open": text("open")},
		},
		Set:       "SET #s = :open REMOVE draft",
		Condition: "attribute_not_exists(#s)", // and still so when it's changed
	})
	summary, err := job.Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Updated, "updated,", summary.Counts.Unchanged, "had changed meanwhile")
	// endregion
	return nil
}

func updateJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Update(ctx, jobs.Update{
		Options: jobs.Options{Checkpoint: "update.checkpoint"},
		From: jobs.Source{
			Table:  "orders",
			Filter: "attribute_not_exists(#s)",
			Names:  map[string]string{"#s": "status"},
			Values: item{":open": text("open")},
		},
		Set:       "SET #s = :open REMOVE draft",
		Condition: "attribute_not_exists(#s)",
	})
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Updated, "updated,", summary.Counts.Unchanged, "had changed meanwhile")
	// endregion
	return nil
}

func TestJobsUpdate(t *testing.T) {
	orders := append(numbered(20), item{"id": text("z"), "status": text("paid")})
	jobInBothFaces(t, orders, updateJobAsync, updateJobSync, func(t *testing.T, db *database, printed string) {
		require.Equal(t, "20 updated, 0 had changed meanwhile\n", printed)
		items := db.items(t)
		require.Equal(t, text("open"), items["order/0007"]["status"])
		require.Equal(t, text("paid"), items["z"]["status"])
	})
}
