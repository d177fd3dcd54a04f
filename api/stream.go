package api

import (
	"context"
	"iter"
	"runtime/debug"

	"github.com/dynactor/dynactor/messages"
)

// Stream is the items of a Query, a Scan or a statement in the async face, as their pages come.
// Fetching begins with the call that returned it, before anybody asks for an item, and goes on ahead of
// the consumer by Prefetch pages; a page is given up with its last item. A page in which a filter left
// nothing is passed over. There's no goroutine behind it, so a stream that is forgotten keeps what it
// has prefetched until it's collected as garbage, and nothing else.
//
// The ctx of the call that returned it is its life: when that ends, so does the stream, with an
// [*OperationError], and what was prefetched is discarded. A failed page ends it too, behind the items
// that arrived before. Last then tells where to go on.
//
// A stream is for one consumer. Its methods may be called by several goroutines at a time, and then
// each item goes to one of them, and what Last tells isn't what any of them has seen.
type Stream[T any] struct {
	flow   *flow[rawItem]
	decode func(rawItem) (T, error)
}

// Next returns the next item and waits for it if need be. ok is false behind the last one, and after
// [Stream.Stop]: err then says why there are no more, nil if that's how it should be, and all later calls
// return the same.
//
// An item that can't be unmarshalled has ok true and a [*DecodeError], or a [*PanicError] if an
// Unmarshaler panicked. It counts as received, and the next call returns the item behind it.
//
// When ctx ends first, Next returns ctx's error and the stream goes on. To end the stream, end the ctx
// that it was asked for with, or stop it.
func (s *Stream[T]) Next(ctx context.Context) (item T, ok bool, err error) {
	it, ok, err := s.flow.next(ctx)
	if !ok {
		return item, false, err
	}
	item, err = s.unmarshal(it)
	return item, true, err
}

func (s *Stream[T]) unmarshal(it rawItem) (item T, err error) {
	defer func() {
		if v := recover(); v != nil {
			var none T
			item, err = none, messages.NewPanicError(v, debug.Stack())
		}
	}()
	return s.decode(it)
}

// All returns the items to range over, once. What ends the stream is yielded as the last error. After an
// item that can't be unmarshalled, see [Stream.Next], the loop may go on. ctx is that of each Next; when
// it ends its error is yielded. The stream is stopped when the loop ends, however it does.
func (s *Stream[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer s.Stop()
		for {
			item, ok, err := s.Next(ctx)
			if !ok && err == nil {
				return
			}
			if !yield(item, err) || !ok {
				return
			}
		}
	}
}

// Each calls visit with each item, in order, on one goroutine that isn't the caller's. The future's
// value is how many were visited without error.
//
// It ends early, and stops the stream, with the error that visit returned, that of an item that can't
// be unmarshalled, or that of the stream. If visit panics that is a [*PanicError].
func (s *Stream[T]) Each(visit func(T) error) *Future[int] {
	f := &Future[int]{}
	f.promise.Means = &s.flow.ex.waiters
	go func() {
		visited := 0
		err := error(messages.NewPanicError(nil, nil)) // stays if visit doesn't return
		defer func() {
			if v := recover(); v != nil {
				err = messages.NewPanicError(v, debug.Stack())
			}
			s.Stop()
			f.promise.Settle(visited, err)
		}()
		err = each(s, func(item T) error {
			err := visit(item)
			if err == nil {
				visited++
			}
			return err
		})
	}()
	return f
}

// each visits items up to the first error.
func each[T any](s *Stream[T], visit func(T) error) error {
	for {
		item, ok, err := s.Next(s.flow.life)
		if err != nil || !ok {
			return err
		}
		if err := visit(item); err != nil {
			return err
		}
	}
}

// Collect gathers all items, which should have a Limit if there may be many. If it ends early, with
// the error of an item that can't be unmarshalled or of the stream, the value has what came before,
// and Last leads to what is behind.
func (s *Stream[T]) Collect() *Future[[]T] {
	f := &Future[[]T]{}
	f.promise.Means, f.promise.Own = &s.flow.ex.waiters, s.flow.life.Done()
	go func() {
		var items []T
		err := error(messages.NewPanicError(nil, nil)) // stays if an Unmarshaler exits
		defer func() {
			s.Stop()
			f.promise.Settle(items, err)
		}()
		err = each(s, func(item T) error {
			items = append(items, item)
			return nil
		})
	}()
	return f
}

// Stop ends the stream: what is in flight is withdrawn and what was prefetched is discarded. Next then
// returns no item and no error; what waits in it returns at once. Stopping what has ended does
// nothing.
func (s *Stream[T]) Stop() { s.flow.stop() }

// Collect gathers the items of a sequence, such as those of the sync face. It ends at the first error and
// returns it with the items that came before.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}
