package localdb

import (
	"context"
	"sync"
	"time"
)

// Config is what an engine needs to know. The zero value of each field is a good default.
type Config struct {
	// Now is the clock: for creation dates, expiry, idempotency tokens and lagging indexes. Default: time.Now.
	Now func() time.Time
	// IndexLag is how far global secondary indexes are behind. Default: 0, they change with their items.
	IndexLag time.Duration
	// Region and Account stand in ARNs. Defaults: us-east-1 and 000000000000.
	Region, Account string
	// NewMeter makes what enforces the throughput of a table or a global index; it is told of later
	// changes. Default: nil, nothing is ever throttled.
	NewMeter func(Resource) Meter
}

// Engine is a DynamoDB in memory: one account in one region. All methods may be called concurrently.
type Engine struct {
	Config

	mu     sync.RWMutex
	tables map[string]*table

	tokens *tokens
}

// New makes an engine without tables.
func New(c Config) *Engine {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if c.Account == "" {
		c.Account = "000000000000"
	}
	return &Engine{Config: c, tables: map[string]*table{}, tokens: newTokens(c.Now)}
}

// Do carries out a request: input is a pointer to one of the SDK's input structs, and becomes the
// engine's own; output is a pointer to the output struct of the same operation. An input of an
// operation that the engine does not have is refused with UnknownOperationException.
func (e *Engine) Do(ctx context.Context, input any) (output any, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return e.dispatch(ctx, input)
}
