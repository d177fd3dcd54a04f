package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func countJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	runner := jobs.New(ex)
	all := runner.Count(ctx, jobs.Count{From: jobs.Source{Table: "orders"}})
	large := runner.Count(ctx, jobs.Count{From: jobs.Source{
		Table: "orders", Filter: "#t >= :least", Names: map[string]string{"#t": "total"}, Values: item{":least": number(100)},
	}}) // at the same time
	summaries, err := api.All(all.Result(), large.Result()).Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(summaries[1].Counts.Counted, "of", summaries[0].Counts.Counted)
	// endregion
	return nil
}

func countJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	runner := jobs.New(ex).Sync()
	all, err := runner.Count(ctx, jobs.Count{From: jobs.Source{Table: "orders"}})
	if err != nil {
		return err
	}
	large, err := runner.Count(ctx, jobs.Count{From: jobs.Source{
		Table: "orders", Filter: "#t >= :least", Names: map[string]string{"#t": "total"}, Values: item{":least": number(100)},
	}})
	if err != nil {
		return err
	}
	fmt.Println(large.Counts.Counted, "of", all.Counts.Counted)
	// endregion
	return nil
}

func TestJobsCount(t *testing.T) {
	jobInBothFaces(t, numbered(300), countJobAsync, countJobSync, func(t *testing.T, _ *database, printed string) {
		require.Equal(t, "200 of 300\n", printed)
	})
}
