package tables

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// face is a typed table in one of its faces: the sync one as it is, the async one awaited.
type face[T any] interface {
	Name() string
	Encode(item T) (map[string]types.AttributeValue, error)
	Decode(item map[string]types.AttributeValue) (T, error)
	KeyOf(item T) (api.Key, error)
	FailedItem(err error) (api.Result[T], error)
	From(found api.TxItem) (api.Result[T], error)

	Get(ctx context.Context, key api.Key, opts ...api.GetOption) (api.Result[T], error)
	GetMany(ctx context.Context, keys []api.Key, opts ...api.GetOption) ([]api.Result[T], error)
	Put(ctx context.Context, item T, opts ...api.PutOption) (api.Result[T], error)
	PutMany(ctx context.Context, items []T, opts ...api.PutOption) ([]api.Result[T], error)
	Delete(ctx context.Context, key api.Key, opts ...api.DeleteOption) (api.Result[T], error)
	DeleteMany(ctx context.Context, keys []api.Key, opts ...api.DeleteOption) ([]api.Result[T], error)
	Update(ctx context.Context, key api.Key, update expression.UpdateBuilder, opts ...api.UpdateOption) (api.Result[T], error)

	Query(ctx context.Context, q api.Query) iter.Seq2[T, error]
	QueryCount(ctx context.Context, q api.Query) (int64, error)
	Scan(ctx context.Context, scan api.Scan) iter.Seq2[T, error]
	ScanCount(ctx context.Context, scan api.Scan) (int64, error)

	TxPut(item T, opts ...api.WriteOption) api.TxWrite
	TxDelete(key api.Key, opts ...api.WriteOption) api.TxWrite
	TxUpdate(key api.Key, update expression.UpdateBuilder, opts ...api.WriteOption) api.TxWrite
	TxCheck(key api.Key, condition expression.ConditionBuilder, opts ...api.WriteOption) api.TxWrite
	TxGet(key api.Key, opts ...api.GetOption) api.TxGet

	Execute(ctx context.Context, statement api.Statement) iter.Seq2[T, error]
	ExecuteBatch(ctx context.Context, statements []api.Statement) ([]api.Result[T], error)
	ExecuteTransaction(ctx context.Context, statements []api.Statement, opts ...api.TxOption) ([]api.Result[T], error)

	CreateTable(ctx context.Context, opts ...api.CreateOption) (*types.TableDescription, error)
	WaitForTable(ctx context.Context) (*types.TableDescription, error)
	DescribeTable(ctx context.Context) (*types.TableDescription, error)
	DeleteTable(ctx context.Context) (*types.TableDescription, error)
	TableExists(ctx context.Context) (bool, error)
	EnableTTL(ctx context.Context) (*types.TimeToLiveSpecification, error)
}

// executorFace is the executor in one of its faces.
type executorFace interface {
	TransactWrite(ctx context.Context, writes []api.TxWrite, opts ...api.TxOption) (*dynamodb.TransactWriteItemsOutput, error)
	TransactGet(ctx context.Context, gets []api.TxGet, opts ...api.TxOption) ([]api.TxItem, error)
}

var (
	_ face[any]    = (*api.SyncTable[any])(nil)
	_ face[any]    = awaited[any]{}
	_ executorFace = (*api.SyncExecutor)(nil)
	_ executorFace = awaitedExecutor{}
)

// The async face, awaited.
type (
	awaited[T any]  struct{ *api.Table[T] }
	awaitedExecutor struct{ *api.Executor }
)

func (a awaited[T]) Get(ctx context.Context, key api.Key, opts ...api.GetOption) (api.Result[T], error) {
	return a.Table.Get(ctx, key, opts...).Await(ctx)
}

func (a awaited[T]) GetMany(ctx context.Context, keys []api.Key, opts ...api.GetOption) ([]api.Result[T], error) {
	return a.Table.GetMany(ctx, keys, opts...).Await(ctx)
}

func (a awaited[T]) Put(ctx context.Context, item T, opts ...api.PutOption) (api.Result[T], error) {
	return a.Table.Put(ctx, item, opts...).Await(ctx)
}

func (a awaited[T]) PutMany(ctx context.Context, items []T, opts ...api.PutOption) ([]api.Result[T], error) {
	return a.Table.PutMany(ctx, items, opts...).Await(ctx)
}

func (a awaited[T]) Delete(ctx context.Context, key api.Key, opts ...api.DeleteOption) (api.Result[T], error) {
	return a.Table.Delete(ctx, key, opts...).Await(ctx)
}

func (a awaited[T]) DeleteMany(ctx context.Context, keys []api.Key, opts ...api.DeleteOption) ([]api.Result[T], error) {
	return a.Table.DeleteMany(ctx, keys, opts...).Await(ctx)
}

func (a awaited[T]) Update(ctx context.Context, key api.Key, update expression.UpdateBuilder, opts ...api.UpdateOption) (api.Result[T], error) {
	return a.Table.Update(ctx, key, update, opts...).Await(ctx)
}

// Query asks anew each time it's ranged over, as the sync face does.
func (a awaited[T]) Query(ctx context.Context, q api.Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { a.Table.Query(ctx, q).All(ctx)(yield) }
}

func (a awaited[T]) QueryCount(ctx context.Context, q api.Query) (int64, error) {
	return a.Table.QueryCount(ctx, q).Await(ctx)
}

func (a awaited[T]) Scan(ctx context.Context, scan api.Scan) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { a.Table.Scan(ctx, scan).All(ctx)(yield) }
}

func (a awaited[T]) ScanCount(ctx context.Context, scan api.Scan) (int64, error) {
	return a.Table.ScanCount(ctx, scan).Await(ctx)
}

func (a awaited[T]) Execute(ctx context.Context, statement api.Statement) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { a.Table.Execute(ctx, statement).All(ctx)(yield) }
}

func (a awaited[T]) ExecuteBatch(ctx context.Context, statements []api.Statement) ([]api.Result[T], error) {
	return a.Table.ExecuteBatch(ctx, statements).Await(ctx)
}

func (a awaited[T]) ExecuteTransaction(ctx context.Context, statements []api.Statement, opts ...api.TxOption) ([]api.Result[T], error) {
	return a.Table.ExecuteTransaction(ctx, statements, opts...).Await(ctx)
}

func (a awaited[T]) CreateTable(ctx context.Context, opts ...api.CreateOption) (*types.TableDescription, error) {
	return a.Table.CreateTable(ctx, opts...).Await(ctx)
}

func (a awaited[T]) WaitForTable(ctx context.Context) (*types.TableDescription, error) {
	return a.Table.WaitForTable(ctx).Await(ctx)
}

func (a awaited[T]) DescribeTable(ctx context.Context) (*types.TableDescription, error) {
	return a.Table.DescribeTable(ctx).Await(ctx)
}

func (a awaited[T]) DeleteTable(ctx context.Context) (*types.TableDescription, error) {
	return a.Table.DeleteTable(ctx).Await(ctx)
}

func (a awaited[T]) TableExists(ctx context.Context) (bool, error) {
	return a.Table.TableExists(ctx).Await(ctx)
}

func (a awaited[T]) EnableTTL(ctx context.Context) (*types.TimeToLiveSpecification, error) {
	return a.Table.EnableTTL(ctx).Await(ctx)
}

func (a awaitedExecutor) TransactWrite(ctx context.Context, writes []api.TxWrite, opts ...api.TxOption) (*dynamodb.TransactWriteItemsOutput, error) {
	return a.Executor.TransactWrite(ctx, writes, opts...).Await(ctx)
}

func (a awaitedExecutor) TransactGet(ctx context.Context, gets []api.TxGet, opts ...api.TxOption) ([]api.TxItem, error) {
	return a.Executor.TransactGet(ctx, gets, opts...).Await(ctx)
}
