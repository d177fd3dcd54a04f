package api

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/pages"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// rawItem is an item as DynamoDB returned it.
type rawItem = map[string]types.AttributeValue

// place is where a page begins: after a key, or at a statement's token.
type place struct {
	key  rawItem
	next string
}

type (
	position = pages.Position[place]
	pageAsk  = pages.Ask[place]
	// flowPlan is the configuration of a flow's plan.
	flowPlan[I any] = pages.Config[place, I]
)

// pageSource is how a flow gets its pages: the requests it makes and what it reads in the answers.
type pageSource[I any] struct {
	op    messages.Operation
	table string
	// request makes the input of the page that is asked for.
	request func(pageAsk) any
	// answer reads an output: its items, and where the next page begins, if there's more.
	answer func(output any) (items []I, after place, more bool)
	// token, if set, encodes how far the consumer got, and last is where that is kept.
	token func(next int, open []position) (Token, error)
	last  *Token
}

// flow fetches pages ahead of its consumer. There's no goroutine that lives as long as it: whoever
// brings a page asks for the next, on a goroutine that ends with that, since asking may block while
// the executor is full. When the consumer leaves without a word, what it has prefetched is all that
// there is.
type flow[I any] struct {
	ex     *Executor
	source pageSource[I]
	// life is the ctx that the caller gave, and ctx the one of the requests, which ends earlier
	// if they aren't needed any more.
	life   context.Context
	ctx    context.Context
	cancel context.CancelFunc

	// turn is held by the one who takes an item; wake has a token when something has changed.
	turn, wake chan struct{}

	mu   sync.Mutex
	plan *pages.Plan[place, I]
	// opening says that what to plan for is still being found out.
	opening bool
}

func newFlow[I any](ex *Executor, ctx context.Context, source pageSource[I]) *flow[I] {
	f := &flow[I]{ex: ex, source: source, life: orBackground(ctx), turn: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
	f.ctx, f.cancel = context.WithCancel(f.life)
	return f
}

// refuse makes f one that has failed before anything was sent.
func (f *flow[I]) refuse(err error) {
	f.plan = pages.New(flowPlan[I]{Total: 1, Prefetch: 1, MaxOpen: 1})
	f.plan.Abort(err)
	f.opening = false
	f.cancel()
}

// begin asks for the first pages.
func (f *flow[I]) begin(config flowPlan[I]) {
	f.mu.Lock()
	f.plan = pages.New(config)
	err := f.keepPlace()
	if err != nil {
		f.plan.Abort(&OperationError{Operation: f.source.op, Table: f.source.table, Outcome: NotSent, Err: err})
	}
	asks := f.due()
	f.mu.Unlock()
	f.send(asks)
}

// beginLater has open called, which makes a request, and begins with what its answer means.
func (f *flow[I]) beginLater(open func(context.Context) (answer *messages.Promise, plan func() (flowPlan[I], error))) {
	f.plan = pages.New(flowPlan[I]{Total: 1, Prefetch: 1, MaxOpen: 1})
	f.opening = true
	if err := f.keepPlace(); err != nil {
		f.refuse(&OperationError{Operation: f.source.op, Table: f.source.table, Outcome: NotSent, Err: err})
		return
	}
	answer, plan := open(f.ctx)
	answer.Then(func() {
		config, err := plan()
		f.mu.Lock()
		if !f.opening { // stopped
			f.mu.Unlock()
			return
		}
		f.opening = false
		if f.plan = pages.New(config); err != nil {
			f.plan.Abort(err)
		}
		asks := f.due()
		f.mu.Unlock()
		f.awake()
		f.send(asks)
	})
}

// due returns the pages to ask for now, and withdraws those that aren't needed any more.
func (f *flow[I]) due() (asks []pageAsk) {
	for {
		ask, ok := f.plan.Ask()
		if !ok {
			break
		}
		asks = append(asks, ask)
	}
	if f.plan.Enough() {
		f.cancel()
	}
	return asks
}

// send makes requests. It may block while the executor is full, until ctx ends.
func (f *flow[I]) send(asks []pageAsk) {
	for _, ask := range asks {
		call := &struct {
			promise messages.Promise
			request messages.Request
		}{}
		f.ex.fill(&call.request, &call.promise, f.ctx, f.source.op, f.source.request(ask), nil, 0)
		call.promise.Then(func() { f.answered(ask.Segment, &call.promise) })
		f.ex.engine.Submit(&call.request)
	}
}

// answered takes in a page.
func (f *flow[I]) answered(segment int, answer *messages.Promise) {
	output, err, _ := answer.Result()
	f.mu.Lock()
	if err != nil {
		f.plan.Fail(err)
	} else {
		items, after, more := f.source.answer(output)
		f.plan.Arrive(segment, items, after, more)
	}
	asks := f.due()
	f.mu.Unlock()
	f.awake()
	f.send(asks)
}

func (f *flow[I]) awake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// next returns the next item, and false with nil if there are no more.
func (f *flow[I]) next(ctx context.Context) (it I, ok bool, err error) {
	ctx = orBackground(ctx)
	if err := f.takeTurn(ctx); err != nil {
		return it, false, err
	}
	defer func() { <-f.turn }()
	for {
		it, status, err := f.take()
		switch status {
		case pages.Item:
			return it, true, nil
		case pages.Failed, pages.End:
			return it, false, err
		}
		if f.life.Err() != nil {
			<-f.wake // it's being withdrawn
			continue
		}
		select {
		case <-f.wake:
		case <-f.life.Done():
		case <-ctx.Done():
			if f.life.Err() == nil {
				return it, false, ctx.Err()
			}
		}
	}
}

// takeTurn waits until no other goroutine takes an item.
func (f *flow[I]) takeTurn(ctx context.Context) error {
	select {
	case f.turn <- struct{}{}:
		return nil // though ctx may have ended: there may be an item
	default:
	}
	select {
	case f.turn <- struct{}{}:
	case <-ctx.Done():
		if f.life.Err() == nil {
			return ctx.Err()
		}
		f.turn <- struct{}{} // whoever has it returns soon, too
	}
	return nil
}

// take takes an item if there's one, and has what was made room for fetched.
func (f *flow[I]) take() (it I, status pages.Status, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.opening {
		return it, pages.Waiting, nil
	}
	if ended := f.life.Err(); ended != nil {
		if f.plan.InFlight() > 0 {
			if !f.plan.Over() {
				return it, pages.Waiting, nil // their errors know more
			}
		} else {
			f.plan.Abort(&OperationError{
				Operation: f.source.op, Table: f.source.table, Outcome: NotSent, Err: trouble.Canceled(f.source.op, ended),
			})
		}
	}
	it, status, err = f.plan.Take()
	if asks := f.due(); asks != nil {
		go f.send(asks)
	}
	if failed := f.keepPlace(); failed != nil && status != pages.Failed {
		err = &OperationError{Operation: f.source.op, Table: f.source.table, Outcome: NotSent, Err: failed}
		f.plan.Abort(err)
		f.cancel()
		var none I
		return none, pages.Failed, err
	}
	return it, status, err
}

// keepPlace writes down how far the consumer got, if it wants to know.
func (f *flow[I]) keepPlace() error {
	if f.source.token == nil {
		return nil
	}
	if f.plan.Done() {
		*f.source.last = ""
		return nil
	}
	token, err := f.source.token(f.plan.Reached())
	if err == nil {
		*f.source.last = token
	}
	return err
}

// stop ends f and withdraws what is in flight.
func (f *flow[I]) stop() {
	f.mu.Lock()
	f.opening = false
	f.plan.Stop()
	f.cancel()
	f.mu.Unlock()
	f.awake()
}
