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

// cpuTarget is the most processor time for an item, as a share of the
// hand-written workers'.
const cpuTarget = 0.4

const (
	sdkGoroutines = "sdk-goroutines"
	batchWorkers  = "batch-workers"
	dynactorAsync = "dynactor-async"
	dynactorSync  = "dynactor-sync"
)

func puts(ctx context.Context, e Env) (_ []report.Scenario, err error) {
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
		Scenario: report.Scenario{Name: "puts", Title: "single items written under fresh keys"},
		contenders: e.filter(
			peers.GoroutinePerCall(sdkGoroutines, inFlight, peers.Put(e.Target.Client())),
			peers.BatchWriteWorkers(batchWorkers, workers, producers, e.Target.Client()),
			async.AsyncPuts(dynactorAsync, producers, hold),
			peers.Blocking(dynactorSync, blocked, peers.Put(sync.Sync())),
		),
		findings: both(ratios(
			ratio{dynactorAsync, batchWorkers, report.AtLeast(2)},
			ratio{dynactorAsync, sdkGoroutines, report.AtLeast(20)},
			ratio{dynactorSync, batchWorkers, report.AtLeast(1.5)},
			ratio{dynactorSync, sdkGoroutines, nil},
			ratio{batchWorkers, sdkGoroutines, nil},
		), cpuRatios(
			ratio{dynactorAsync, batchWorkers, report.AtMost(cpuTarget)},
			ratio{dynactorSync, batchWorkers, nil},
		)),
	})
}

func gets(ctx context.Context, e Env) (_ []report.Scenario, err error) {
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
		Scenario: report.Scenario{Name: "gets", Title: "single items read, no key twice"},
		contenders: e.filter(
			peers.GoroutinePerCall(sdkGoroutines, inFlight, peers.Get(e.Target.Client())),
			peers.BatchGetWorkers(batchWorkers, workers, producers, e.Target.Client()),
			async.AsyncGets(dynactorAsync, producers, hold),
			peers.Blocking(dynactorSync, blocked, peers.Get(sync.Sync())),
		),
		findings: both(ratios(
			ratio{dynactorAsync, batchWorkers, report.AtLeast(2)},
			ratio{dynactorAsync, sdkGoroutines, report.AtLeast(40)},
			ratio{dynactorSync, batchWorkers, report.AtLeast(1.5)},
			ratio{dynactorSync, sdkGoroutines, nil},
			ratio{batchWorkers, sdkGoroutines, nil},
		), cpuRatios(
			ratio{dynactorAsync, batchWorkers, report.AtMost(cpuTarget)},
			ratio{dynactorSync, batchWorkers, nil},
		)),
	})
}
