package snippets

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// region code-async
// totals reads the totals of several orders.
func totals(ctx context.Context, ex *api.Executor, ids ...string) (sum int, err error) {
	var gets []*api.Future[*dynamodb.GetItemOutput]
	for _, id := range ids {
		gets = append(gets, ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text(id)}}))
	}
	orders, err := api.All(gets...).Await(ctx)
	if err != nil {
		return 0, err
	}
	for _, order := range orders {
		sum += valueOf(order.Item["total"])
	}
	return sum, nil
}

// endregion

// region code-sync
// getter is what total needs: *api.SyncExecutor has it, *dynamodb.Client has it, and so has any mock.
type getter interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
}

func total(ctx context.Context, db getter, id string) (int, error) {
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text(id)}})
	if err != nil {
		return 0, err
	}
	return valueOf(out.Item["total"]), nil
}

// endregion

// region mock
// mock is a client of which the test needs one operation. The others panic, since there is nothing
// behind the interface, and the request that asked for one fails with an *api.PanicError.
type mock struct{ api.DynamoDB }

func (mock) GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return &dynamodb.GetItemOutput{Item: item{"total": number(21)}}, nil
}

// endregion

// region plain-sync
func TestTotal(t *testing.T) {
	sum, err := total(t.Context(), mock{}, "order/1") // no executor at all
	if err != nil || sum != 21 {
		t.Errorf("the total is %d, %v", sum, err)
	}
}

// endregion

//parity:sync total asks by the SDK's own method, which the async face hasn't; totals is tested below throttling
func TestTotalThroughAnExecutor(t *testing.T) {
	db := newDatabase(t, numbered(10)...)
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		sum, err := total(ctx, ex.Sync(), "order/0007")
		if sum != 7 {
			t.Errorf("the total is %d", sum)
		}
		return err
	})
}
