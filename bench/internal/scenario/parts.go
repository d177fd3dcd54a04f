package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
)

// When a batch that isn't full goes is dynactor's most important choice, and this scenario is what it was made
// by: blocked callers, from one to many, at short and long latencies, with executors that hold such batches
// sooner or later.
var (
	partsCalls     = []int{2, 8, 32, 128} // WithPartCallsInFlight; 128 is all calls, so that nothing is ever held
	partsCallers   = []int{1, 16, 64, 256, 1024, 4096, 16_384}
	partsLatencies = []time.Duration{500 * time.Microsecond, 3 * time.Millisecond, 20 * time.Millisecond}
)

// partsPending admits all callers at once.
const partsPending = 1 << 17

func (e Env) partsLatencies() []time.Duration {
	if len(e.Latencies) > 1 {
		return e.Latencies
	}
	return partsLatencies
}

func partsSteps(e Env) int {
	return 2 * contestSteps(len(partsCalls), len(e.partsLatencies())*len(e.callers(partsCallers...)))(e)
}

func partBatches(ctx context.Context, e Env) (all []report.Scenario, err error) {
	f := fleet{target: e.Target}
	defer f.close(&err)
	defer func() {
		if e.Target.SetLatency(context.WithoutCancel(ctx), e.Latencies[0]) != nil && err == nil {
			err = fmt.Errorf("setting the latency of %v again", e.Latencies[0])
		}
	}()
	var executors []peers.Executor
	for _, n := range partsCalls {
		ex, err := f.executor(api.WithPartCallsInFlight(n), api.WithMaxPending(partsPending, partsPending<<10))
		if err != nil {
			return nil, err
		}
		executors = append(executors, ex)
	}
	for _, kind := range []struct {
		name, does string
		call       func(peers.SDK) peers.Call
	}{{"puts", "writes fresh keys", peers.Put}, {"gets", "reads", peers.Get}} {
		for _, latency := range e.partsLatencies() {
			var points []point
			for _, callers := range e.callers(partsCallers...) {
				var rivals []peers.Peer
				for i, n := range partsCalls {
					rivals = append(rivals, peers.Blocking(fmt.Sprintf("%d-part-calls", n), callers, kind.call(executors[i].Sync())))
				}
				points = append(points, point{
					Scenario: report.Scenario{
						Name:  fmt.Sprintf("part-batches-%s-%v-%d", kind.name, latency, callers),
						Title: fmt.Sprintf("%s, each %s, each call takes %v", inWords(callers), kind.does, latency),
						Load:  inWords(callers),
						Group: fmt.Sprintf("part-batches-%s-%v", kind.name, latency), XName: "callers", X: float64(callers),
					},
					contenders: e.filter(rivals...),
					before:     func(ctx context.Context) error { return e.Target.SetLatency(ctx, latency) },
					findings: ratios(
						ratio{"8-part-calls", "2-part-calls", nil},
						ratio{"8-part-calls", "32-part-calls", nil},
						ratio{"8-part-calls", "128-part-calls", nil},
					),
				})
			}
			measured, err := e.contest(ctx, points...)
			all = append(all, measured...)
			if err != nil {
				return all, err
			}
		}
	}
	return all, nil
}
