package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

const (
	// fakeLatency lets batches form in front of the fake client.
	fakeLatency = time.Millisecond
	// allocsTarget is the most allocations per request beyond the SDK's call.
	allocsTarget = 2
)

func cost(ctx context.Context, e Env) ([]report.Scenario, error) {
	allocs, err := allocations(ctx, e)
	if err != nil {
		return nil, fmt.Errorf("cost, allocations: %w", err)
	}
	e.Progress.Begin(progress.Step{Scenario: "pending"})
	pending, err := pendingMemory(ctx, e.Pending)
	if err != nil {
		return []report.Scenario{allocs}, fmt.Errorf("cost, pending: %w", err)
	}
	return []report.Scenario{allocs, pending}, nil
}

func costSteps(Env) int { return len(costCases) + 1 }

// costInputs are made beforehand: they are the caller's, not the executor's.
type costInputs struct {
	puts []*dynamodb.PutItemInput
	gets []*dynamodb.GetItemInput
}

// costCase is one way of asking.
type costCase struct {
	name    string
	latency time.Duration
	ask     func(context.Context, peers.Executor, costInputs) (allocated, error)
}

// Async requests are pipelined as in the throughput scenarios, and the sync
// ones come from as many callers. The lone ones need no batches, so no latency.
var costCases = []costCase{
	{"async puts", fakeLatency, func(ctx context.Context, ex peers.Executor, in costInputs) (allocated, error) {
		return pipelined(ctx, ex.PutItem, in.puts, producers, hold)
	}},
	{"async gets", fakeLatency, func(ctx context.Context, ex peers.Executor, in costInputs) (allocated, error) {
		return pipelined(ctx, ex.GetItem, in.gets, producers, hold)
	}},
	{"sync puts", fakeLatency, func(ctx context.Context, ex peers.Executor, in costInputs) (allocated, error) {
		return awaited(ctx, ex.Sync().PutItem, in.puts, blocked)
	}},
	{"sync gets", fakeLatency, func(ctx context.Context, ex peers.Executor, in costInputs) (allocated, error) {
		return awaited(ctx, ex.Sync().GetItem, in.gets, blocked)
	}},
	{"lone puts", 0, func(ctx context.Context, ex peers.Executor, in costInputs) (allocated, error) {
		return awaited(ctx, ex.Sync().PutItem, in.puts, 1)
	}},
	{"lone gets", 0, func(ctx context.Context, ex peers.Executor, in costInputs) (allocated, error) {
		return awaited(ctx, ex.Sync().GetItem, in.gets, 1)
	}},
}

func allocations(ctx context.Context, e Env) (report.Scenario, error) {
	ctx, cancel := context.WithCancel(ctx) // as a request's context is
	defer cancel()
	inputs, stored := makeInputs(e.Requests)
	scenario := report.Scenario{
		Name:  "cost",
		Title: "allocations beyond the SDK's own call, before a client that allocates nothing",
	}
	for _, c := range costCases {
		e.Progress.Begin(progress.Step{Scenario: "cost", Peer: c.name})
		measured, err := c.run(ctx, e.Rounds, inputs, stored)
		if err != nil {
			return scenario, fmt.Errorf("%s: %w", c.name, err)
		}
		scenario.Costs = append(scenario.Costs, measured)
		scenario.Findings = append(scenario.Findings, report.Finding{
			Name:   c.name,
			Unit:   "allocs/request",
			Figure: stats.Spread(measured.Allocs),
			Target: report.AtMost(allocsTarget),
		})
	}
	return scenario, nil
}

func makeInputs(n int) (inputs costInputs, stored map[string]*dynamodb.GetItemOutput) {
	var keys items.Keys
	stored = make(map[string]*dynamodb.GetItemOutput, n)
	table := aws.String(items.Table)
	for range n {
		key := keys.Next()
		item := items.New(key)
		stored[key] = &dynamodb.GetItemOutput{Item: item}
		inputs.puts = append(inputs.puts, &dynamodb.PutItemInput{TableName: table, Item: item})
		inputs.gets = append(inputs.gets, &dynamodb.GetItemInput{TableName: table, Key: items.Key(key)})
	}
	return inputs, stored
}

// run measures the rounds of one executor, after one round that warms it up.
func (c costCase) run(ctx context.Context, rounds int, inputs costInputs, stored map[string]*dynamodb.GetItemOutput) (_ report.Cost, err error) {
	measured := report.Cost{Name: c.name, Requests: len(inputs.puts)}
	client := &fake{latency: c.latency, stored: stored}
	ex, err := peers.OpenExecutor(client)
	if err != nil {
		return measured, err
	}
	f := fleet{}
	f.closers = append(f.closers, ex.Close)
	defer f.close(&err)

	for n := range 1 + rounds {
		client.items.Store(0)
		took, err := c.ask(ctx, ex, inputs)
		if err != nil {
			return measured, err
		}
		if arrived := client.items.Load(); arrived != int64(measured.Requests) {
			return measured, fmt.Errorf("%d requests were answered, but %d items arrived", measured.Requests, arrived)
		}
		if n > 0 {
			measured.Allocs = append(measured.Allocs, took.objects)
			measured.Bytes = append(measured.Bytes, took.bytes)
		}
	}
	return measured, nil
}
