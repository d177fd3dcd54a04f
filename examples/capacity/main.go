// Capacity shows a bulk load that keeps to a limit and leaves a table to its users: their reads go first.
//
//	go run ./examples/capacity
//
// load.go is the load and its limit, reads.go what goes on beside it, and report.go what it came to.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

func main() { engine.Main("capacity", "id", run) }

// The load's limit at first, and when it's known that the table bears more.
const (
	cautious = 1000 // write units per second
	bold     = 4000
)

func run(ctx context.Context, client *dynamodb.Client, table string) error {
	ex, err := api.Open(client, api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(cautious)}))
	if err != nil {
		return err
	}
	// A defer, for when something fails. Closing twice is fine.
	defer ex.Close(context.WithoutCancel(ctx))

	stop := make(chan struct{})
	users := startUsers(ctx, ex.Sync(), table, stop)
	err = load(ctx, ex, table)
	close(stop)
	if err := users(err); err != nil {
		return err
	}
	report(ex.Stats().Tables[table])
	return ex.Close(ctx)
}

// item and attribute values are the SDK's own everywhere.
type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
