package scenario

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
)

// The sizes of the throughput scenarios' peers.
const (
	inFlight  = 256  // calls of goroutine-per-call
	workers   = 32   // batch workers
	producers = 8    // goroutines that feed the workers, and that hold futures
	hold      = 1000 // futures that such a goroutine holds at most
	blocked   = 1024 // blocking callers
)

// cpuTarget is the most processor time for an item, as a share of the
// hand-written workers'.
const cpuTarget = 0.4

const (
	sdkGoroutines = "sdk-goroutines"
	batchWorkers  = "batch-workers"
	dynactorAsync = "dynactor-async"
	dynactorSync  = "dynactor-sync"
)

func puts(ctx context.Context, e Env) ([]report.Scenario, error) {
	return e.throughput(ctx, throughput{
		name: "puts", title: "single items written under fresh keys", overGoroutines: 20,
		call: peers.Put,
		workers: func(sdk *dynamodb.Client) peers.Peer {
			return peers.BatchWriteWorkers(batchWorkers, workers, producers, sdk)
		},
		async: func(ex peers.Executor) peers.Peer { return ex.AsyncPuts(dynactorAsync, producers, hold) },
	})
}

func gets(ctx context.Context, e Env) ([]report.Scenario, error) {
	return e.throughput(ctx, throughput{
		name: "gets", title: "single items read, no key twice", overGoroutines: 40,
		call: peers.Get,
		workers: func(sdk *dynamodb.Client) peers.Peer {
			return peers.BatchGetWorkers(batchWorkers, workers, producers, sdk)
		},
		async: func(ex peers.Executor) peers.Peer { return ex.AsyncGets(dynactorAsync, producers, hold) },
	})
}

// throughput is one kind of operation, done as fast as each peer can.
type throughput struct {
	name, title string
	// overGoroutines is by how much the async face is to be faster than a goroutine for each call.
	overGoroutines float64
	call           func(peers.SDK) peers.Call
	workers        func(*dynamodb.Client) peers.Peer
	async          func(peers.Executor) peers.Peer
}

func (e Env) throughput(ctx context.Context, o throughput) (_ []report.Scenario, err error) {
	f := fleet{target: e.Target}
	defer f.close(&err)
	async, err := f.executor()
	if err != nil {
		return nil, err
	}
	sync, err := f.executor()
	if err != nil {
		return nil, err
	}
	return e.contest(ctx, point{
		Scenario: report.Scenario{Name: o.name, Title: o.title},
		contenders: e.filter(
			peers.GoroutinePerCall(sdkGoroutines, inFlight, o.call(e.Target.Client())),
			o.workers(e.Target.Client()),
			o.async(async),
			peers.Blocking(dynactorSync, blocked, o.call(sync.Sync())),
		),
		findings: both(ratios(
			ratio{dynactorAsync, batchWorkers, report.AtLeast(2)},
			ratio{dynactorAsync, sdkGoroutines, report.AtLeast(o.overGoroutines)},
			ratio{dynactorSync, batchWorkers, report.AtLeast(1.5)},
			ratio{dynactorSync, sdkGoroutines, nil},
			ratio{batchWorkers, sdkGoroutines, nil},
		), cpuRatios(
			ratio{dynactorAsync, batchWorkers, report.AtMost(cpuTarget)},
			ratio{dynactorSync, batchWorkers, nil},
		)),
	})
}
