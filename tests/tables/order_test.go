package tables

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// answer waits for what was asked: in the async face it may be under way, in the sync one it's there.
type answer func() (api.Result[order], error)

// pipeline asks without waiting, where the face allows it.
type pipeline interface {
	put(context.Context, order) answer
	get(ctx context.Context, id string) answer
	add(ctx context.Context, id string) answer
	delete(ctx context.Context, id string) answer
}

var addOne = api.Changes(api.Increment("total", 1))

type asyncPipeline struct{ orders *api.Table[order] }

func later(f *api.Future[api.Result[order]]) answer {
	return func() (api.Result[order], error) { return f.Await(context.Background()) }
}

func (p asyncPipeline) put(ctx context.Context, it order) answer { return later(p.orders.Put(ctx, it)) }
func (p asyncPipeline) get(ctx context.Context, id string) answer {
	return later(p.orders.Get(ctx, ann(id), api.Consistent()))
}
func (p asyncPipeline) add(ctx context.Context, id string) answer {
	return later(p.orders.Update(ctx, ann(id), addOne, api.ReturnNew()))
}
func (p asyncPipeline) delete(ctx context.Context, id string) answer {
	return later(p.orders.Delete(ctx, ann(id)))
}

type syncPipeline struct{ orders *api.SyncTable[order] }

func now(r api.Result[order], err error) answer {
	return func() (api.Result[order], error) { return r, err }
}

func (p syncPipeline) put(ctx context.Context, it order) answer { return now(p.orders.Put(ctx, it)) }
func (p syncPipeline) get(ctx context.Context, id string) answer {
	return now(p.orders.Get(ctx, ann(id), api.Consistent()))
}
func (p syncPipeline) add(ctx context.Context, id string) answer {
	return now(p.orders.Update(ctx, ann(id), addOne, api.ReturnNew()))
}
func (p syncPipeline) delete(ctx context.Context, id string) answer {
	return now(p.orders.Delete(ctx, ann(id)))
}

// What one goroutine asks of one key happens in that order, though in the async face it awaits nothing
// before the end. Requests for all the keys are under way at the same time.
func TestOneKeysOperationsHappenInTheirOrder(t *testing.T) {
	const keys, rounds = 20, 8
	eachFace(t, func(t *testing.T, orders table[order]) {
		var p pipeline
		switch face := orders.face.(type) {
		case awaited[order]:
			p = asyncPipeline{face.Table}
		case *api.SyncTable[order]:
			p = syncPipeline{face}
		}
		var answers []answer
		var want []api.Result[order]
		ask := func(a answer, w api.Result[order]) { answers, want = append(answers, a), append(want, w) }
		ctx := t.Context()
		for round := range rounds {
			for k := range keys {
				it := order{Customer: "ann", ID: fmt.Sprint(k), Total: 10 * round}
				ask(p.put(ctx, it), none[order]())
				ask(p.get(ctx, it.ID), found(it))
				more := it
				more.Total++
				ask(p.add(ctx, it.ID), found(more))
				ask(p.get(ctx, it.ID), found(more))
				if k%2 == 0 {
					ask(p.delete(ctx, it.ID), none[order]())
					ask(p.get(ctx, it.ID), none[order]())
				}
			}
		}
		for i, a := range answers {
			got, err := a()
			require.NoError(t, err)
			require.Equal(t, want[i], got, "request %d", i)
		}
		var left []attributes
		for k := 1; k < keys; k += 2 {
			left = append(left, rawOrder(fmt.Sprint(k), 10*(rounds-1)+1))
		}
		assert.ElementsMatch(t, left, orders.read(t))
	})
}
