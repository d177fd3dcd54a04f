package snippets

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func conditionAsync(ctx context.Context, ex *api.Executor, order item) (string, error) {
	// region condition-async
	_, err := ex.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           &table,
		Item:                order,
		ConditionExpression: aws.String("attribute_not_exists(id)"),
	}).Await(ctx)

	var exists *types.ConditionalCheckFailedException // the SDK's own type
	if errors.As(err, &exists) {
		return "is there already", nil
	}
	// endregion
	return "stored", err
}

func conditionSync(ctx context.Context, db *api.SyncExecutor, order item) (string, error) {
	// region condition-sync
	_, err := db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           &table,
		Item:                order,
		ConditionExpression: aws.String("attribute_not_exists(id)"),
	})

	var exists *types.ConditionalCheckFailedException
	if errors.As(err, &exists) {
		return "is there already", nil
	}
	// endregion
	return "stored", err
}

func outcomeAsync(ctx context.Context, ex *api.Executor, order item) error {
	// region outcome-async
	_, err := ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}).Await(ctx)

	var failure *api.OperationError
	if errors.As(err, &failure) {
		switch failure.Outcome {
		case api.NotSent, api.Rejected:
			fmt.Println("had no effect:", failure.Err)
		case api.Throttled:
			fmt.Println("had no effect, and may succeed later; attempts:", failure.Attempts)
		case api.Unknown:
			fmt.Println("may have been applied: read it before trying again")
		}
	}
	// endregion
	return err
}

func outcomeSync(ctx context.Context, db *api.SyncExecutor, order item) error {
	// region outcome-sync
	_, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})

	var failure *api.OperationError
	if errors.As(err, &failure) && failure.Outcome == api.Unknown {
		fmt.Println("may have been applied: read it before trying again")
	}
	// endregion
	return err
}

func TestSDKErrorsAreFoundByTheirType(t *testing.T) {
	order := item{"id": text("mine")}
	run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
		for _, want := range []string{"stored", "is there already"} {
			got, err := conditionAsync(ctx, ex, order)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		got, err := conditionSync(ctx, ex.Sync(), order)
		require.NoError(t, err)
		require.Equal(t, "is there already", got)
		return nil
	})
}

var requestID = regexp.MustCompile(`RequestID: [A-Z0-9]+`)

func TestOutcomes(t *testing.T) {
	throttled := &types.ProvisionedThroughputExceededException{}
	for _, test := range []struct {
		name        string
		order       item
		fault       error
		async, sync string
	}{
		{"a good one", item{"id": text("mine")}, nil, "", ""},
		{"a bad one", item{"id": number(1)}, nil, "had no effect: operation error DynamoDB: PutItem, https response error StatusCode: 400, RequestID: (id), api error ValidationException: One or more parameter values were invalid: Type mismatch for key id expected: S actual: N\n", ""},
		{"throttled to the end", item{"id": text("mine")}, throttled, "had no effect, and may succeed later; attempts: 10\n", ""},
		{"failing to the end", item{"id": text("mine")}, &types.InternalServerError{}, "may have been applied: read it before trying again\n", "may have been applied: read it before trying again\n"},
	} {
		db := newDatabase(t)
		if test.fault != nil {
			db.Control(local.On(local.Fail(test.fault), "PutItem"))
		}
		check := func(err error) {
			if test.fault == nil && test.order["id"] == text("mine") {
				require.NoError(t, err, test.name)
			}
		}
		async := printed(t, func() {
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
				check(outcomeAsync(ctx, ex, test.order))
				return nil
			})
		})
		require.Equal(t, test.async, requestID.ReplaceAllString(async, "RequestID: (id)"), test.name)
		sync := printed(t, func() {
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
				check(outcomeSync(ctx, ex.Sync(), test.order))
				return nil
			})
		})
		require.Equal(t, test.sync, sync, test.name)
	}
}
