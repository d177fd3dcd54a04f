// Pipeline shows what futures are good for: one goroutine asks for much at once, in an order that
// holds, and waits when it wants to know.
//
//	go run ./examples/pipeline
//
// Each file is one idea, in this order: order.go, then.go, failures.go, all.go, any.go, each.go.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

func main() { engine.Main("pipeline", "id", run) }

func run(ctx context.Context, client *dynamodb.Client, table string) error {
	ex, err := api.Open(client)
	if err != nil {
		return err
	}
	// A defer, for when something fails. Closing twice is fine.
	defer ex.Close(context.WithoutCancel(ctx))

	for _, idea := range []struct {
		name string
		show func(context.Context, *api.Executor, string) error
	}{
		{"order", order}, {"then", then}, {"failures", failures}, {"all", all}, {"any", first}, {"each", each},
	} {
		if err := idea.show(ctx, ex, table); err != nil {
			return fmt.Errorf("%s: %w", idea.name, err)
		}
	}
	total := ex.Stats().Tables[table]
	fmt.Printf("in all: %d requests in %d calls\n", total.Requests, total.Calls)
	return ex.Close(ctx)
}

// item and attribute values are the SDK's own everywhere.
type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue   { return &types.AttributeValueMemberS{Value: s} }
func number(n string) types.AttributeValue { return &types.AttributeValueMemberN{Value: n} }
