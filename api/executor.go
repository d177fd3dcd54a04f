package api

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"go.uber.org/zap"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/messages"
)

// DynamoDB is the client that an executor makes its calls with: every operation with the
// signatures of the SDK's. A *dynamodb.Client is one, and so is any mock or wrapper with its
// methods. It must be safe for use by several goroutines.
type DynamoDB = messages.DynamoDB

// Executor is the async face: each operation is a method that returns its future at once. It
// blocks only while the executor is full, see [WithMaxPending]. All methods are safe for use by
// any number of goroutines. Make one with [Open], and one only for a program if you can: requests
// are coalesced within an executor.
type Executor struct {
	engine   *actors.Engine
	retry    actors.Retry
	priority Priority
	sync     SyncExecutor
	waiters  messages.Waiters
}

// SyncExecutor is the sync face of an [Executor]: the same operations under the same names and
// with the same parameters, awaited. Its methods have the signatures of *dynamodb.Client's. Get
// one by [Executor.Sync]; its life is that of its executor.
type SyncExecutor struct{ ex *Executor }

var _ DynamoDB = (*SyncExecutor)(nil)

// Open starts an executor on a client. It makes no call. Close it when done: what is pending
// then completes.
//
// Give the client an HTTP transport with as many idle connections as calls may be in flight
// (MaxIdleConnsPerHost, which is 10 in the SDK's own and should be [WithCallsInFlight]'s 128), or
// it opens new connections all the time.
//
// In tests with testing/synctest, open and close the executor inside the bubble.
//
// It fails if an option has a value out of its range, with an error that names all such options.
func Open(client DynamoDB, opts ...Option) (*Executor, error) {
	if client == nil {
		return nil, errors.New("open: the client is nil: pass a *dynamodb.Client, for example dynamodb.NewFromConfig(cfg)")
	}
	config := actors.DefaultConfig()
	for _, opt := range opts {
		if opt != nil {
			opt(&config)
		}
	}
	if err := config.Validate(); err != nil {
		return nil, &OptionError{Err: err}
	}
	// An SDK client is known to return when ctx ends, so callers may make their own calls with it.
	_, config.CallersCall = client.(*dynamodb.Client)
	ex := &Executor{engine: actors.Start(client, config), retry: config.Retry, priority: config.Priority}
	ex.sync.ex = ex
	ex.waiters.Panicked = func(err *PanicError) {
		config.Logger.Error("a callback of Future.Then panicked", zap.String("panic", err.Type), zap.ByteString("stack", err.Stack))
	}
	return ex, nil
}

// OptionError says which options of [Open] have values that can't be used.
type OptionError struct {
	// Err joins one error for each option: its field, its value, and what to change.
	Err error
}

func (e *OptionError) Error() string { return "open: " + e.Err.Error() }

// Unwrap returns the joined errors.
func (e *OptionError) Unwrap() error { return e.Err }

// Sync returns the sync face.
func (ex *Executor) Sync() *SyncExecutor { return &ex.sync }

// Async returns the async face.
func (s *SyncExecutor) Async() *Executor { return s.ex }

// Flush sends at once what is held back for fuller batches, and returns when every request that was
// issued before has been answered, or with ctx's error.
func (ex *Executor) Flush(ctx context.Context) error { return ex.engine.Flush(orBackground(ctx)) }

// Close refuses new requests with [ErrClosed], waits until all that were admitted are answered,
// and stops the executor. When ctx ends before that, the rest fails with ErrClosed and Close
// returns a [*CloseError] that lists what was outstanding. Closing twice is fine: the later call
// waits for the first one and returns what it returned.
//
// Don't call it from a callback of [Future.Then] of this executor with a ctx that never ends.
func (ex *Executor) Close(ctx context.Context) error { return ex.engine.Close(orBackground(ctx)) }

// Stats returns a snapshot of the counters since Open, per table and in all. It makes no call, and costs
// a few microseconds a table, for one with many partition keys up to a third of a millisecond: it's for once
// a second and not for each request.
func (ex *Executor) Stats() Stats { return ex.engine.Stats() }

// Flush is [Executor.Flush].
func (s *SyncExecutor) Flush(ctx context.Context) error { return s.ex.Flush(ctx) }

// Close is [Executor.Close].
func (s *SyncExecutor) Close(ctx context.Context) error { return s.ex.Close(ctx) }

// Stats is [Executor.Stats].
func (s *SyncExecutor) Stats() Stats { return s.ex.Stats() }

func orBackground(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

// pending is a request and its future in one allocation.
type pending[T any] struct {
	future  Future[T]
	request messages.Request
}

// fill makes the request whose answer settles p.
func (ex *Executor) fill(r *messages.Request, p *messages.Promise, ctx context.Context, op messages.Operation, in any, optFns []func(*dynamodb.Options), flags messages.Flags) {
	p.Means = &ex.waiters
	*r = messages.Request{Ctx: orBackground(ctx), Input: in, OptFns: optFns, Promise: p, Op: op, Flags: flags}
	p.Own = r.Ctx.Done()
	ex.callOptions(ctx, r)
}

// awaitSeated submits a request of the sync face and returns when its promise is settled.
func (ex *Executor) awaitSeated(r *messages.Request) {
	r.Seat = r.Promise.Take()
	ex.engine.Submit(r)
	// When the caller wants to leave, the actor answers at once, with what is known of the outcome.
	r.Promise.Sit(r.Seat, r.Ctx.Done(), func() { ex.engine.Leave(r) })
}

func prepare[Out, In any](ex *Executor, ctx context.Context, op messages.Operation, in *In, optFns []func(*dynamodb.Options), flags messages.Flags) *pending[*Out] {
	if in == nil {
		in = new(In) // as the SDK does
	}
	p := &pending[*Out]{}
	ex.fill(&p.request, &p.future.promise, ctx, op, in, optFns, flags)
	return p
}

func submit[Out, In any](ex *Executor, ctx context.Context, op messages.Operation, in *In, optFns []func(*dynamodb.Options)) *Future[*Out] {
	p := prepare[Out](ex, ctx, op, in, optFns, 0)
	ex.engine.Submit(&p.request)
	return &p.future
}

func await[Out, In any](ex *Executor, ctx context.Context, op messages.Operation, in *In, optFns []func(*dynamodb.Options)) (*Out, error) {
	p := prepare[Out](ex, ctx, op, in, optFns, messages.Sync)
	ex.awaitSeated(&p.request)
	out, err, _ := p.future.Result()
	return out, err
}
