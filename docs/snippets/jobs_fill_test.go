package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func fillJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	job := jobs.New(ex).Fill(ctx, jobs.Fill{
		Table: "orders",
		Count: 1000,
		Generate: func(n int64) (jobs.Item, error) { // the same for the same n
			return jobs.Item{"id": text(fmt.Sprintf("order/%06d", n)), "total": number(int(n % 500))}, nil
		},
	})
	summary, err := job.Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "written")
	// endregion
	return nil
}

func fillJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Fill(ctx, jobs.Fill{
		Table: "orders",
		Count: 1000,
		Generate: func(n int64) (jobs.Item, error) {
			return jobs.Item{"id": text(fmt.Sprintf("order/%06d", n)), "total": number(int(n % 500))}, nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "written")
	// endregion
	return nil
}

func TestJobsFill(t *testing.T) {
	jobInBothFaces(t, numbered(0), fillJobAsync, fillJobSync, func(t *testing.T, db *database, printed string) {
		require.Equal(t, "1000 written\n", printed)
		require.Len(t, db.items(t), 1000)
	})
}
