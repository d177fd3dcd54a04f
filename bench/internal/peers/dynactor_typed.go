package peers

import (
	"context"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// many is how many items a call of PutMany or GetMany has.
const many = 1000

// openTyped is the sync face of dynactor's typed tables.
func openTyped(_ context.Context, on Target) (*Opened, error) {
	ex, err := api.Open(on.Client())
	if err != nil {
		return nil, err
	}
	open := func(_ context.Context, table string) (typedTable, error) {
		return byShape(table,
			func() (typedTable, error) { return typedTableOf[order](ex, table) },
			func() (typedTable, error) { return typedTableOf[record](ex, table) })
	}
	store := perTable[typedTable]{&tables[typedTable]{open: open}}
	openMany := func(ctx context.Context, table string) (manyTable, error) { return store.of(ctx, table) }
	bulk := manyBulk{&tables[manyTable]{open: openMany}, askers, many, many}
	return &Opened{Store: store, Bulk: bulk, Close: ex.Close}, nil
}

type typedTable interface {
	tableStore
	manyTable
}

func typedTableOf[T any, P typed[T]](ex *api.Executor, name string) (typedTable, error) {
	t, err := api.TableOf[T](ex, name)
	if err != nil {
		return nil, err
	}
	return syncTable[T, P]{t.Sync(), ex}, nil
}

type syncTable[T any, P typed[T]] struct {
	table *api.SyncTable[T]
	ex    *api.Executor
}

func (s syncTable[T, P]) Read(ctx context.Context, key string) error {
	result, err := s.table.Get(ctx, api.Key{Partition: key})
	if err != nil {
		return err
	}
	return checkResult[T, P](result, key)
}

func (s syncTable[T, P]) Put(ctx context.Context, item items.Item) error {
	value, err := typedOf[T, P](item)
	if err != nil {
		return err
	}
	_, err = s.table.Put(ctx, value)
	return err
}

func (s syncTable[T, P]) Update(ctx context.Context, key, attribute, value string) error {
	_, err := s.table.Update(ctx, api.Key{Partition: key}, api.Changes(api.Set(attribute, value)))
	return err
}

// Scan is the SDK's operation with the table's Decode: a typed scan goes on from
// where another one was, and not from any key.
func (s syncTable[T, P]) Scan(ctx context.Context, start string, n int) (int, error) {
	out, err := s.ex.Sync().Scan(ctx, scanOf(s.table.Name(), start, n))
	if err != nil {
		return 0, err
	}
	return len(out.Items), decodeAll(s.table.Async(), out.Items)
}

func (s syncTable[T, P]) putMany(ctx context.Context, batch []asked) error {
	values := make([]T, len(batch))
	for i := range batch {
		if err := P(&values[i]).fill(batch[i].item); err != nil {
			return err
		}
	}
	_, err := s.table.PutMany(ctx, values)
	return err
}

func (s syncTable[T, P]) getMany(ctx context.Context, batch []asked) error {
	keys := make([]api.Key, len(batch))
	for i := range batch {
		keys[i].Partition = batch[i].key
	}
	found, err := s.table.GetMany(ctx, keys)
	if err != nil {
		return err
	}
	for i := range found {
		if err := checkResult[T, P](found[i], batch[i].key); err != nil {
			return err
		}
	}
	return nil
}

func checkResult[T any, P typed[T]](result api.Result[T], key string) error {
	if !result.Found {
		return errAbsent
	}
	return checkTyped[T, P](&result.Item, key)
}

func decodeAll[T any](t *api.Table[T], found []items.Item) error {
	for _, item := range found {
		if _, err := t.Decode(item); err != nil {
			return err
		}
	}
	return nil
}
