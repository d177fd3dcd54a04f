package api

import (
	"context"

	"github.com/dynactor/dynactor/messages"
)

// GetMany reads the items of any number of keys. The value has one place for each key, in order,
// with Found where there's an item; equal keys are read once. If some fail the error is a
// [*PartialError] with their places, and the value has all the others.
//
// It returns when all are admitted, see [WithMaxPending].
func (t *Table[T]) GetMany(ctx context.Context, keys []Key, opts ...GetOption) *Future[[]Result[T]] {
	var futures []*Future[Result[T]]
	places := make([]int, len(keys))
	known := map[keyText]int{}
	for i, key := range keys {
		in, err := t.getInput(key, opts)
		if err != nil {
			places[i] = len(futures)
			futures = append(futures, refused[Result[T]](t, messages.GetItem, err))
			continue
		}
		text := t.textOf(in.Key)
		place, again := known[text]
		if !again {
			place = len(futures)
			known[text] = place
			futures = append(futures, begin(t, ctx, messages.GetItem, in, t.made.get))
		}
		places[i] = place
	}
	if len(futures) == len(keys) {
		return together(ctx, futures)
	}
	return gathered(ctx, futures, func() (any, error) { return t.spread(futures, places) })
}

// spread gives each key its own result, which shares nothing with that of an equal key.
func (t *Table[T]) spread(futures []*Future[Result[T]], places []int) (any, error) {
	each := make([]*Future[Result[T]], len(places))
	used := make([]bool, len(futures))
	for i, place := range places {
		each[i] = futures[place]
		if used[place] {
			again := prepareLazy(t.made.get)
			output, err, _ := futures[place].promise.Result()
			again.future.promise.Settle(output, err)
			each[i] = &again.future
		}
		used[place] = true
	}
	return collect(each)
}

// PutMany writes any number of items. The value has one place for each, in order, which without
// [ReturnOld] is empty. If some fail the error is a [*PartialError] with their places; all the
// others are written. Of items with one key the last one stays.
//
// It returns when all are admitted, see [WithMaxPending].
func (t *Table[T]) PutMany(ctx context.Context, items []T, opts ...PutOption) *Future[[]Result[T]] {
	futures := make([]*Future[Result[T]], len(items))
	for i, it := range items {
		in, err := t.putInput(it, opts)
		if err != nil {
			futures[i] = refused[Result[T]](t, messages.PutItem, err)
			continue
		}
		futures[i] = begin(t, ctx, messages.PutItem, in, t.made.put)
	}
	return together(ctx, futures)
}

// DeleteMany deletes the items of any number of keys. The value has one place for each, in order,
// which without [ReturnOld] is empty. If some fail the error is a [*PartialError] with their
// places; all the others are deleted.
//
// It returns when all are admitted, see [WithMaxPending].
func (t *Table[T]) DeleteMany(ctx context.Context, keys []Key, opts ...DeleteOption) *Future[[]Result[T]] {
	futures := make([]*Future[Result[T]], len(keys))
	for i, key := range keys {
		in, err := t.deleteInput(key, opts)
		if err != nil {
			futures[i] = refused[Result[T]](t, messages.DeleteItem, err)
			continue
		}
		futures[i] = begin(t, ctx, messages.DeleteItem, in, t.made.delete)
	}
	return together(ctx, futures)
}

// together is All of futures whose requests end with ctx: when it ends Await waits for their
// answers, which say what is known of each.
func together[T any](ctx context.Context, futures []*Future[T]) *Future[[]T] {
	return gathered(ctx, futures, func() (any, error) { return collect(futures) })
}

func gathered[T any](ctx context.Context, futures []*Future[T], gather func() (any, error)) *Future[[]T] {
	all := &Future[[]T]{}
	all.promise.Own = orBackground(ctx).Done()
	inherit(&all.promise, futures)
	afterAll(futures, func() { all.promise.Settle(gather()) })
	return all
}
