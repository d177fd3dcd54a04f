package integration

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/dynactor/dynactor/api"
)

// denied is what the SDK's client returns for an operation that the caller may not use. DynamoDB
// Local knows no permissions.
func denied(operation string) error {
	return refusal(operation, &smithy.GenericAPIError{Code: "AccessDeniedException",
		Message: "User: arn:aws:iam::123456789012:user/somebody is not authorized to perform: dynamodb:" + operation, Fault: smithy.FaultClient})
}

// refusal is an error as the SDK's client wraps it.
func refusal(operation string, cause error) error {
	return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: operation, Err: &awshttp.ResponseError{
		RequestID: "TESTREQUEST",
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusBadRequest}}, Err: cause,
		},
	}}
}

// deny refuses calls whose inputs are of one type.
func deny[In any](operation string) func(context.Context, any) error {
	return func(_ context.Context, input any) error {
		if _, is := input.(*In); is {
			return denied(operation)
		}
		return nil
	}
}

// observed opens an executor and says what it logs. It holds part batches while any call is in
// flight, so that few callers on a slow machine make batches too.
func observed(t *testing.T, client api.DynamoDB, opts ...api.Option) (*api.Executor, *observer.ObservedLogs) {
	core, logs := observer.New(zapcore.DebugLevel)
	return open(t, client, append(opts, gathering, api.WithLogger(zap.New(core)))...), logs
}

var gathering = api.WithPartCallsInFlight(1)

func warnings(logs *observer.ObservedLogs) []observer.LoggedEntry {
	return logs.Filter(func(e observer.LoggedEntry) bool { return e.Level >= zapcore.WarnLevel }).All()
}

// askForAll asks for all at once and has all succeed.
func askForAll(t *testing.T, f face, ex *api.Executor, inputs ...any) {
	t.Helper()
	waiters := make([]waiter, len(inputs))
	for i, in := range inputs {
		waiters[i] = f.ask(t.Context(), ex, in)
	}
	for i, wait := range waiters {
		require.NoError(t, wait().err, "%d, %T", i, inputs[i])
	}
}

func manyPuts(table string, l *layout, count int) (puts []any) {
	for i := range count {
		puts = append(puts, &dynamodb.PutItemInput{TableName: &table, Item: with(l.key(fmt.Sprint("item ", i)), attributes{"v": n(fmt.Sprint(i))})})
	}
	return puts
}

func manyGets(table string, l *layout, count int) (gets []any) {
	for i := range count {
		gets = append(gets, &dynamodb.GetItemInput{TableName: &table, Key: l.key(fmt.Sprint("item ", i))})
	}
	return gets
}

func TestDescribeTableDeniedWarnsOnceAndPutsGoNatively(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	for name, refuse := range map[string]func(context.Context, any) error{
		"denied": deny[dynamodb.DescribeTableInput]("DescribeTable"),
		"failing": func(_ context.Context, input any) error {
			if _, is := input.(*dynamodb.DescribeTableInput); is {
				return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: "DescribeTable", Err: &smithyhttp.RequestSendError{Err: errors.New("connection refused")}}
			}
			return nil
		},
		"panicking": func(_ context.Context, input any) error {
			if _, is := input.(*dynamodb.DescribeTableInput); is {
				panic("in DescribeTable")
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				r := record(client)
				r.interfere(refuse)
				ex, logs := observed(t, r)
				puts := manyPuts(table, sorted, 100)
				askForAll(t, f, ex, puts...)
				for _, put := range puts {
					assert.True(t, r.alone(put))
				}
				assert.Empty(t, recorded[dynamodb.BatchWriteItemInput](r))
				askForAll(t, f, ex, puts...)
				assert.Len(t, recorded[dynamodb.DescribeTableInput](r), 1, "it's asked again a second later, not for each request")
				assert.Len(t, warnings(logs), 1)

				// A get by key that succeeds tells what the key is: from then on it's as if it were known.
				askForAll(t, f, ex, manyGets(table, sorted, 1)...)
				// Its caller may have the answer a moment before the executor has learned from it.
				require.NoError(t, ex.Flush(t.Context()))
				r.forget()
				askForAll(t, f, ex, puts...)
				askForAll(t, f, ex, manyGets(table, sorted, 100)...)
				assert.NotEmpty(t, recorded[dynamodb.BatchWriteItemInput](r))
				assert.NotEmpty(t, recorded[dynamodb.BatchGetItemInput](r))
				assert.Len(t, warnings(logs), 1)
			})
		})
	}
}

func TestBatchOperationDeniedFallsBackAndRemembers(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table, other := tables[sorted], tables[plain]
	all := map[string]struct {
		refuse  func(context.Context, any) error
		inputs  func() []any
		refused func(*recorder) int
		allowed func(*recorder) int
		good    func() []any // what the other batch operation can carry
	}{
		"BatchWriteItem": {
			deny[dynamodb.BatchWriteItemInput]("BatchWriteItem"),
			func() []any { return manyPuts(table, sorted, 200) },
			func(r *recorder) int { return len(recorded[dynamodb.BatchWriteItemInput](r)) },
			func(r *recorder) int { return len(recorded[dynamodb.BatchGetItemInput](r)) },
			func() []any { return manyGets(table, sorted, 200) },
		},
		"BatchGetItem": {
			deny[dynamodb.BatchGetItemInput]("BatchGetItem"),
			func() []any { return manyGets(table, sorted, 200) },
			func(r *recorder) int { return len(recorded[dynamodb.BatchGetItemInput](r)) },
			func(r *recorder) int { return len(recorded[dynamodb.BatchWriteItemInput](r)) },
			func() []any { return manyPuts(table, sorted, 200) },
		},
	}
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				r := record(client)
				r.interfere(c.refuse)
				ex, logs := observed(t, r)
				askForAll(t, f, ex, c.inputs()...)
				assert.Positive(t, c.refused(r))
				assert.LessOrEqual(t, c.refused(r), 16, "only those may be refused that were in flight together")
				assert.Len(t, warnings(logs), 1)

				r.forget()
				askForAll(t, f, ex, c.inputs()...)
				assert.Zero(t, c.refused(r), "it's remembered")
				askForAll(t, f, ex, c.good()...)
				assert.Positive(t, c.allowed(r), "the other operation is allowed")
				assert.Len(t, warnings(logs), 1)

				// Another table may have other permissions: it's asked for itself.
				r.forget()
				askForAll(t, f, ex, manyPuts(other, plain, 200)...)
				askForAll(t, f, ex, manyGets(other, plain, 200)...)
				assert.Positive(t, c.refused(r))
				assert.Len(t, warnings(logs), 2)
			})
		})
	}
}

// When the native operation is denied too, its own error is what the caller sees.
func TestEverythingDeniedAnswersWithTheNativeOperationsError(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	r := record(client)
	r.interfere(func(_ context.Context, input any) error {
		switch input.(type) {
		case *dynamodb.PutItemInput:
			return denied("PutItem")
		case *dynamodb.GetItemInput:
			return denied("GetItem")
		case *dynamodb.BatchGetItemInput:
			return denied("BatchGetItem")
		case *dynamodb.BatchWriteItemInput:
			return denied("BatchWriteItem")
		case *dynamodb.DescribeTableInput:
			return denied("DescribeTable")
		}
		return nil
	})
	for _, opt := range []api.Option{nil, api.WithKeySchema(table, "pk", "sk")} {
		eachFace(t, func(t *testing.T, f face) {
			ex, _ := observed(t, r, opt)
			inputs := append(manyPuts(table, sorted, 50), manyGets(table, sorted, 50)...)
			waiters := make([]waiter, len(inputs))
			for i, in := range inputs {
				waiters[i] = f.ask(t.Context(), ex, in)
			}
			for i, wait := range waiters {
				assertAlike(t, native(t.Context(), r, inputs[i]), wait(), fmt.Sprintf("%T", inputs[i]))
			}
		})
	}
}

func TestToldKeySchemaSavesDescribeTable(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				table := tables[l]
				sort := ""
				if len(l.names) == 2 {
					sort = l.names[1]
				}
				r := record(client)
				ex, logs := observed(t, r, api.WithKeySchema(table, l.names[0], sort))
				askForAll(t, f, ex, manyPuts(table, l, 100)...)
				askForAll(t, f, ex, manyGets(table, l, 100)...)
				assert.NotEmpty(t, recorded[dynamodb.BatchWriteItemInput](r))
				assert.NotEmpty(t, recorded[dynamodb.BatchGetItemInput](r))
				assert.Empty(t, recorded[dynamodb.DescribeTableInput](r))
				assert.Empty(t, warnings(logs))
			})
		})
	}
}

func TestUntoldKeySchemaIsAskedOnce(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	eachFace(t, func(t *testing.T, f face) {
		r := record(client)
		ex, logs := observed(t, r)
		askForAll(t, f, ex, append(manyPuts(table, sorted, 300), manyGets(table, sorted, 300)...)...)
		assert.Len(t, recorded[dynamodb.DescribeTableInput](r), 1)
		assert.Empty(t, warnings(logs))
	})
}

// A told schema that's wrong is slow, and that's all.
func TestWrongKeySchemaStillAnswersAsNatively(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	for i := range 30 {
		store(t, client, table, with(sorted.key(fmt.Sprint("item ", i)), attributes{"v": s("old")}))
	}
	for _, names := range [][2]string{{"pk", ""}, {"sk", "pk"}, {"v", ""}, {"nowhere", ""}, {"pk", "nowhere"}, {"pk", "v"}} {
		t.Run(names[0]+"+"+names[1], func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				ex := open(t, client, quickRetries, api.WithKeySchema(table, names[0], names[1]))
				inputs := append(manyPuts(table, sorted, 30), manyGets(table, sorted, 30)...)
				if f == async { // by a wrong key puts and gets of one item needn't be in order
					inputs = inputs[:30]
				}
				askAll(t, client, ex, f, inputs)
			})
		})
	}
}
