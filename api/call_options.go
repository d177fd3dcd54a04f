package api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/messages"
)

// NoCoalescing, passed as an optFn of a single call, has it go by its native operation. It does
// nothing by itself: any optFn has this effect, since a batch could not honour it.
func NoCoalescing(*dynamodb.Options) {}

type callOptionsKey struct{}

// callFlags are the options that a ctx carries.
type callFlags struct {
	unordered, noCoalescing, prioritized bool
	priority                             Priority
}

// WithUnordered returns a ctx that lifts the order per key for the requests made with it: they
// neither wait for others on their key nor make others wait. Default: ordered.
func WithUnordered(ctx context.Context) context.Context {
	f := flagsOf(ctx)
	f.unordered = true
	return context.WithValue(orBackground(ctx), callOptionsKey{}, f)
}

// WithoutCoalescing returns a ctx whose requests go by their native operations, each in a call
// of its own. Default: they are coalesced where the caller can't tell.
func WithoutCoalescing(ctx context.Context) context.Context {
	f := flagsOf(ctx)
	f.noCoalescing = true
	return context.WithValue(orBackground(ctx), callOptionsKey{}, f)
}

func flagsOf(ctx context.Context) callFlags {
	f, _ := orBackground(ctx).Value(callOptionsKey{}).(callFlags)
	return f
}

func (ex *Executor) callOptions(ctx context.Context, r *messages.Request) {
	f := flagsOf(ctx)
	if r.Priority = ex.priority; f.prioritized && f.priority < messages.Priorities {
		r.Priority = f.priority
	}
	if f.unordered {
		r.Flags |= messages.Unordered
	}
	r.Book.Alone = f.noCoalescing
}
