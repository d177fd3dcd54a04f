package peers

import (
	"context"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// manyTable writes and reads many items of a table by one call of its library.
type manyTable interface {
	putMany(ctx context.Context, batch []asked) error
	// getMany fails unless each item is there and its key is the one that was asked for.
	getMany(ctx context.Context, batch []asked) error
}

// manyBulk is bulk by calls for many items each.
type manyBulk struct {
	*tables[manyTable]
	callers int
	// writes and reads are how many items a call has.
	writes, reads int
}

func (b manyBulk) Callers() int { return b.callers }

func (b manyBulk) Put(ctx context.Context, table string, next func() (items.Item, bool), done Done) error {
	t, err := b.of(ctx, table)
	if err != nil {
		return err
	}
	var batch []asked
	for {
		if batch, err = takeItems(batch, b.writes, next); err != nil || len(batch) == 0 {
			return err
		}
		if err := t.putMany(ctx, batch); err != nil {
			return err
		}
		doneAll(batch, done)
	}
}

func (b manyBulk) Get(ctx context.Context, table string, next func() (string, bool), done Done) error {
	t, err := b.of(ctx, table)
	if err != nil {
		return err
	}
	var batch []asked
	for {
		if batch = takeKeys(batch, b.reads, next); len(batch) == 0 {
			return nil
		}
		if err := t.getMany(ctx, batch); err != nil {
			return err
		}
		doneAll(batch, done)
	}
}

func doneAll(batch []asked, done Done) {
	for _, a := range batch {
		done(a.key, a.start)
	}
}
