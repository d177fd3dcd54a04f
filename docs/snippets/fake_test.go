package snippets

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/api"
)

// latency is how long the fake takes for any call.
const latency = 3 * time.Millisecond

// fake is a DynamoDB in memory with one table, orders, whose partition key is the string id. It
// knows as much of DynamoDB as the pages need.
type fake struct {
	api.DynamoDB // nil: an operation that isn't here panics, which the executor answers with an error

	mu    sync.Mutex
	items map[string]item
	// calls are the operations in the order in which they were asked for.
	calls []string
	// fault, if set, is asked before each call; an error is the call's answer.
	fault func(operation string) error
	// unprocessed is how many items the next batches give back.
	unprocessed int
}

func newFake() *fake { return &fake{items: map[string]item{}} }

func (f *fake) called(ctx context.Context, operation string) error {
	f.mu.Lock()
	f.calls = append(f.calls, operation)
	fault := f.fault
	f.mu.Unlock()
	select {
	case <-time.After(latency):
	case <-ctx.Done():
		return failed(operation, &smithy.CanceledError{Err: ctx.Err()})
	}
	if fault != nil {
		if err := fault(operation); err != nil {
			return failed(operation, err)
		}
	}
	return nil
}

// failed wraps an error as the SDK does.
func failed(operation string, err error) error {
	return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: operation, Err: err}
}

func invalid(operation, message string) error {
	return failed(operation, &smithy.GenericAPIError{Code: "ValidationException", Message: message})
}

func (f *fake) count(operation string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, call := range f.calls {
		if call == operation {
			n++
		}
	}
	return n
}

func (f *fake) has(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.items[id] != nil
}

func (f *fake) store(items ...item) *fake {
	for _, it := range items {
		id, _ := idOf(it)
		f.items[id] = it
	}
	return f
}

// idOf is the key of an item, if it has a valid one.
func idOf(it item) (string, bool) {
	id, ok := it["id"].(*types.AttributeValueMemberS)
	if !ok {
		return "", false
	}
	return id.Value, id.Value != ""
}

func (f *fake) find(operation string, table *string, it item) (string, error) {
	if aws.ToString(table) != "orders" {
		return "", failed(operation, &types.ResourceNotFoundException{Message: aws.String("Requested resource not found")})
	}
	id, ok := idOf(it)
	if !ok {
		return "", invalid(operation, "One or more parameter values were invalid: Type mismatch for key id expected: S")
	}
	return id, nil
}

func (f *fake) DescribeTable(ctx context.Context, in *dynamodb.DescribeTableInput, _ ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	if err := f.called(ctx, "DescribeTable"); err != nil {
		return nil, err
	}
	if _, err := f.find("DescribeTable", in.TableName, item{"id": text("any")}); err != nil {
		return nil, err
	}
	return &dynamodb.DescribeTableOutput{Table: &types.TableDescription{
		TableName: in.TableName,
		KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	}}, nil
}

func (f *fake) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	if err := f.called(ctx, "PutItem"); err != nil {
		return nil, err
	}
	id, err := f.find("PutItem", in.TableName, in.Item)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if in.ConditionExpression != nil && f.items[id] != nil {
		return nil, failed("PutItem", &types.ConditionalCheckFailedException{Message: aws.String("The conditional request failed")})
	}
	f.items[id] = maps.Clone(in.Item)
	return &dynamodb.PutItemOutput{}, nil
}

func (f *fake) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	if err := f.called(ctx, "GetItem"); err != nil {
		return nil, err
	}
	id, err := f.find("GetItem", in.TableName, in.Key)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return &dynamodb.GetItemOutput{Item: maps.Clone(f.items[id])}, nil
}

func (f *fake) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	if err := f.called(ctx, "DeleteItem"); err != nil {
		return nil, err
	}
	id, err := f.find("DeleteItem", in.TableName, in.Key)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.items, id)
	return &dynamodb.DeleteItemOutput{}, nil
}

// UpdateItem knows one expression: ADD total :n.
func (f *fake) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	if err := f.called(ctx, "UpdateItem"); err != nil {
		return nil, err
	}
	id, err := f.find("UpdateItem", in.TableName, in.Key)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.UpdateExpression) != "ADD total :n" {
		return nil, invalid("UpdateItem", "Invalid UpdateExpression")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	it := maps.Clone(f.items[id])
	if it == nil {
		it = maps.Clone(in.Key)
	}
	it["total"] = number(valueOf(it["total"]) + valueOf(in.ExpressionAttributeValues[":n"]))
	f.items[id] = it
	return &dynamodb.UpdateItemOutput{}, nil
}

func valueOf(v types.AttributeValue) int {
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil {
		panic(err)
	}
	return i
}

// BatchWriteItem refuses a batch for any bad item in it, as DynamoDB does.
func (f *fake) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	if err := f.called(ctx, "BatchWriteItem"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out := &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{}}
	for table, writes := range in.RequestItems {
		seen := map[string]bool{}
		for _, w := range writes {
			id, err := f.find("BatchWriteItem", &table, keyOf(w))
			if err != nil {
				return nil, err
			}
			if seen[id] || len(writes) > 25 {
				return nil, invalid("BatchWriteItem", "Provided list of item keys contains duplicates")
			}
			seen[id] = true
		}
		for _, w := range writes {
			id, _ := idOf(keyOf(w))
			switch {
			case f.unprocessed > 0:
				f.unprocessed--
				out.UnprocessedItems[table] = append(out.UnprocessedItems[table], w)
			case w.PutRequest != nil:
				f.items[id] = maps.Clone(w.PutRequest.Item)
			default:
				delete(f.items, id)
			}
		}
	}
	return out, nil
}

func keyOf(w types.WriteRequest) item {
	if w.PutRequest != nil {
		return w.PutRequest.Item
	}
	return w.DeleteRequest.Key
}

func (f *fake) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	if err := f.called(ctx, "BatchGetItem"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}}
	for table, request := range in.RequestItems {
		for _, key := range request.Keys {
			id, err := f.find("BatchGetItem", &table, key)
			if err != nil {
				return nil, err
			}
			if it := f.items[id]; it != nil {
				out.Responses[table] = append(out.Responses[table], maps.Clone(it))
			}
		}
	}
	return out, nil
}

// Scan answers in pages of ten items.
func (f *fake) Scan(ctx context.Context, in *dynamodb.ScanInput, _ ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	if err := f.called(ctx, "Scan"); err != nil {
		return nil, err
	}
	if _, err := f.find("Scan", in.TableName, item{"id": text("any")}); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	from, _ := idOf(in.ExclusiveStartKey)
	out := &dynamodb.ScanOutput{}
	for _, id := range slices.Sorted(maps.Keys(f.items)) {
		if id <= from {
			continue
		}
		if len(out.Items) == 10 {
			last, _ := idOf(out.Items[9])
			out.LastEvaluatedKey = item{"id": text(last)}
			break
		}
		out.Items = append(out.Items, maps.Clone(f.items[id]))
	}
	out.Count = int32(len(out.Items))
	return out, nil
}

// numbered makes n orders.
func numbered(n int) []item {
	orders := make([]item, n)
	for i := range orders {
		orders[i] = item{"id": text(fmt.Sprintf("order/%04d", i)), "total": number(i)}
	}
	return orders
}
