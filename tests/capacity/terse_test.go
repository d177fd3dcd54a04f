package capacity

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
)

// terse is the control of a service that throttles without saying why, and doesn't report what was consumed.
func terse(_ context.Context, r *local.Request) error {
	r.After(func(_ context.Context, output any, err error) error {
		switch out := output.(type) {
		case *dynamodb.PutItemOutput:
			out.ConsumedCapacity = nil
		case *dynamodb.GetItemOutput:
			out.ConsumedCapacity = nil
		case *dynamodb.BatchWriteItemOutput:
			out.ConsumedCapacity = nil
		case *dynamodb.BatchGetItemOutput:
			out.ConsumedCapacity = nil
		}
		var exceeded *types.ProvisionedThroughputExceededException
		var throttling *types.ThrottlingException
		switch {
		case errors.As(err, &exceeded):
			return &types.ProvisionedThroughputExceededException{Message: exceeded.Message}
		case errors.As(err, &throttling):
			return &types.ThrottlingException{Message: throttling.Message}
		}
		return nil
	})
	return nil
}

// service is one that says more or less of its throttles. Where it says less figures may be worse by slack.
type service struct {
	name     string
	controls []local.Control
	slack    float64
}

var services = []service{{name: "usual"}, {name: "terse", controls: []local.Control{terse}, slack: 0.05}}

// eachService runs a test in both faces with each of the services.
func eachService(t *testing.T, test func(t *testing.T, s service, f face)) {
	t.Helper()
	for i, s := range services {
		if raced && i > 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) { test(t, s, f) })
		})
	}
}

// The terse service is one: otherwise the scenarios with it would show nothing.
func TestATerseServiceGivesNoReasonsAndReportsNoConsumption(t *testing.T) {
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				w := newWorld(t, provisioned(1, 1), local.Capacity{}, s.controls...)
				client := w.db.Client(func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
				i := keyOf("a", 1)
				in := &dynamodb.PutItemInput{TableName: aws.String(tableName), Item: i, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}
				out, err := client.PutItem(t.Context(), in)
				require.NoError(t, err)
				require.Equal(t, s.name == "usual", out.ConsumedCapacity != nil)
				_, err = client.PutItem(t.Context(), in) // into debt
				require.NoError(t, err)
				_, err = client.PutItem(t.Context(), in)
				var exceeded *types.ProvisionedThroughputExceededException
				require.ErrorAs(t, err, &exceeded)
				require.Equal(t, s.name == "usual", len(exceeded.ThrottlingReasons) > 0)
				require.Equal(t, tally{served: 2, refused: 1, units: 2}, w.ledger.between(0, 1, "a"))
			})
		})
	}
}
