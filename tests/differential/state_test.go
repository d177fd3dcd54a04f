package differential

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// writes is whether an operation may change items.
func writes(op string) bool {
	switch op {
	case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems",
		"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction":
		return true
	}
	return false
}

// state is what the scenario's tables hold: for each table its items, in an order of their own.
func (r *run) state(ctx context.Context) map[string]any {
	tables := map[string]any{}
	for _, table := range r.tables {
		got, _ := (&run{engine: r.engine, face: wire}).paged(ctx, allPages("Scan", `{"TableName":"`+table+`","ConsistentRead":true}`))
		if got.failed() {
			tables[table] = got.Code
			continue
		}
		tables[table] = normalize(got, r.prefix, true).member("Items")
	}
	return tables
}

// fill puts the scenario's items, one by one: what does not need a batch should not depend on it.
func (r *run) fill(ctx context.Context, items seeds) error {
	for table, of := range items {
		for _, item := range of {
			if got := r.send(ctx, ask("PutItem", `{"TableName":"`+table+`","Item":`+item+`}`)); got.failed() {
				return fmt.Errorf("putting an item: %s", got)
			}
		}
	}
	return nil
}

// restore brings the tables back from a state to where the scenario began.
func (r *run) restore(ctx context.Context, s scenario, state map[string]any) error {
	for table, items := range state {
		now, _ := items.([]any)
		before, _ := r.initial[table].([]any)
		keys := keyNames(s, strings.Replace(table, r.prefix, "@", 1))
		for _, item := range without(now, before) {
			key := map[string]any{}
			for _, name := range keys {
				key[name] = item.(map[string]any)[name]
			}
			if got := r.send(ctx, ask("DeleteItem", `{"TableName":"`+table+`","Key":`+render(key)+`}`)); got.failed() {
				return fmt.Errorf("deleting an item: %s", got)
			}
		}
		for _, item := range without(before, now) {
			if got := r.send(ctx, ask("PutItem", `{"TableName":"`+table+`","Item":`+render(item)+`}`)); got.failed() {
				return fmt.Errorf("putting an item back: %s", got)
			}
		}
	}
	return nil
}

// without returns the items that are not among others.
func without(items, others []any) (rest []any) {
	among := map[string]bool{}
	for _, other := range others {
		among[render(other)] = true
	}
	for _, item := range items {
		if !among[render(item)] {
			rest = append(rest, item)
		}
	}
	return rest
}

// keyNames are the names of a table's key attributes.
func keyNames(s scenario, table string) (names []string) {
	for _, body := range s.tables {
		var input struct {
			TableName string
			KeySchema []struct{ AttributeName string }
		}
		must(json.Unmarshal([]byte(body), &input))
		for _, element := range input.KeySchema {
			if input.TableName == table {
				names = append(names, element.AttributeName)
			}
		}
	}
	return names
}
