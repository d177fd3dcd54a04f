package api_test

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// Operations that no batch can carry go as they are, under the same two faces.

// filled is an executor on a table with three orders.
func filled() *api.Executor {
	ctx, ex := context.Background(), open()
	for i := range 3 {
		must(ex.PutItem(ctx, order(i)).Await(ctx))
	}
	return ex
}

func key(i int) item { return item{"id": text(fmt.Sprintf("order/%d", i))} }

func ExampleExecutor_DeleteItem() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	in := &dynamodb.DeleteItemInput{TableName: &orders, Key: key(2), ReturnValues: types.ReturnValueAllOld}
	old := must(ex.DeleteItem(ctx, in).Await(ctx))
	fmt.Println(amount(old.Attributes))
	// Output: 2
}

func ExampleSyncExecutor_DeleteItem() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	in := &dynamodb.DeleteItemInput{TableName: &orders, Key: key(2), ReturnValues: types.ReturnValueAllOld}
	old := must(db.DeleteItem(ctx, in))
	fmt.Println(amount(old.Attributes))
	// Output: 2
}

func queryOne() *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		TableName: &orders, KeyConditionExpression: aws.String("id = :id"),
		ExpressionAttributeValues: item{":id": text("order/1")},
	}
}

func ExampleExecutor_Query() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.Query(ctx, queryOne()).Await(ctx))
	fmt.Println(out.Count)
	// Output: 1
}

func ExampleSyncExecutor_Query() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.Query(ctx, queryOne()))
	fmt.Println(out.Count)
	// Output: 1
}

func ExampleExecutor_Scan() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.Scan(ctx, &dynamodb.ScanInput{TableName: &orders}).Await(ctx))
	fmt.Println(out.Count)
	// Output: 3
}

func ExampleSyncExecutor_Scan() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.Scan(ctx, &dynamodb.ScanInput{TableName: &orders}))
	fmt.Println(out.Count)
	// Output: 3
}

func twoKeys() *dynamodb.BatchGetItemInput {
	return &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{orders: {Keys: []item{key(0), key(1)}}}}
}

// A batch of your own goes as it is. PutItem, GetItem and DeleteItem make batches without one.
func ExampleExecutor_BatchGetItem() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.BatchGetItem(ctx, twoKeys()).Await(ctx))
	fmt.Println(len(out.Responses[orders]))
	// Output: 2
}

func ExampleSyncExecutor_BatchGetItem() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.BatchGetItem(ctx, twoKeys()))
	fmt.Println(len(out.Responses[orders]))
	// Output: 2
}

func twoWrites() *dynamodb.BatchWriteItemInput {
	return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{orders: {
		{PutRequest: &types.PutRequest{Item: order(7).Item}},
		{DeleteRequest: &types.DeleteRequest{Key: key(0)}},
	}}}
}

func ExampleExecutor_BatchWriteItem() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.BatchWriteItem(ctx, twoWrites()).Await(ctx))
	fmt.Println(len(out.UnprocessedItems), "unprocessed")
	// Output: 0 unprocessed
}

func ExampleSyncExecutor_BatchWriteItem() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.BatchWriteItem(ctx, twoWrites()))
	fmt.Println(len(out.UnprocessedItems), "unprocessed")
	// Output: 0 unprocessed
}

func getsInOne() *dynamodb.TransactGetItemsInput {
	get := func(i int) types.TransactGetItem {
		return types.TransactGetItem{Get: &types.Get{TableName: &orders, Key: key(i)}}
	}
	return &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{get(1), get(2)}}
}

func ExampleExecutor_TransactGetItems() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.TransactGetItems(ctx, getsInOne()).Await(ctx))
	fmt.Println(amount(out.Responses[0].Item), amount(out.Responses[1].Item))
	// Output: 1 2
}

func ExampleSyncExecutor_TransactGetItems() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.TransactGetItems(ctx, getsInOne()))
	fmt.Println(amount(out.Responses[0].Item), amount(out.Responses[1].Item))
	// Output: 1 2
}

func writesInOne() *dynamodb.TransactWriteItemsInput {
	return &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &orders, Item: order(8).Item}},
		{Delete: &types.Delete{TableName: &orders, Key: key(0)}},
	}}
}

// The executor gives it a token, which stays the same in all its attempts.
func ExampleExecutor_TransactWriteItems() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	_, err := ex.TransactWriteItems(ctx, writesInOne()).Await(ctx)
	fmt.Println(err)
	// Output: <nil>
}

func ExampleSyncExecutor_TransactWriteItems() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	_, err := db.TransactWriteItems(ctx, writesInOne())
	fmt.Println(err)
	// Output: <nil>
}

var selectOne = `SELECT * FROM "orders" WHERE id = ?`

func selected() *dynamodb.ExecuteStatementInput {
	return &dynamodb.ExecuteStatementInput{Statement: &selectOne, Parameters: []types.AttributeValue{text("order/1")}}
}

func ExampleExecutor_ExecuteStatement() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.ExecuteStatement(ctx, selected()).Await(ctx))
	fmt.Println(amount(out.Items[0]))
	// Output: 1
}

func ExampleSyncExecutor_ExecuteStatement() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.ExecuteStatement(ctx, selected()))
	fmt.Println(amount(out.Items[0]))
	// Output: 1
}

func statements() *dynamodb.BatchExecuteStatementInput {
	return &dynamodb.BatchExecuteStatementInput{Statements: []types.BatchStatementRequest{
		{Statement: &selectOne, Parameters: []types.AttributeValue{text("order/2")}},
		{Statement: aws.String(`SELECT * FROM "nowhere" WHERE id = ?`), Parameters: []types.AttributeValue{text("order/2")}},
	}}
}

// A batch of statements succeeds even if some of them fail: look at each.
func ExampleExecutor_BatchExecuteStatement() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.BatchExecuteStatement(ctx, statements()).Await(ctx))
	fmt.Println(amount(out.Responses[0].Item), out.Responses[1].Error.Code)
	// Output: 2 ResourceNotFound
}

func ExampleSyncExecutor_BatchExecuteStatement() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.BatchExecuteStatement(ctx, statements()))
	fmt.Println(amount(out.Responses[0].Item), out.Responses[1].Error.Code)
	// Output: 2 ResourceNotFound
}

func statementsInOne() *dynamodb.ExecuteTransactionInput {
	return &dynamodb.ExecuteTransactionInput{TransactStatements: []types.ParameterizedStatement{
		{Statement: &selectOne, Parameters: []types.AttributeValue{text("order/1")}},
		{Statement: &selectOne, Parameters: []types.AttributeValue{text("order/2")}},
	}}
}

func ExampleExecutor_ExecuteTransaction() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.ExecuteTransaction(ctx, statementsInOne()).Await(ctx))
	fmt.Println(amount(out.Responses[0].Item), amount(out.Responses[1].Item))
	// Output: 1 2
}

func ExampleSyncExecutor_ExecuteTransaction() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.ExecuteTransaction(ctx, statementsInOne()))
	fmt.Println(amount(out.Responses[0].Item), amount(out.Responses[1].Item))
	// Output: 1 2
}

// Tables, backups and whatever else DynamoDB's API has goes through the executor as well.
func ExampleExecutor_DescribeTable() {
	ctx, ex := context.Background(), filled()
	defer ex.Close(ctx)

	out := must(ex.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &orders}).Await(ctx))
	fmt.Println(out.Table.TableStatus)
	// Output: ACTIVE
}

func ExampleSyncExecutor_DescribeTable() {
	ctx, db := context.Background(), filled().Sync()
	defer db.Close(ctx)

	out := must(db.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &orders}))
	fmt.Println(out.Table.TableStatus)
	// Output: ACTIVE
}

// searching stands for a DynamoDB with a vector index, which api/local doesn't have.
type searching struct{ api.DynamoDB }

func (searching) SearchVectors(context.Context, *dynamodb.SearchVectorsInput, ...func(*dynamodb.Options)) (*dynamodb.SearchVectorsOutput, error) {
	return &dynamodb.SearchVectorsOutput{}, nil
}

func search() *api.Executor {
	ex, err := api.Open(searching{})
	if err != nil {
		log.Fatal(err)
	}
	return ex
}

func ExampleExecutor_SearchVectors() {
	ctx, ex := context.Background(), search()
	defer ex.Close(ctx)

	_, err := ex.SearchVectors(ctx, &dynamodb.SearchVectorsInput{TableName: &orders}).Await(ctx)
	fmt.Println(err)
	// Output: <nil>
}

func ExampleSyncExecutor_SearchVectors() {
	ctx, db := context.Background(), search().Sync()
	defer db.Close(ctx)

	_, err := db.SearchVectors(ctx, &dynamodb.SearchVectorsInput{TableName: &orders})
	fmt.Println(err)
	// Output: <nil>
}
