package peers

import (
	"context"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// openTypedAsync is the async face of dynactor's typed tables.
func openTypedAsync(_ context.Context, on Target) (*Opened, error) {
	ex, err := api.Open(on.Client())
	if err != nil {
		return nil, err
	}
	open := func(_ context.Context, table string) (asyncTable, error) {
		return byShape(table,
			func() (asyncTable, error) { return asyncTableOf[order](ex, table) },
			func() (asyncTable, error) { return asyncTableOf[record](ex, table) })
	}
	store := typedAsyncStore{&tables[asyncTable]{open: open}}
	return &Opened{Async: store, Bulk: asyncBulk{store}, Close: ex.Close}, nil
}

// asyncTable is an AsyncStore of one table.
type asyncTable interface {
	Read(ctx context.Context, key string) func() error
	Put(ctx context.Context, item items.Item) func() error
	Update(ctx context.Context, key, attribute, value string) func() error
	Scan(ctx context.Context, start string, n int) func() error
}

type typedAsyncStore struct{ *tables[asyncTable] }

func (s typedAsyncStore) Read(ctx context.Context, table, key string) func() error {
	t, err := s.of(ctx, table)
	if err != nil {
		return failing(err)
	}
	return t.Read(ctx, key)
}

func (s typedAsyncStore) Put(ctx context.Context, table string, item items.Item) func() error {
	t, err := s.of(ctx, table)
	if err != nil {
		return failing(err)
	}
	return t.Put(ctx, item)
}

func (s typedAsyncStore) Update(ctx context.Context, table, key, attribute, value string) func() error {
	t, err := s.of(ctx, table)
	if err != nil {
		return failing(err)
	}
	return t.Update(ctx, key, attribute, value)
}

func (s typedAsyncStore) Scan(ctx context.Context, table, start string, n int) func() error {
	t, err := s.of(ctx, table)
	if err != nil {
		return failing(err)
	}
	return t.Scan(ctx, start, n)
}

func failing(err error) func() error { return func() error { return err } }

func asyncTableOf[T any, P typed[T]](ex *api.Executor, name string) (asyncTable, error) {
	t, err := api.TableOf[T](ex, name)
	if err != nil {
		return nil, err
	}
	return futureTable[T, P]{t, ex}, nil
}

type futureTable[T any, P typed[T]] struct {
	table *api.Table[T]
	ex    *api.Executor
}

func (s futureTable[T, P]) Read(ctx context.Context, key string) func() error {
	f := s.table.Get(ctx, api.Key{Partition: key})
	return func() error {
		result, err := f.Await(ctx)
		if err != nil {
			return err
		}
		return checkResult[T, P](result, key)
	}
}

func (s futureTable[T, P]) Put(ctx context.Context, item items.Item) func() error {
	value, err := typedOf[T, P](item)
	if err != nil {
		return failing(err)
	}
	return await(ctx, s.table.Put(ctx, value))
}

func (s futureTable[T, P]) Update(ctx context.Context, key, attribute, value string) func() error {
	return await(ctx, s.table.Update(ctx, api.Key{Partition: key}, api.Changes(api.Set(attribute, value))))
}

// Scan is the SDK's operation, as the sync face's is.
func (s futureTable[T, P]) Scan(ctx context.Context, start string, n int) func() error {
	f := s.ex.Scan(ctx, scanOf(s.table.Name(), start, n))
	return func() error {
		out, err := f.Await(ctx)
		if err != nil {
			return err
		}
		return decodeAll(s.table, out.Items)
	}
}
