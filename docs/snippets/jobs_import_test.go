package snippets

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func importJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	job := jobs.New(ex).Import(ctx, jobs.Import{
		Options: jobs.Options{Checkpoint: "import.checkpoint", Rejects: "rejects.jsonl"},
		From:    jobs.Files{Names: []string{"orders/*.json.gz"}},
		Table:   "orders",
	}) // returns at once, and runs
	// ... whatever else there is to do ...
	summary, err := job.Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "written,", summary.Counts.Rejected, "rejected")
	// endregion
	return nil
}

func importJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Import(ctx, jobs.Import{
		Options: jobs.Options{Checkpoint: "import.checkpoint", Rejects: "rejects.jsonl"},
		From:    jobs.Files{Names: []string{"orders/*.json.gz"}},
		Table:   "orders",
	})
	if err != nil {
		return err
	}
	fmt.Println(summary.Counts.Written, "written,", summary.Counts.Rejected, "rejected")
	// endregion
	return nil
}

func TestJobsImport(t *testing.T) {
	jobInBothFaces(t, numbered(0), importJobAsync, importJobSync, func(t *testing.T, db *database, printed string) {
		require.Equal(t, "3 written, 1 rejected\n", printed)
		require.Len(t, db.items(t), 3)
		text, err := os.ReadFile("rejects.jsonl")
		require.NoError(t, err)
		require.Contains(t, string(text), `"file":"orders/b.json.gz","line":1,`)
	})
}
