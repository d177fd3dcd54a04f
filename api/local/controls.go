package local

import (
	"context"
	"slices"
	"sync/atomic"
	"time"
)

// Fail is a control that answers with err without applying the request. An error of the SDK's types
// (types.ThrottlingException, smithy.GenericAPIError, ...) or of [Error] is what the service
// answers, with the HTTP status that belongs to it. Any other error, such as one of the net
// package, is one of the transport: the client finds it in its error in process, and its
// connection ended over HTTP.
func Fail(err error) Control {
	return func(context.Context, *Request) error { return err }
}

// Delay is a control that has requests wait for d before they're applied, or until their ctx ends.
func Delay(d time.Duration) Control {
	return func(ctx context.Context, _ *Request) error { return sleep(ctx, d) }
}

// DelayAnswer is a control that has answers wait for d, when the request has been applied. A caller
// that gives up meanwhile doesn't know that it was.
func DelayAnswer(d time.Duration) Control {
	return func(_ context.Context, r *Request) error {
		r.After(func(ctx context.Context, _ any, _ error) error { return sleep(ctx, d) })
		return nil
	}
}

// Drop is a control that drops the connection before the request is applied.
func Drop() Control { return Fail(ErrDropped) }

// DropAnswer is a control that drops the connection when the request has been applied, so that the
// client doesn't know whether it was.
func DropAnswer() Control {
	return func(_ context.Context, r *Request) error {
		r.After(func(context.Context, any, error) error { return ErrDropped })
		return nil
	}
}

// Hold is a control that has requests wait until release can be received from, once for each of
// them, or is closed, or until their ctx ends.
func Hold(release <-chan struct{}) Control {
	return func(ctx context.Context, _ *Request) error {
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Partial is a control that has batches answered in part, as [Request.KeepOnly] does: only the
// first n entries are applied.
func Partial(n int) Control {
	return func(_ context.Context, r *Request) error {
		r.KeepOnly(n)
		return nil
	}
}

// On is c for the named operations alone, such as "PutItem".
func On(c Control, operations ...string) Control {
	return func(ctx context.Context, r *Request) error {
		if !slices.Contains(operations, r.Operation) {
			return nil
		}
		return c(ctx, r)
	}
}

// OnTable is c for requests alone that are about one of the named tables, and perhaps about others.
func OnTable(c Control, tables ...string) Control {
	return func(ctx context.Context, r *Request) error {
		for _, name := range r.Tables() {
			if slices.Contains(tables, name) {
				return c(ctx, r)
			}
		}
		return nil
	}
}

// Times is c for the first n requests that come to it.
func Times(n int, c Control) Control {
	var seen atomic.Int64
	return func(ctx context.Context, r *Request) error {
		if seen.Add(1) > int64(n) {
			return nil
		}
		return c(ctx, r)
	}
}

// Rate is c for a share p, from 0 to 1, of the requests that come to it. Whether the n-th of them
// is chosen is a matter of seed and n alone, so a run whose requests come in the same order is the
// same with the same seed. [On] and [OnTable] around it or within it make a difference: around it,
// only their requests are counted.
func Rate(seed int64, p float64, c Control) Control {
	var n atomic.Uint64
	return func(ctx context.Context, r *Request) error {
		if unit(mix(uint64(seed), n.Add(1))) >= p {
			return nil
		}
		return c(ctx, r)
	}
}
