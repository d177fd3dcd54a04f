package api

import (
	"context"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/messages"
)

// Priority says who waits when there isn't enough for all: capacity, calls in flight, room for what is
// pending.
type Priority = messages.Priority

// The priorities.
const (
	// Interactive requests go before bulk ones. They don't share calls with those.
	Interactive = messages.Interactive
	// Bulk requests take what interactive ones leave, and never nothing: at least about a ninth of the
	// units, and every seventeenth call.
	Bulk = messages.Bulk
)

// WithDefaultPriority sets the priority of requests whose ctx has none. Default: Interactive. A program
// that does nothing but bulk work needs none: priorities matter between requests of one executor.
func WithDefaultPriority(p Priority) Option {
	return func(c *actors.Config) { c.Priority = p }
}

// WithPriority returns a ctx that gives the requests made with it a priority. Operations on one item
// still take effect in the order of asking, whatever their priorities.
func WithPriority(ctx context.Context, p Priority) context.Context {
	f := flagsOf(ctx)
	f.priority, f.prioritized = p, true
	return context.WithValue(orBackground(ctx), callOptionsKey{}, f)
}
