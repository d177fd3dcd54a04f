package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// region type
type Parcel struct {
	City   string `dynamodbav:"city" dynactor:"partition"`
	ID     string `dynamodbav:"id" dynactor:"sort"`
	Weight int    `dynamodbav:"weight"`
}

// endregion

func readmeTableAsync(ctx context.Context, ex *api.Executor, parcel Parcel) error {
	// region async
	parcels, err := api.TableOf[Parcel](ex, "parcels")
	if err != nil {
		return err
	}
	key := api.Key{Partition: "Prague", Sort: "p/1"}
	put := parcels.Put(ctx, parcel, api.IfNotExists())
	grow := parcels.Update(ctx, key, api.Changes(api.Increment("weight", 2)), api.ReturnNew()) // after the put: one key
	if _, err := put.Await(ctx); err != nil {
		return err
	}
	if now, err := grow.Await(ctx); err == nil {
		fmt.Println(now.Item.Weight)
	}
	all, err := parcels.Query(ctx, api.Query{Partition: "Prague"}).Collect().Await(ctx)
	// endregion
	fmt.Println(len(all))
	return err
}

func readmeTableSync(ctx context.Context, ex *api.Executor, parcel Parcel) error {
	async, err := api.TableOf[Parcel](ex, "parcels")
	if err != nil {
		return err
	}
	// region sync
	parcels := async.Sync()
	if _, err := parcels.Put(ctx, parcel, api.IfNotExists()); err != nil {
		return err
	}
	for parcel, err := range parcels.Query(ctx, api.Query{Partition: "Prague"}) {
		if err != nil {
			return err
		}
		fmt.Println(parcel.ID, parcel.Weight)
	}
	// endregion
	return nil
}

func TestReadmeTables(t *testing.T) {
	for name, code := range map[string]func(context.Context, *api.Executor, Parcel) error{"async": readmeTableAsync, "sync": readmeTableSync} {
		t.Run(name, func(t *testing.T) {
			db := newDatabase(t)
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
				parcels, err := api.TableOf[Parcel](ex, "parcels")
				require.NoError(t, err)
				_, err = parcels.CreateTable(ctx).Await(ctx)
				require.NoError(t, err)
				return code(ctx, ex, Parcel{City: "Prague", ID: "p/1", Weight: 5})
			})
		})
	}
}
