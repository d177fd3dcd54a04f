package scenario

import (
	"context"
	"fmt"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// work is a workload on tables of a target. A record is always in the same
// table.
type work struct {
	*workload.Workload
	tables []string
	fixed  bool
}

func (w work) table(record uint64) string { return w.tables[record%uint64(len(w.tables))] }

// done notes what an operation did, once it's acknowledged.
func (w work) done(r *load.Recorder, op workload.Operation) {
	switch op.Kind {
	case workload.Read:
		w.read(r, op)
	case workload.Scan:
		r.Scan()
	case workload.Insert:
		w.Inserted(op.Record)
		r.Exact(op.Key)
	default:
		r.Exact(op.Key)
	}
}

func (w work) read(r *load.Recorder, op workload.Operation) {
	if w.Exact() {
		r.Exact(op.Key)
		return
	}
	w.Saw(op.Record)
	r.Read()
}

// failed says which operation failed. One that the target has thrown back for
// lack of capacity has its own error.
func failed(op workload.Operation, err error) error {
	if server.Throttling(err) {
		return load.ErrThrottled
	}
	return fmt.Errorf("%v: %w", op.Kind, err)
}

// doing is a caller of a store that blocks. An insert that was thrown back is
// tried until it arrives: other operations ask for the records up to it.
func (w work) doing(store peers.Store, source *workload.Source) load.Do {
	return func(ctx context.Context, r *load.Recorder) error {
		op := source.Next()
		for {
			err := w.do(ctx, store, r, op)
			switch {
			case err == nil:
				w.done(r, op)
				return nil
			case op.Kind == workload.Insert && server.Throttling(err) && ctx.Err() == nil:
				r.Throttled()
			default:
				return failed(op, err)
			}
		}
	}
}

func (w work) do(ctx context.Context, store peers.Store, r *load.Recorder, op workload.Operation) error {
	table := w.table(op.Record)
	switch op.Kind {
	case workload.Read:
		return store.Read(ctx, table, op.Key)
	case workload.Insert:
		return store.Put(ctx, table, op.Item)
	case workload.Scan:
		n, err := store.Scan(ctx, table, op.Key, op.Length)
		if err == nil && w.fixed && n != op.Length {
			return fmt.Errorf("%d items were found, not %d", n, op.Length)
		}
		return err
	case workload.ReadModifyWrite:
		if err := store.Read(ctx, table, op.Key); err != nil {
			return err
		}
		w.read(r, op)
	}
	return store.Update(ctx, table, op.Key, op.Attribute, op.Value)
}

// asking is a caller of a store that returns at once.
func (w work) asking(store peers.AsyncStore, source *workload.Source) load.Ask {
	return func(ctx context.Context) load.Wait {
		op := source.Next()
		if op.Kind != workload.ReadModifyWrite {
			return w.ask(ctx, store, op)
		}
		read := store.Read(ctx, w.table(op.Record), op.Key)
		return func(r *load.Recorder) (load.Wait, error) {
			if err := read(); err != nil {
				return nil, failed(op, err)
			}
			w.read(r, op)
			return w.ask(ctx, store, op), nil
		}
	}
}

func (w work) ask(ctx context.Context, store peers.AsyncStore, op workload.Operation) load.Wait {
	var (
		table = w.table(op.Record)
		wait  func() error
	)
	switch op.Kind {
	case workload.Read:
		wait = store.Read(ctx, table, op.Key)
	case workload.Insert:
		wait = store.Put(ctx, table, op.Item)
	case workload.Scan:
		wait = store.Scan(ctx, table, op.Key, op.Length)
	default:
		wait = store.Update(ctx, table, op.Key, op.Attribute, op.Value)
	}
	return func(r *load.Recorder) (load.Wait, error) {
		err := wait()
		switch {
		case err == nil:
			w.done(r, op)
			return nil, nil
		case op.Kind == workload.Insert && server.Throttling(err) && ctx.Err() == nil:
			r.Throttled()
			return w.ask(ctx, store, op), nil
		default:
			return nil, failed(op, err)
		}
	}
}
