package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// arena is a workload and its tables, for contestants of both types of keys.
type arena struct {
	env     Env
	text    work
	binary  work
	records int
	// unsure is how many inserts may have arrived or not: those of peers that
	// have given up a whole stream of them.
	unsure atomic.Int64
}

// arena makes the tables of a workload and fills them with its records. The
// mix of a target that finds anything may be fresh; others have only records.
func (e Env) arena(ctx context.Context, field []peers.Contestant, mix workload.Mix, records int, shape items.Shape, tables ...string) (*arena, error) {
	a := &arena{env: e, records: records}
	for _, binary := range []bool{false, true} {
		w := work{Workload: workload.New(mix, records, shape, e.Seed), fixed: e.Target.Fixed}
		for _, name := range tables {
			if binary {
				name += "-binary"
			}
			w.tables = append(w.tables, e.Target.Table(shape.Table(name)))
		}
		if binary {
			a.binary = w
		} else {
			a.text = w
		}
		if !slices.ContainsFunc(field, func(c peers.Contestant) bool { return c.Binary == binary }) {
			continue
		}
		if err := e.Target.Create(ctx, binary, w.tables...); err != nil {
			return nil, err
		}
		if w.Empty() {
			continue
		}
		for i, table := range w.tables {
			n := len(w.tables)
			share := (records - i + n - 1) / n
			if err := e.Target.Fill(ctx, table, share, filler(w, shape, binary, i, e.Seed)); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// filler makes the records of a table, which are every n-th, from the first on.
func filler(w work, shape items.Shape, binary bool, first int, seed uint64) func(int) func(int) items.Item {
	return func(worker int) func(int) items.Item {
		random := rand.New(rand.NewPCG(seed, uint64(worker)))
		return func(n int) items.Item {
			record := uint64(first + n*len(w.tables))
			item := workload.Item(random, shape, workload.Key(record))
			if binary {
				return items.Binary(item)
			}
			return item
		}
	}
}

func (a *arena) work(c peers.Contestant) work {
	if c.Binary {
		return a.binary
	}
	return a.text
}

// closed is a contestant with so many callers, each one operation after the other.
func (a *arena) closed(c peers.Contestant, opened *peers.Opened, callers int) contender {
	w := a.work(c)
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		if opened.Async != nil {
			return load.ClosedAsync(ctx, callers, until, func(n int) load.Ask { return w.asking(opened.Async, w.Source(n)) })
		}
		return load.Closed(ctx, callers, until, func(n int) load.Do { return w.doing(opened.Store, w.Source(n)) })
	}
	return contender{peers.Peer{Name: c.Name, Run: run}, w.Seen}
}

// open is a contestant whose operations arrive at a rate.
func (a *arena) open(c peers.Contestant, opened *peers.Opened, rate float64) contender {
	w := a.work(c)
	arrivals := load.Arrivals{PerSecond: rate, Seed: a.env.Seed}
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		source := w.Source(0)
		if opened.Async != nil {
			return load.OpenAsync(ctx, arrivals, until, w.asking(opened.Async, source))
		}
		return load.Open(ctx, arrivals, until, func() load.Do {
			return w.doing(opened.Store, source.Prepared())
		})
	}
	return contender{peers.Peer{Name: c.Name, Run: run}, w.Seen}
}

// check counts what storing targets have at the end. On a fixed one each
// section was checked.
func (a *arena) check(ctx context.Context) error {
	if a.env.Target.Fixed {
		return nil
	}
	for _, w := range []work{a.text, a.binary} {
		if w.Grown() == 0 {
			continue
		}
		found, want := 0, w.Grown()
		if !w.Empty() {
			want += a.records
		}
		for _, table := range w.tables {
			n, err := a.env.Target.Count(ctx, table)
			if err != nil {
				return err
			}
			found += n
		}
		if found < want || found > want+int(a.unsure.Load()) {
			return fmt.Errorf("%d items should be in the tables at the end, and %d more may be, but a scan has found %d", want, a.unsure.Load(), found)
		}
	}
	return nil
}
