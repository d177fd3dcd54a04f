package peers

import (
	"context"
	"fmt"
	"time"

	"github.com/guregu/dynamo/v2"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// openGureguBatch is guregu/dynamo's batch API, by as many goroutines as there
// are hand-written workers.
func openGureguBatch(_ context.Context, on Target) (*Opened, error) {
	db := dynamo.NewFromIface(on.Client())
	open := func(_ context.Context, table string) (manyTable, error) {
		t := db.Table(table)
		return byShape(table,
			func() (manyTable, error) { return gureguBatch[order, *order]{t}, nil },
			func() (manyTable, error) { return gureguBatch[record, *record]{t}, nil })
	}
	bulk := manyBulk{&tables[manyTable]{open: open}, crew, writeBatch, readBatch}
	return &Opened{Bulk: bulk, Close: nothing}, nil
}

// gureguBatch writes and reads a call's worth of items at a time: with more,
// guregu/dynamo would make one call after the other.
type gureguBatch[T any, P typed[T]] struct{ table dynamo.Table }

func (g gureguBatch[T, P]) putMany(ctx context.Context, batch []asked) error {
	values := make([]any, len(batch))
	for i := range batch {
		value, err := typedOf[T, P](batch[i].item)
		if err != nil {
			return err
		}
		values[i] = &value
	}
	_, err := g.table.Batch().Write().Put(values...).Run(ctx)
	return err
}

// getMany finds out which answer is whose, since they come in no order.
func (g gureguBatch[T, P]) getMany(ctx context.Context, batch []asked) error {
	keys := make([]dynamo.Keyed, len(batch))
	waiting := make(map[string]time.Time, len(batch))
	for i, a := range batch {
		keys[i] = dynamo.Keys{a.key}
		waiting[a.key] = a.start
	}
	found := make([]T, 0, len(batch))
	if err := g.table.Batch(items.PartitionKey).Get(keys...).All(ctx, &found); err != nil {
		return err
	}
	for i := range found {
		key := P(&found[i]).key()
		if _, ok := waiting[key]; !ok {
			return errForeign
		}
		delete(waiting, key)
	}
	if len(waiting) > 0 {
		return fmt.Errorf("%d of %d items are missing", len(waiting), len(batch))
	}
	return nil
}
