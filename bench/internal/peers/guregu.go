package peers

import (
	"context"

	"github.com/guregu/dynamo/v2"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// openGuregu is guregu/dynamo: typed items, and a call for each on the caller's
// goroutine.
func openGuregu(_ context.Context, on Target) (*Opened, error) {
	db := dynamo.NewFromIface(on.Client())
	open := func(_ context.Context, table string) (tableStore, error) {
		t := db.Table(table)
		return byShape(table,
			func() (tableStore, error) { return gureguTable[order, *order]{t}, nil },
			func() (tableStore, error) { return gureguTable[record, *record]{t}, nil })
	}
	return &Opened{Store: perTable[tableStore]{&tables[tableStore]{open: open}}, Close: nothing}, nil
}

type gureguTable[T any, P typed[T]] struct{ table dynamo.Table }

func (g gureguTable[T, P]) Read(ctx context.Context, key string) error {
	var value T
	if err := g.table.Get(items.PartitionKey, key).One(ctx, &value); err != nil {
		return err
	}
	return checkTyped[T, P](&value, key)
}

func (g gureguTable[T, P]) Put(ctx context.Context, item items.Item) error {
	value, err := typedOf[T, P](item)
	if err != nil {
		return err
	}
	return g.table.Put(&value).Run(ctx)
}

func (g gureguTable[T, P]) Update(ctx context.Context, key, attribute, value string) error {
	return g.table.Update(items.PartitionKey, key).Set(attribute, value).Run(ctx)
}

func (g gureguTable[T, P]) Scan(ctx context.Context, start string, n int) (int, error) {
	scan := g.table.Scan().SearchLimit(n)
	if start != "" {
		scan = scan.StartFrom(dynamo.PagingKey(items.Key(start)))
	}
	found := make([]T, 0, n)
	err := scan.All(ctx, &found)
	return len(found), err
}
