package api_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// nowhere is a table that isn't there.
var nowhere = "nowhere"

// ask puts one item after another for a while, one each 100 ms, and returns the last error.
func (s *service) ask(ctx context.Context, table string, d time.Duration) (err error) {
	for begun := time.Now(); time.Since(begun) < d; time.Sleep(100 * time.Millisecond) {
		err = s.do(ctx, puts(table)(int(time.Since(s.began)/time.Millisecond)))
	}
	return err
}

// requireOpen checks the error of a request that a circuit has stopped.
func requireOpen(t *testing.T, err error, table string, op string) *api.CircuitError {
	t.Helper()
	requireOutcome(t, err, api.NotSent, 0)
	var circuit *api.CircuitError
	require.ErrorAs(t, err, &circuit)
	require.Equal(t, table, circuit.Table)
	require.Equal(t, op, circuit.Operation.String())
	require.Error(t, circuit.Err)
	return circuit
}

// What no other attempt mends, by how the service says it.
var lasting = map[string]error{
	"no permission":      local.Error(400, "AccessDeniedException", "not authorized to perform it"),
	"no table":           &types.ResourceNotFoundException{Message: aws.String("Requested resource not found")},
	"no such client":     local.Error(400, "UnrecognizedClientException", "The security token included in the request is invalid."),
	"a wrong signature":  local.Error(400, "InvalidSignatureException", "signature"),
	"expired, and fixed": local.Error(400, "ExpiredTokenException", "The security token included in the request is expired"),
}

func TestATableThatOnlyAnswersWithLastingErrorsIsntCalledAnyMore(t *testing.T) {
	for name, failure := range lasting {
		t.Run(name, func(t *testing.T) {
			onService(t, []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 1})}, func(t *testing.T, s *service) {
				remove := s.db.Control(local.Fail(failure))
				err := s.ask(t.Context(), orders, 1500*time.Millisecond)
				circuit := requireOpen(t, err, orders, "PutItem")
				assert.WithinDuration(t, s.began, circuit.Since, 10*time.Millisecond)
				code := "ResourceNotFoundException"
				if c, ok := errors.AsType[smithy.APIError](failure); ok {
					code = c.ErrorCode()
				}
				cause, ok := errors.AsType[smithy.APIError](err)
				require.True(t, ok, "the SDK's error is found")
				require.Equal(t, code, cause.ErrorCode())
				wrapped, ok := errors.AsType[*smithy.OperationError](err)
				require.True(t, ok, "as the SDK's call would have returned it")
				require.Equal(t, "PutItem", wrapped.OperationName)

				// After 1 s, 2, 4, 8, 16, 30 there's one probe each.
				before := len(s.came())
				requireOpen(t, s.ask(t.Context(), orders, 90*time.Second), orders, "PutItem")
				probes := s.came()[before:]
				require.Len(t, probes, 6)
				for i := range probes[1:] {
					gap := probes[i+1].at - probes[i].at
					want := min(time.Second<<(i+1), 30*time.Second)
					assert.InDelta(t, want.Seconds(), gap.Seconds(), 0.2, "gap %d", i)
				}

				// The first success ends it.
				remove()
				require.NoError(t, s.ask(t.Context(), orders, 31*time.Second))
				require.NoError(t, s.all(t.Context(), 100, puts(orders)).wait())
			})
		})
	}
}

func TestATableThatIsMissingIsFoundOnceItsThere(t *testing.T) {
	for name, create := range map[string]func(t *testing.T, s *service, in *dynamodb.CreateTableInput) error{
		"made by the executor": func(t *testing.T, s *service, in *dynamodb.CreateTableInput) error {
			return s.do(t.Context(), inEitherFace((*api.Executor).CreateTable, (*api.SyncExecutor).CreateTable, in))
		},
		"made by another client": func(t *testing.T, s *service, in *dynamodb.CreateTableInput) error {
			_, err := s.sdk.CreateTable(s.aside(t), in)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			onService(t, nil, func(t *testing.T, s *service) {
				requireOpen(t, s.ask(t.Context(), nowhere, 1500*time.Millisecond), nowhere, "PutItem")
				require.NoError(t, create(t, s, &dynamodb.CreateTableInput{
					TableName: &nowhere, BillingMode: types.BillingModePayPerRequest,
					AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
					KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
				}))
				if name == "made by the executor" {
					require.NoError(t, s.do(t.Context(), puts(nowhere)(0)), "at once")
				}
				require.NoError(t, s.ask(t.Context(), nowhere, 4*time.Second))
				require.NoError(t, s.all(t.Context(), 100, puts(nowhere)).wait())
			})
		})
	}
}

// Whoever waits for a table to be there asks for it again and again.
func TestPollingDescribeTableIsNeverStopped(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		requireOpen(t, s.ask(t.Context(), nowhere, 1500*time.Millisecond), nowhere, "PutItem")
		before := len(s.came("DescribeTable"))
		for range 50 {
			err := s.do(t.Context(), inEitherFace((*api.Executor).DescribeTable, (*api.SyncExecutor).DescribeTable, &dynamodb.DescribeTableInput{TableName: &nowhere}))
			requireOutcome(t, err, api.Rejected, 1)
			time.Sleep(100 * time.Millisecond)
		}
		assert.GreaterOrEqual(t, len(s.came("DescribeTable"))-before, 50)
	})
}

func TestTheCircuitOfOneOperationDoesntStopOthers(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		denied := local.Fail(local.Error(400, "AccessDeniedException", "no"))
		s.db.Control(local.On(denied, "PutItem", "BatchWriteItem"))
		requireOpen(t, s.ask(t.Context(), orders, 1500*time.Millisecond), orders, "PutItem")
		require.NoError(t, s.all(t.Context(), 50, gets(orders)).wait())
		requireOpen(t, s.do(t.Context(), puts(orders)(0)), orders, "PutItem")
	})
}

func TestTheCircuitOfOneTableDoesntStopOthers(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		requireOpen(t, s.ask(t.Context(), nowhere, 1500*time.Millisecond), nowhere, "PutItem")
		require.NoError(t, s.all(t.Context(), 50, puts(orders)).wait())
	})
}

func TestWithoutACircuitBreakerEveryRequestIsTried(t *testing.T) {
	onService(t, []api.Option{api.WithoutCircuitBreaker()}, func(t *testing.T, s *service) {
		err := s.ask(t.Context(), nowhere, 10*time.Second)
		requireOutcome(t, err, api.Rejected, 1)
		var circuit *api.CircuitError
		require.NotErrorAs(t, err, &circuit)
		assert.GreaterOrEqual(t, len(s.came("PutItem")), 100)
	})
}

// deny refuses whatever is about a key, as a policy with dynamodb:LeadingKeys does.
func deny(id string) local.Control {
	return func(_ context.Context, r *local.Request) error {
		denied := false
		switch in := r.Input.(type) {
		case *dynamodb.PutItemInput:
			denied = in.Item["id"].(*stringValue).Value == id
		case *dynamodb.GetItemInput:
			denied = in.Key["id"].(*stringValue).Value == id
		case *dynamodb.BatchWriteItemInput:
			for _, w := range in.RequestItems[orders] {
				denied = denied || w.PutRequest.Item["id"].(*stringValue).Value == id
			}
		case *dynamodb.BatchGetItemInput:
			for _, k := range in.RequestItems[orders].Keys {
				denied = denied || k["id"].(*stringValue).Value == id
			}
		}
		if denied {
			return local.Error(400, "AccessDeniedException", "not authorized for that key")
		}
		return nil
	}
}

func TestADeniedKeyAmongAllowedOnesNeverStopsTheirTable(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		s.db.Control(deny("secret"))
		for i := range 200 {
			err := s.do(t.Context(), putOf(orders, item{"id": text("secret")}))
			requireOutcome(t, err, api.Rejected, 1)
			if i%5 == 0 { // fewer than ten denials between two successes
				require.NoError(t, s.do(t.Context(), puts(orders)(i)))
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
}

func TestADeniedKeyInACrowdFailsAlone(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		s.db.Control(deny("secret"))
		setLatency(t, s, 5*time.Millisecond)
		for range 40 {
			load := s.all(t.Context(), 50, func(i int) eitherFace {
				if i == 13 {
					return putOf(orders, item{"id": text("secret")})
				}
				return puts(orders)(i)
			})
			require.Error(t, load.wait())
			for i, err := range load.errs {
				if i == 13 {
					requireOutcome(t, err, api.Rejected, err.(*api.OperationError).Attempts)
					continue
				}
				require.NoError(t, err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
}

// An error that passes says nothing, and a probe that meets one doesn't shut the table out for ever.
func TestAProbeThatMeetsPassingTroubleIsFollowedByAnother(t *testing.T) {
	onService(t, []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 1})}, func(t *testing.T, s *service) {
		var phase atomic.Int32
		s.db.Control(func(context.Context, *local.Request) error {
			switch phase.Load() {
			case 0:
				return local.Error(400, "AccessDeniedException", "no")
			case 1:
				return &types.InternalServerError{Message: aws.String("passing")}
			}
			return nil
		})
		requireOpen(t, s.ask(t.Context(), orders, 1500*time.Millisecond), orders, "PutItem")
		phase.Store(1)
		require.Error(t, s.ask(t.Context(), orders, 4*time.Second))
		phase.Store(2)
		require.NoError(t, s.ask(t.Context(), orders, 2*time.Second))
	})
}

// What waits already when the circuit opens isn't tried either: each fails once, and Close has nothing to wait for.
func TestACrowdAtAMissingTableCostsFewCalls(t *testing.T) {
	onService(t, []api.Option{api.WithTableNoCoalescing(nowhere), api.WithCallsInFlight(1)}, func(t *testing.T, s *service) {
		setLatency(t, s, 200*time.Millisecond)
		load := s.all(t.Context(), 1000, puts(nowhere))
		require.Error(t, load.wait())
		stopped := 0
		for _, err := range load.errs {
			var missing *types.ResourceNotFoundException
			require.ErrorAs(t, err, &missing)
			var circuit *api.CircuitError
			if errors.As(err, &circuit) {
				stopped++
			}
		}
		assert.Less(t, len(s.came()), 20, "%d of 1000 were stopped", stopped)
	})
}

func TestACircuitsErrorSaysWhyAndSinceWhen(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		err := s.ask(t.Context(), nowhere, 1500*time.Millisecond)
		requireOpen(t, err, nowhere, "PutItem")
		for _, say := range []string{"not sent", "not tried", `"nowhere"`, "since 2000-01-01T00:00:0", "ResourceNotFoundException"} {
			assert.Contains(t, err.Error(), say)
		}
		assert.NotContains(t, err.Error(), nowhere+"1", "a key")
	})
}
