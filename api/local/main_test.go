package local

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scripted is an engine of one function.
type scripted func(ctx context.Context, input any) (any, error)

func (s scripted) Do(ctx context.Context, input any) (any, error) { return s(ctx, input) }

// withEngine is a DB in front of e, closed with the test.
func withEngine(t testing.TB, e scripted, opts ...Option) *DB {
	db, err := New(opts...)
	require.NoError(t, err)
	db.engine = e
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// counting is an engine that answers puts and gets, and counts them.
func counting(n *atomic.Int64) scripted {
	return func(_ context.Context, input any) (any, error) {
		n.Add(1)
		switch in := input.(type) {
		case *dynamodb.PutItemInput:
			return &dynamodb.PutItemOutput{}, nil
		case *dynamodb.GetItemInput:
			return &dynamodb.GetItemOutput{Item: in.Key}, nil
		}
		return &dynamodb.ListTablesOutput{TableNames: []string{"orders"}}, nil
	}
}

func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

func item(pk string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: pk}}
}

func put(ctx context.Context, c *dynamodb.Client, pk string) error {
	_, err := c.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: item(pk)})
	return err
}

func get(ctx context.Context, c *dynamodb.Client, pk string) (*dynamodb.GetItemOutput, error) {
	return c.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("orders"), Key: item(pk)})
}
