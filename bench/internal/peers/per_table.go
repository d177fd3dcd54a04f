package peers

import (
	"context"
	"sync"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// tables makes what a peer needs for each table once, when it's first asked for.
type tables[T any] struct {
	open    func(ctx context.Context, table string) (T, error)
	known   sync.Map // of T, by table
	opening sync.Mutex
}

// of returns a table's.
func (t *tables[T]) of(ctx context.Context, table string) (T, error) {
	if known, ok := t.known.Load(table); ok {
		return known.(T), nil
	}
	t.opening.Lock()
	defer t.opening.Unlock()
	if known, ok := t.known.Load(table); ok {
		return known.(T), nil
	}
	opened, err := t.open(ctx, table)
	if err == nil {
		t.known.Store(table, opened)
	}
	return opened, err
}

// tableStore is a Store of one table.
type tableStore interface {
	Read(ctx context.Context, key string) error
	Put(ctx context.Context, item items.Item) error
	Update(ctx context.Context, key, attribute, value string) error
	Scan(ctx context.Context, start string, n int) (int, error)
}

// perTable is a Store of peers that have something of their own for each table.
type perTable[T tableStore] struct{ *tables[T] }

func (s perTable[T]) Read(ctx context.Context, table, key string) error {
	t, err := s.of(ctx, table)
	if err != nil {
		return err
	}
	return t.Read(ctx, key)
}

func (s perTable[T]) Put(ctx context.Context, table string, item items.Item) error {
	t, err := s.of(ctx, table)
	if err != nil {
		return err
	}
	return t.Put(ctx, item)
}

func (s perTable[T]) Update(ctx context.Context, table, key, attribute, value string) error {
	t, err := s.of(ctx, table)
	if err != nil {
		return err
	}
	return t.Update(ctx, key, attribute, value)
}

func (s perTable[T]) Scan(ctx context.Context, table, start string, n int) (int, error) {
	t, err := s.of(ctx, table)
	if err != nil {
		return 0, err
	}
	return t.Scan(ctx, start, n)
}
