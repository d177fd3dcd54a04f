package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func exportJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	job := jobs.New(ex).Export(ctx, jobs.Export{
		Options: jobs.Options{Checkpoint: "export.checkpoint"},
		From: jobs.Source{
			Table:  "orders",
			Filter: "#t >= :least",
			Names:  map[string]string{"#t": "total"}, // total is one of DynamoDB's reserved words
			Values: item{":least": number(100)},
		},
		To: jobs.Files{Names: []string{"large-orders/"}, Format: jobs.PlainJSON},
	})
	summary, err := job.Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "items in", len(summary.Files), "file")
	// endregion
	return nil
}

func exportJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Export(ctx, jobs.Export{
		Options: jobs.Options{Checkpoint: "export.checkpoint"},
		From: jobs.Source{
			Table:  "orders",
			Filter: "#t >= :least",
			Names:  map[string]string{"#t": "total"}, // total is one of DynamoDB's reserved words
			Values: item{":least": number(100)},
		},
		To: jobs.Files{Names: []string{"large-orders/"}, Format: jobs.PlainJSON},
	})
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "items in", len(summary.Files), "file")
	// endregion
	return nil
}

func TestJobsExport(t *testing.T) {
	jobInBothFaces(t, numbered(300), exportJobAsync, exportJobSync, func(t *testing.T, _ *database, printed string) {
		require.Equal(t, "200 items in 1 file\n", printed)
	})
}
