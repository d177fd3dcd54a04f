package scenario

import (
	"context"
	"runtime"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"
)

// allocated is what a process has allocated.
type allocated struct{ objects, bytes float64 }

// during returns what was allocated while the goroutines ran, per request.
// They are started before the count begins, so what they make before they
// wait for the start isn't counted, nor is their own memory.
func during(requests, goroutines int, work func(goroutine int) error) (allocated, error) {
	var (
		group  errgroup.Group
		start  = make(chan struct{})
		before runtime.MemStats
		after  runtime.MemStats
	)
	for i := range goroutines {
		group.Go(func() error {
			<-start
			return work(i)
		})
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	close(start)
	err := group.Wait()
	runtime.ReadMemStats(&after)
	return allocated{
		objects: float64(after.Mallocs-before.Mallocs) / float64(requests),
		bytes:   float64(after.TotalAlloc-before.TotalAlloc) / float64(requests),
	}, err
}

// future is what an async call returns.
type future[O any] interface {
	Await(context.Context) (O, error)
}

// pipelined asks for all inputs from some goroutines, each of which holds at
// most so many futures.
func pipelined[I, O any, F future[O]](
	ctx context.Context,
	ask func(context.Context, I, ...func(*dynamodb.Options)) F,
	inputs []I,
	goroutines, hold int,
) (allocated, error) {
	futures := make([]F, len(inputs))
	return during(len(inputs), goroutines, func(goroutine int) error {
		from, to := share(len(inputs), goroutines, goroutine)
		mine := futures[from:to]
		for i := range len(mine) + hold {
			if oldest := i - hold; oldest >= 0 && oldest < len(mine) {
				if _, err := mine[oldest].Await(ctx); err != nil {
					return err
				}
			}
			if i < len(mine) {
				mine[i] = ask(ctx, inputs[from+i])
			}
		}
		return nil
	})
}

// awaited makes a call for all inputs from some goroutines, each one call
// after the other.
func awaited[I, O any](
	ctx context.Context,
	call func(context.Context, I, ...func(*dynamodb.Options)) (O, error),
	inputs []I,
	goroutines int,
) (allocated, error) {
	return during(len(inputs), goroutines, func(goroutine int) error {
		from, to := share(len(inputs), goroutines, goroutine)
		for _, input := range inputs[from:to] {
			if _, err := call(ctx, input); err != nil {
				return err
			}
		}
		return nil
	})
}

// share is the part of n things that one of several goroutines gets.
func share(n, goroutines, goroutine int) (from, to int) {
	return n * goroutine / goroutines, n * (goroutine + 1) / goroutines
}
