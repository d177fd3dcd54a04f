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

// tableFace are the operations of both faces of a table that these tests are about, awaited.
type tableFace[T any] interface {
	TxPut(item T, opts ...api.WriteOption) api.TxWrite
	ExecuteBatch(ctx context.Context, statements []api.Statement) ([]api.Result[T], error)
	ExecuteTransaction(ctx context.Context, statements []api.Statement, opts ...api.TxOption) ([]api.Result[T], error)
	CreateTable(ctx context.Context, opts ...api.CreateOption) (*types.TableDescription, error)
	WaitForTable(ctx context.Context) (*types.TableDescription, error)
	DescribeTable(ctx context.Context) (*types.TableDescription, error)
	DeleteTable(ctx context.Context) (*types.TableDescription, error)
	TableExists(ctx context.Context) (bool, error)
	EnableTTL(ctx context.Context) (*types.TimeToLiveSpecification, error)
}

// executorFace are those of both faces of an executor.
type executorFace interface {
	TransactWrite(ctx context.Context, writes []api.TxWrite, opts ...api.TxOption) (*dynamodb.TransactWriteItemsOutput, error)
	TransactGet(ctx context.Context, gets []api.TxGet, opts ...api.TxOption) ([]api.TxItem, error)
}

// The async face, awaited.
type (
	asyncTable[T any] struct{ *api.Table[T] }
	asyncExecutor     struct{ *api.Executor }
)

func (a asyncExecutor) TransactWrite(ctx context.Context, writes []api.TxWrite, opts ...api.TxOption) (*dynamodb.TransactWriteItemsOutput, error) {
	return a.Executor.TransactWrite(ctx, writes, opts...).Await(ctx)
}

func (a asyncExecutor) TransactGet(ctx context.Context, gets []api.TxGet, opts ...api.TxOption) ([]api.TxItem, error) {
	return a.Executor.TransactGet(ctx, gets, opts...).Await(ctx)
}

func (a asyncTable[T]) ExecuteBatch(ctx context.Context, statements []api.Statement) ([]api.Result[T], error) {
	return a.Table.ExecuteBatch(ctx, statements).Await(ctx)
}

func (a asyncTable[T]) ExecuteTransaction(ctx context.Context, statements []api.Statement, opts ...api.TxOption) ([]api.Result[T], error) {
	return a.Table.ExecuteTransaction(ctx, statements, opts...).Await(ctx)
}

func (a asyncTable[T]) CreateTable(ctx context.Context, opts ...api.CreateOption) (*types.TableDescription, error) {
	return a.Table.CreateTable(ctx, opts...).Await(ctx)
}

func (a asyncTable[T]) WaitForTable(ctx context.Context) (*types.TableDescription, error) {
	return a.Table.WaitForTable(ctx).Await(ctx)
}

func (a asyncTable[T]) DescribeTable(ctx context.Context) (*types.TableDescription, error) {
	return a.Table.DescribeTable(ctx).Await(ctx)
}

func (a asyncTable[T]) DeleteTable(ctx context.Context) (*types.TableDescription, error) {
	return a.Table.DeleteTable(ctx).Await(ctx)
}

func (a asyncTable[T]) TableExists(ctx context.Context) (bool, error) {
	return a.Table.TableExists(ctx).Await(ctx)
}

func (a asyncTable[T]) EnableTTL(ctx context.Context) (*types.TimeToLiveSpecification, error) {
	return a.Table.EnableTTL(ctx).Await(ctx)
}

// The items of these tests.
type (
	account struct {
		ID      string `dynamodbav:"id" dynactor:"partition"`
		Balance int    `dynamodbav:"balance"`
		Note    string `dynamodbav:"note,omitempty"`
	}
	entry struct {
		Account string  `dynamodbav:"account" dynactor:"partition"`
		Number  float64 `dynamodbav:"number" dynactor:"sort"`
		Amount  int     `dynamodbav:"amount"`
	}
)

// bank is a DynamoDB in this process with the tables accounts and entries, seen by an executor's
// face, and by the SDK's client, which knows the truth.
type bank struct {
	db       *local.DB
	truth    *dynamodb.Client
	ex       *api.Executor
	face     executorFace
	accounts *api.Table[account]
	entries  *api.Table[entry]
	// one is the face of accounts.
	one tableFace[account]
	// sent counts the requests that came.
	sent atomic.Int64
}

func openBank(t *testing.T, sync bool, opts ...api.Option) *bank {
	t.Helper()
	db, err := local.New()
	require.NoError(t, err)
	b := &bank{db: db, truth: db.Client()}
	b.ex, err = api.Open(db.Client(), opts...)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, b.ex.Close(context.Background()))
		require.NoError(t, db.Close())
	})
	b.accounts, err = api.TableOf[account](b.ex, "accounts")
	require.NoError(t, err)
	b.entries, err = api.TableOf[entry](b.ex, "entries")
	require.NoError(t, err)
	b.face, b.one = asyncExecutor{b.ex}, asyncTable[account]{b.accounts}
	if sync {
		b.face, b.one = b.ex.Sync(), b.accounts.Sync()
	}
	create := func(in *dynamodb.CreateTableInput) {
		_, err := b.truth.CreateTable(t.Context(), in)
		require.NoError(t, err)
	}
	s, n := types.ScalarAttributeTypeS, types.ScalarAttributeTypeN
	create(tableInput("accounts", "id", s, "", ""))
	create(tableInput("entries", "account", s, "number", n))
	db.Control(func(context.Context, *local.Request) error { b.sent.Add(1); return nil })
	return b
}

// tableInput describes a table by the names and types of its key.
func tableInput(table, partition string, kind types.ScalarAttributeType, sort string, sortKind types.ScalarAttributeType) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName: &table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: &partition, AttributeType: kind}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: &partition, KeyType: types.KeyTypeHash}},
	}
	if sort != "" {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &sort, AttributeType: sortKind})
		in.KeySchema = append(in.KeySchema, types.KeySchemaElement{AttributeName: &sort, KeyType: types.KeyTypeRange})
	}
	return in
}

// give puts accounts by the SDK's client.
func (b *bank) give(t *testing.T, accounts ...account) {
	t.Helper()
	for _, a := range accounts {
		it, err := b.accounts.Encode(a)
		require.NoError(t, err)
		_, err = b.truth.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: ptr("accounts"), Item: it})
		require.NoError(t, err)
	}
}

// has returns what the table has, by the SDK's client.
func (b *bank) has(t *testing.T, id string) api.Result[account] {
	t.Helper()
	out, err := b.truth.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: ptr("accounts"), Key: item{"id": text(id)}})
	require.NoError(t, err)
	if out.Item == nil {
		return api.Result[account]{}
	}
	a, err := b.accounts.Decode(out.Item)
	require.NoError(t, err)
	return api.Result[account]{Item: a, Found: true}
}

func ptr[T any](v T) *T { return &v }

// inBothFaces runs a test in each face.
func inBothFaces(t *testing.T, test func(t *testing.T, sync bool)) {
	t.Run("async", func(t *testing.T) { test(t, false) })
	t.Run("sync", func(t *testing.T) { test(t, true) })
}
