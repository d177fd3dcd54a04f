package tables

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// client counts the calls of an executor's client, and holds them up.
type client struct {
	mu    sync.Mutex
	calls int
	// held, if set, is told of a call, which then waits until its ctx ends.
	held chan<- struct{}
}

// watch is an option of the SDK's client.
func (c *client) watch(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("watch", c.see), middleware.Before)
	})
}

func (c *client) see(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	c.mu.Lock()
	c.calls++
	held := c.held
	c.mu.Unlock()
	if held != nil {
		select {
		case held <- struct{}{}:
		default: // the first one is enough
		}
		<-ctx.Done()
		return middleware.InitializeOutput{}, middleware.Metadata{}, ctx.Err()
	}
	return next.HandleInitialize(ctx, in)
}

// made returns the number of calls since it was asked last.
func (c *client) made() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = 0
	return calls
}

// hold has each call from now on wait until its ctx ends.
func (c *client) hold(held chan<- struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = held
}
