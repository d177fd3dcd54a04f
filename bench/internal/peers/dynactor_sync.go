package peers

import (
	"context"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// openSync is dynactor's sync face: the SDK's methods, called by goroutines
// that block.
func openSync(_ context.Context, on Target) (*Opened, error) {
	ex, err := api.Open(on.Client())
	if err != nil {
		return nil, err
	}
	store := clientStore{ex.Sync()}
	return &Opened{Store: store, Bulk: blockingBulk{store}, Close: ex.Close}, nil
}

// blockingBulk loads and reads with many goroutines, each of which waits for
// one item.
type blockingBulk struct{ store Store }

func (blockingBulk) Callers() int { return 1024 }

func (b blockingBulk) Put(ctx context.Context, table string, next func() (items.Item, bool), done Done) error {
	var batch []asked
	for {
		var err error
		if batch, err = takeItems(batch, 1, next); err != nil || len(batch) == 0 {
			return err
		}
		if err := b.store.Put(ctx, table, batch[0].item); err != nil {
			return err
		}
		done(batch[0].key, batch[0].start)
	}
}

func (b blockingBulk) Get(ctx context.Context, table string, next func() (string, bool), done Done) error {
	var batch []asked
	for {
		if batch = takeKeys(batch, 1, next); len(batch) == 0 {
			return nil
		}
		if err := b.store.Read(ctx, table, batch[0].key); err != nil {
			return err
		}
		done(batch[0].key, batch[0].start)
	}
}
