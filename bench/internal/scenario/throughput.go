package scenario

import (
	"context"

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

const (
	sdkGoroutines = "sdk-goroutines"
	batchWorkers  = "batch-workers"
	dynactorAsync = "dynactor-async"
	dynactorSync  = "dynactor-sync"
)

func puts(ctx context.Context, e Env) (_ []report.Scenario, err error) {
	f := fleet{endpoint: e.Endpoint}
	defer f.close(&err)
	async, err := f.executor()
	if err != nil {
		return nil, err
	}
	sync, err := f.executor()
	if err != nil {
		return nil, err
	}
	scenario, err := contest{
		name:  "puts",
		title: "single items written under fresh keys",
		peers: []peers.Peer{
			peers.GoroutinePerCall(sdkGoroutines, inFlight, peers.Put(f.client())),
			peers.BatchWriteWorkers(batchWorkers, workers, producers, f.client()),
			async.AsyncPuts(dynactorAsync, producers, hold),
			peers.Blocking(dynactorSync, blocked, peers.Put(sync.Sync())),
		},
		ratios: []ratio{
			{dynactorAsync, batchWorkers, report.AtLeast(0.9)},
			{dynactorAsync, sdkGoroutines, report.AtLeast(8)},
			{dynactorSync, batchWorkers, report.AtLeast(0.75)},
			{dynactorSync, sdkGoroutines, report.AtLeast(7)},
			{batchWorkers, sdkGoroutines, nil},
		},
	}.run(ctx, e)
	return []report.Scenario{scenario}, err
}

func gets(ctx context.Context, e Env) (_ []report.Scenario, err error) {
	f := fleet{endpoint: e.Endpoint}
	defer f.close(&err)
	async, err := f.executor()
	if err != nil {
		return nil, err
	}
	sync, err := f.executor()
	if err != nil {
		return nil, err
	}
	scenario, err := contest{
		name:  "gets",
		title: "single items read, no key twice",
		peers: []peers.Peer{
			peers.GoroutinePerCall(sdkGoroutines, inFlight, peers.Get(f.client())),
			peers.BatchGetWorkers(batchWorkers, workers, producers, f.client()),
			async.AsyncGets(dynactorAsync, producers, hold),
			peers.Blocking(dynactorSync, blocked, peers.Get(sync.Sync())),
		},
		ratios: []ratio{
			{dynactorAsync, batchWorkers, report.AtLeast(0.8)},
			{dynactorAsync, sdkGoroutines, report.AtLeast(12)},
			{dynactorSync, batchWorkers, nil},
			{dynactorSync, sdkGoroutines, nil},
			{batchWorkers, sdkGoroutines, nil},
		},
	}.run(ctx, e)
	return []report.Scenario{scenario}, err
}
