package api_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// slowTables is a client of a DynamoDB whose tables take their time, as the service's do.
type slowTables struct {
	*dynamodb.Client
	db *local.DB
	// described, if set, changes what the n-th DescribeTable answers, from 1.
	described func(n int, out *dynamodb.DescribeTableOutput, err error) (*dynamodb.DescribeTableOutput, error)
	describes atomic.Int64
	// updating and ttl, if set, are called before UpdateTimeToLive and after DescribeTimeToLive.
	updating func()
	ttl      func(*types.TimeToLiveDescription)
}

func (s *slowTables) DescribeTable(ctx context.Context, in *dynamodb.DescribeTableInput, optFns ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	n := int(s.describes.Add(1))
	out, err := s.Client.DescribeTable(ctx, in, optFns...)
	if s.described != nil {
		return s.described(n, out, err)
	}
	return out, err
}

func (s *slowTables) UpdateTimeToLive(ctx context.Context, in *dynamodb.UpdateTimeToLiveInput, optFns ...func(*dynamodb.Options)) (*dynamodb.UpdateTimeToLiveOutput, error) {
	if s.updating != nil {
		s.updating()
	}
	return s.Client.UpdateTimeToLive(ctx, in, optFns...)
}

func (s *slowTables) DescribeTimeToLive(ctx context.Context, in *dynamodb.DescribeTimeToLiveInput, optFns ...func(*dynamodb.Options)) (*dynamodb.DescribeTimeToLiveOutput, error) {
	out, err := s.Client.DescribeTimeToLive(ctx, in, optFns...)
	if err == nil && s.ttl != nil {
		s.ttl(out.TimeToLiveDescription)
	}
	return out, err
}

// until has the first n descriptions changed by that.
func until(n int, change func(*types.TableDescription)) func(int, *dynamodb.DescribeTableOutput, error) (*dynamodb.DescribeTableOutput, error) {
	return func(i int, out *dynamodb.DescribeTableOutput, err error) (*dynamodb.DescribeTableOutput, error) {
		if err == nil && i <= n {
			change(out.Table)
		}
		return out, err
	}
}

func status(s types.TableStatus) func(*types.TableDescription) {
	return func(d *types.TableDescription) { d.TableStatus = s }
}

// session has all that tags can say of a table.
type session struct {
	_       struct{} `dynactor:"billing:provisioned,read:3,write:4"`
	User    string   `dynamodbav:"user" dynactor:"partition"`
	ID      int      `dynamodbav:"id" dynactor:"sort"`
	State   string   `dynamodbav:"state" dynactor:"gsi:by-state:partition"`
	Begun   int64    `dynamodbav:"begun" dynactor:"gsi:by-state:sort,lsi:by-begin"`
	Expires int64    `dynamodbav:"expires" dynactor:"ttl"`
}

// openTable opens the table sessions, which doesn't exist yet, in one face.
func openTable[T any](t *testing.T, sync bool, opts ...api.TableOption) (tableFace[T], *slowTables, *api.Executor) {
	t.Helper()
	db, err := local.New()
	require.NoError(t, err)
	client := &slowTables{Client: db.Client(), db: db}
	ex, err := api.Open(client)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, ex.Close(context.Background()))
		require.NoError(t, db.Close())
	})
	table, err := api.TableOf[T](ex, "sessions", opts...)
	require.NoError(t, err)
	if sync {
		return table.Sync(), client, ex
	}
	return asyncTable[T]{table}, client, ex
}

// create creates the table by the SDK's client.
func (s *slowTables) create(t *testing.T, in *dynamodb.CreateTableInput) {
	t.Helper()
	_, err := s.Client.CreateTable(t.Context(), in)
	require.NoError(t, err)
}

// simple is the description of a table that sessions aren't kept in.
func simple() *dynamodb.CreateTableInput {
	return tableInput("sessions", "user", types.ScalarAttributeTypeS, "", "")
}
