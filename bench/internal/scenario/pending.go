package scenario

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// pendingTarget is the most bytes that an admitted request may occupy.
const pendingTarget = 400

// pendingMemory admits n puts while no call returns, and weighs them.
func pendingMemory(ctx context.Context, n int) (scenario report.Scenario, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	client := &fake{gate: make(chan struct{})}
	ex, err := peers.OpenExecutorFor(client, n)
	if err != nil {
		return scenario, err
	}
	f := fleet{}
	f.closers = append(f.closers, ex.Close)
	defer f.close(&err)

	pending, await := admit(ctx, ex.PutItem, smallPuts(n))
	close(client.gate)
	if err := await(); err != nil {
		return scenario, err
	}
	if arrived := client.items.Load(); arrived != int64(n) {
		return scenario, fmt.Errorf("%d requests were answered, but %d items arrived", n, arrived)
	}
	return report.Scenario{
		Name:    "pending",
		Title:   "memory of admitted puts while no call returns, beyond their inputs",
		Pending: &pending,
		Findings: []report.Finding{{
			Name:   "memory",
			Unit:   "bytes/request",
			Figure: stats.Spread([]float64{pending.BytesPerRequest}),
			Target: report.AtMost(pendingTarget),
		}},
	}, nil
}

// smallPuts are puts of one small item under distinct keys.
func smallPuts(n int) []*dynamodb.PutItemInput {
	var (
		keys    items.Keys
		table   = aws.String(items.Table)
		content = &types.AttributeValueMemberS{Value: "small"}
		puts    = make([]*dynamodb.PutItemInput, n)
	)
	for i := range puts {
		item := items.Key(keys.Next())
		item["content"] = content
		puts[i] = &dynamodb.PutItemInput{TableName: table, Item: item}
	}
	return puts
}

// admit asks for all inputs and weighs what that added to the process. The
// place for the futures is the caller's, the futures themselves are not.
func admit[I, O any, F future[O]](
	ctx context.Context,
	ask func(context.Context, I, ...func(*dynamodb.Options)) F,
	inputs []I,
) (pending report.Pending, await func() error) {
	futures := make([]F, len(inputs))
	before := weigh()
	for i, input := range inputs {
		futures[i] = ask(ctx, input)
	}
	settle()
	after := weigh()
	pending = report.Pending{
		Requests:   len(inputs),
		HeapBytes:  after.heap - before.heap,
		StackBytes: after.stacks - before.stacks,
		Goroutines: after.goroutines,
	}
	pending.BytesPerRequest = float64(pending.HeapBytes+pending.StackBytes) / float64(len(inputs))
	return pending, func() error {
		for _, f := range futures {
			if _, err := f.Await(ctx); err != nil {
				return err
			}
		}
		runtime.KeepAlive(inputs) // they were weighed before, so they had to be there after
		return nil
	}
}
