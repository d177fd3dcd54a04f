package scenario

import (
	"context"
	"errors"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// bulkCallers is how many callers a peer without a batch API of its own has.
const bulkCallers = 256

func bulkLoad(ctx context.Context, e Env) ([]report.Scenario, error) {
	puts, _ := e.fresh()
	return e.bulk(ctx, "load", "as many fresh items written as can be", "put", puts)
}

func bulkRead(ctx context.Context, e Env) ([]report.Scenario, error) {
	_, gets := e.fresh()
	if !e.Target.Fixed {
		gets.Distribution = workload.InTurn
	}
	return e.bulk(ctx, "read", "as many items read as can be", "read", gets)
}

func (e Env) bulk(ctx context.Context, name, title, need string, mix workload.Mix) (_ []report.Scenario, err error) {
	f := fleet{target: e.Target}
	defer f.close(&err)
	field, _ := e.field(nil)
	a, err := e.arena(ctx, field, mix, e.Records, items.Shape{}, name)
	if err != nil {
		return nil, err
	}
	opened, err := f.openAll(ctx, field)
	if err != nil {
		return nil, err
	}
	p := point{
		Scenario: report.Scenario{Name: name, Title: title, Load: "each peer's own"},
		findings: ratios(ratio{dynactorAsync, "workers", nil}, ratio{dynactorAsync, "guregu-batch", nil}, ratio{dynactorAsync, "sdk", nil}),
	}
	for i, c := range field {
		if opened[i].Bulk == nil {
			p.contenders = append(p.contenders, a.closed(c, opened[i], e.callers(bulkCallers)[0]))
			continue
		}
		p.contenders = append(p.contenders, a.bulk(c, opened[i].Bulk, need))
	}
	measured, err := e.contest(ctx, p)
	if err != nil {
		return measured, err
	}
	return measured, a.finish(ctx)
}

// stream has the items of next written or read.
func stream(ctx context.Context, bulk peers.Bulk, table, need string, next func() (workload.Operation, bool), done peers.Done) error {
	if need == "read" {
		return bulk.Get(ctx, table, func() (string, bool) {
			op, ok := next()
			return op.Key, ok
		}, done)
	}
	return bulk.Put(ctx, table, func() (items.Item, bool) {
		op, ok := next()
		return op.Item, ok
	}, done)
}

// bulk is a contestant that takes a stream of items.
func (a *arena) bulk(c peers.Contestant, bulk peers.Bulk, need string) contender {
	w := a.work(c)
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		return load.Callers(bulk.Callers(), func(n int, r *load.Recorder) error {
			var (
				source = w.Source(n)
				first  = n == 0 // does one at least, however short the time is
				asked  = map[string]workload.Operation{}
				next   = func() (op workload.Operation, ok bool) {
					if ctx.Err() != nil || !first && !time.Now().Before(until) {
						return op, false
					}
					first = false
					op = source.Next()
					asked[op.Key] = op
					return op, true
				}
				done = func(key string, start time.Time) {
					w.done(r, asked[key])
					delete(asked, key)
					r.Done(start)
				}
			)
			for {
				err := stream(ctx, bulk, w.tables[0], need, next, done)
				if err == nil || !server.Throttling(err) || ctx.Err() != nil {
					return errors.Join(err, context.Cause(ctx))
				}
				// It has given up for lack of capacity, and which of its items have arrived isn't known.
				for range asked {
					r.Throttled()
				}
				a.unsure.Add(int64(len(asked)))
				clear(asked)
			}
		})
	}
	return contender{peers.Peer{Name: c.Name, Run: run}, w.Seen}
}
