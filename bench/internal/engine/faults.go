package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
)

// faults make calls fail at random.
type faults struct {
	mu     sync.Mutex
	is     Faults
	random *rand.Rand
}

func (f *faults) set(is Faults) error {
	if !(is.Share >= 0 && is.Share <= 1) {
		return errors.New("the share of calls that fail has to be from 0 to 1")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.is, f.random = is, rand.New(rand.NewPCG(uint64(is.Seed), 0))
	return nil
}

// draw chooses a fault for a call, or nil.
func (f *faults) draw() local.Control {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.is.Share == 0 || f.random.Float64() >= f.is.Share {
		return nil
	}
	kinds := kindsOf(f.is.Hold)
	return kinds[f.random.IntN(len(kinds))]
}

// strike has a call fail, if it's to. Without an error the call goes on.
func (f *faults) strike(ctx context.Context, r *local.Request) error {
	if fault := f.draw(); fault != nil {
		return fault(ctx, r)
	}
	return nil
}

// kindsOf are all kinds of faults.
func kindsOf(hold time.Duration) []local.Control {
	return []local.Control{
		local.Fail(&types.InternalServerError{Message: aws.String("The request processing has failed because of an unknown error, exception or failure.")}),
		local.Fail(&types.ThrottlingException{Message: aws.String("Rate of requests exceeds the allowed throughput.")}),
		local.Drop(),
		local.DropAnswer(),
		func(ctx context.Context, _ *local.Request) error { return silence(ctx, hold) },
		func(_ context.Context, r *local.Request) error {
			r.After(func(ctx context.Context, _ any, _ error) error { return silence(ctx, hold) })
			return nil
		},
	}
}

// silence is no answer: after a while the connection is dropped.
func silence(ctx context.Context, hold time.Duration) error {
	alarm := time.NewTimer(hold)
	defer alarm.Stop()
	select {
	case <-alarm.C:
	case <-ctx.Done():
	}
	return local.ErrDropped
}
