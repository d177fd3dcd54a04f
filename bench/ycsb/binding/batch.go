package binding

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// A batch's requests are made by the async face, which sends them together, with those of other
// threads. Updates are calls of their own, for DynamoDB has no batch of them.

// BatchInsert writes records.
func (d *database) BatchInsert(ctx context.Context, _ string, keys []string, values []map[string][]byte) error {
	if err := match(keys, values); err != nil {
		return d.note(err)
	}
	_, err := all(ctx, len(keys), func(i int) *api.Future[*dynamodb.PutItemOutput] {
		return d.ex.PutItem(ctx, d.putInput(keys[i], values[i]))
	})
	return d.note(err)
}

// BatchRead reads records. Those that aren't there have no fields.
func (d *database) BatchRead(ctx context.Context, _ string, keys, fields []string) ([]map[string][]byte, error) {
	outs, err := all(ctx, len(keys), func(i int) *api.Future[*dynamodb.GetItemOutput] {
		return d.ex.GetItem(ctx, d.getInput(keys[i]))
	})
	if err != nil {
		return nil, d.note(err)
	}
	rows := make([]map[string][]byte, len(outs))
	for i, out := range outs {
		rows[i] = d.row(out.Item, fields)
	}
	return rows, nil
}

// BatchUpdate sets fields of records.
func (d *database) BatchUpdate(ctx context.Context, _ string, keys []string, values []map[string][]byte) error {
	if err := match(keys, values); err != nil {
		return d.note(err)
	}
	_, err := all(ctx, len(keys), func(i int) *api.Future[*dynamodb.UpdateItemOutput] {
		return d.ex.UpdateItem(ctx, d.updateInput(keys[i], values[i]))
	})
	return d.note(err)
}

// BatchDelete deletes records.
func (d *database) BatchDelete(ctx context.Context, _ string, keys []string) error {
	_, err := all(ctx, len(keys), func(i int) *api.Future[*dynamodb.DeleteItemOutput] {
		return d.ex.DeleteItem(ctx, d.deleteInput(keys[i]))
	})
	return d.note(err)
}

// all makes n requests and waits for all of them.
func all[T any](ctx context.Context, n int, ask func(i int) *api.Future[T]) ([]T, error) {
	futures := make([]*api.Future[T], n)
	for i := range futures {
		futures[i] = ask(i)
	}
	return api.All(futures...).Await(ctx)
}

func match(keys []string, values []map[string][]byte) error {
	if len(keys) != len(values) {
		return fmt.Errorf("a batch has %d keys and %d sets of values: pass one for each", len(keys), len(values))
	}
	return nil
}
