package peers

import (
	"context"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// openAsync is dynactor's async face: futures.
func openAsync(_ context.Context, on Target) (*Opened, error) {
	ex, err := api.Open(on.Client())
	if err != nil {
		return nil, err
	}
	store := asyncStore{ex}
	return &Opened{Async: store, Bulk: asyncBulk{store}, Close: ex.Close}, nil
}

type asyncStore struct{ ex *api.Executor }

func (s asyncStore) Read(ctx context.Context, table, key string) func() error {
	f := s.ex.GetItem(ctx, getFrom(table, key))
	return func() error {
		out, err := f.Await(ctx)
		if err != nil {
			return err
		}
		return checkRead(out, key)
	}
}

func (s asyncStore) Put(ctx context.Context, table string, item items.Item) func() error {
	return await(ctx, s.ex.PutItem(ctx, putInto(table, item)))
}

func (s asyncStore) Update(ctx context.Context, table, key, attribute, value string) func() error {
	return await(ctx, s.ex.UpdateItem(ctx, updateIn(table, key, attribute, value)))
}

func (s asyncStore) Scan(ctx context.Context, table, start string, n int) func() error {
	return await(ctx, s.ex.Scan(ctx, scanOf(table, start, n)))
}

// await is the wait function of a future whose value doesn't matter.
func await[T any](ctx context.Context, f *api.Future[T]) func() error {
	return func() error {
		_, err := f.Await(ctx)
		return err
	}
}
