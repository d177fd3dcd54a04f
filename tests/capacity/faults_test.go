package capacity

import (
	"context"
	"math/rand/v2"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
)

// faults has a share of all calls fail, each in one of the ways that the service and the network have, at
// random. It counts them.
type faults struct {
	share float64

	mu     sync.Mutex
	random *rand.Rand
	made   [faultKinds]int
}

type faultKind int

const (
	internalError faultKind = iota
	internalErrorAfter
	reset
	resetAfter
	hang
	hangAfter
	throttle
	throttleWithReason
	faultKinds
)

func newFaults(share float64) *faults {
	return &faults{share: share, random: rand.New(rand.NewPCG(1, 2))}
}

func (f *faults) draw() (faultKind, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.random.Float64() >= f.share {
		return 0, false
	}
	kind := faultKind(f.random.IntN(int(faultKinds)))
	f.made[kind]++
	return kind, true
}

// control is the fault of one call, if it has one. What has been applied is answered with an error, or never.
func (f *faults) control(ctx context.Context, r *local.Request) error {
	kind, ok := f.draw()
	if !ok || len(asked(r.Input)) == 0 {
		return nil
	}
	afterwards := func(instead func(ctx context.Context) error) error {
		r.After(func(ctx context.Context, _ any, _ error) error { return instead(ctx) })
		return nil
	}
	forEver := func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}
	failed := &types.InternalServerError{Message: aws.String("Internal server error")}
	refused := &types.ProvisionedThroughputExceededException{Message: aws.String("The level of configured provisioned throughput for the table was exceeded.")}
	switch kind {
	case internalError:
		return failed
	case internalErrorAfter:
		return afterwards(func(context.Context) error { return failed })
	case reset:
		return local.ErrDropped
	case resetAfter:
		return afterwards(func(context.Context) error { return local.ErrDropped })
	case hang:
		return forEver(ctx)
	case hangAfter:
		return afterwards(forEver)
	case throttleWithReason:
		refused.ThrottlingReasons = []types.ThrottlingReason{{
			Reason:   aws.String("TableWriteProvisionedThroughputExceeded"),
			Resource: aws.String("arn:aws:dynamodb:us-east-1:000000000000:table/" + tableName),
		}}
	}
	return refused
}
