package snippets

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// region type
type Visit struct {
	Page  string `dynamodbav:"page" dynactor:"partition"`
	Day   string `dynamodbav:"day" dynactor:"sort"`
	Count int    `dynamodbav:"count"`
}

// endregion

func typedAsync(ctx context.Context, ex *api.Executor) (int, error) {
	// region async
	visits, err := api.TableOf[Visit](ex, "visits")
	if err != nil {
		return 0, err
	}
	home := api.Key{Partition: "/", Sort: "2026-05-01"}
	results, err := api.All(
		visits.Put(ctx, Visit{Page: "/", Day: "2026-05-01", Count: 3}),
		visits.Update(ctx, home, api.Changes(api.Increment("count", 1))),
		visits.Get(ctx, home, api.Consistent()),
	).Await(ctx) // in this order, since all are about one key
	if err != nil {
		return 0, err
	}
	return results[2].Item.Count, nil // 4
	// endregion
}

func typedSync(ctx context.Context, ex *api.Executor) (int, error) {
	// region sync
	visits, err := api.TableOf[Visit](ex, "visits")
	if err != nil {
		return 0, err
	}
	visitsSync := visits.Sync()
	home := api.Key{Partition: "/", Sort: "2026-05-01"}
	if _, err := visitsSync.Put(ctx, Visit{Page: "/", Day: "2026-05-01", Count: 3}); err != nil {
		return 0, err
	}
	if _, err := visitsSync.Update(ctx, home, api.Changes(api.Increment("count", 1))); err != nil {
		return 0, err
	}
	got, err := visitsSync.Get(ctx, home, api.Consistent())
	if err != nil {
		return 0, err
	}
	return got.Item.Count, nil // 4
	// endregion
}

func TestGettingStartedWithTypedTables(t *testing.T) {
	for _, typed := range []func(context.Context, *api.Executor) (int, error){typedAsync, typedSync} {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			visits, err := api.TableOf[Visit](ex, "visits")
			require.NoError(t, err)
			_, err = visits.CreateTable(ctx).Await(ctx)
			require.NoError(t, err)
			count, err := typed(ctx, ex)
			require.Equal(t, 4, count)
			return err
		})
	}
}
