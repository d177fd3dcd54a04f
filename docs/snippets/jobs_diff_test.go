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

func diffJobAsync(ctx context.Context, ex, elsewhere *api.Executor) error {
	// region async
	job := jobs.New(ex).Diff(ctx, jobs.Diff{
		Left:    jobs.Source{Table: "orders", Consistent: true},
		RightOn: elsewhere,
		Right:   "orders",
		To:      jobs.Files{Names: []string{"differences.jsonl"}},
	})
	summary, err := job.Await(ctx)
	if err != nil {
		return err
	}
	c := summary.Counts
	fmt.Println(c.Same, "same,", c.Different, "different,", c.OnlyLeft, "only left,", c.OnlyRight, "only right")
	// endregion
	return nil
}

func diffJobSync(ctx context.Context, ex, elsewhere *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Diff(ctx, jobs.Diff{
		Left:    jobs.Source{Table: "orders", Consistent: true},
		RightOn: elsewhere,
		Right:   "orders",
		To:      jobs.Files{Names: []string{"differences.jsonl"}},
	})
	if err != nil {
		return err
	}
	c := summary.Counts
	fmt.Println(c.Same, "same,", c.Different, "different,", c.OnlyLeft, "only left,", c.OnlyRight, "only right")
	// endregion
	return nil
}

func TestJobsDiff(t *testing.T) {
	withElsewhere(t, numbered(3), diffJobAsync, diffJobSync, func(t *testing.T, _ *database, printed string) {
		require.Equal(t, "0 same, 0 different, 3 only left, 0 only right\n", printed)
		text, err := os.ReadFile("differences.jsonl")
		require.NoError(t, err)
		require.Contains(t, string(text), `{"kind":"left","key":{"id":{"S":"order/0001"}},"left":{`)
	})
}
