package api_test

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// item is the SDK's type of items and keys.
type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func number(n int) types.AttributeValue  { return &types.AttributeValueMemberN{Value: strconv.Itoa(n)} }

// inMemory is the client of the examples: a DynamoDB with tables whose partition key is the string id.
// A program has dynamodb.NewFromConfig(cfg) in its place.
func inMemory() *memory { return &memory{tables: map[string]map[string]item{"orders": {}}} }

type memory struct {
	api.DynamoDB // nil: an operation that isn't here panics
	mu           sync.Mutex
	tables       map[string]map[string]item
}

// latency is long enough for an example to ask for much before the first answer.
const latency = 10 * time.Millisecond

// use calls f with a table, after the time that a call takes.
func (m *memory) use(ctx context.Context, table *string, f func(map[string]item) error) error {
	select {
	case <-time.After(latency):
	case <-ctx.Done():
		return ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.tables[aws.ToString(table)]
	if t == nil {
		return &types.ResourceNotFoundException{Message: aws.String("Requested resource not found")}
	}
	return f(t)
}

func id(it item) string {
	s, _ := it["id"].(*types.AttributeValueMemberS)
	return s.Value
}

func (m *memory) DescribeTable(ctx context.Context, in *dynamodb.DescribeTableInput, _ ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	return &dynamodb.DescribeTableOutput{Table: &types.TableDescription{
		KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	}}, m.use(ctx, in.TableName, func(map[string]item) error { return nil })
}

func (m *memory) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return &dynamodb.PutItemOutput{}, m.use(ctx, in.TableName, func(t map[string]item) error {
		if in.ConditionExpression != nil && t[id(in.Item)] != nil {
			return &types.ConditionalCheckFailedException{Message: aws.String("The conditional request failed")}
		}
		t[id(in.Item)] = maps.Clone(in.Item)
		return nil
	})
}

func (m *memory) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (out *dynamodb.GetItemOutput, err error) {
	out = &dynamodb.GetItemOutput{}
	return out, m.use(ctx, in.TableName, func(t map[string]item) error {
		out.Item = maps.Clone(t[id(in.Key)])
		return nil
	})
}

// UpdateItem knows one expression: ADD n :n.
func (m *memory) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return &dynamodb.UpdateItemOutput{}, m.use(ctx, in.TableName, func(t map[string]item) error {
		it := maps.Clone(in.Key)
		maps.Copy(it, t[id(in.Key)])
		it["n"] = number(amount(it) + amount(item{"n": in.ExpressionAttributeValues[":n"]}))
		t[id(in.Key)] = it
		return nil
	})
}

// amount is the attribute n, 0 if there's none.
func amount(it item) int {
	n, ok := it["n"].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil {
		panic(err)
	}
	return i
}

func (m *memory) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	for table, writes := range in.RequestItems {
		return &dynamodb.BatchWriteItemOutput{}, m.use(ctx, &table, func(t map[string]item) error {
			for _, w := range writes {
				t[id(w.PutRequest.Item)] = maps.Clone(w.PutRequest.Item)
			}
			return nil
		})
	}
	panic("a batch without a table")
}

func (m *memory) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]item{}}
	for table, request := range in.RequestItems {
		return out, m.use(ctx, &table, func(t map[string]item) error {
			for _, key := range request.Keys {
				if it := t[id(key)]; it != nil {
					out.Responses[table] = append(out.Responses[table], maps.Clone(it))
				}
			}
			return nil
		})
	}
	panic("a batch without a table")
}

func (m *memory) Scan(ctx context.Context, in *dynamodb.ScanInput, _ ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	out := &dynamodb.ScanOutput{}
	return out, m.use(ctx, in.TableName, func(t map[string]item) error {
		for _, key := range slices.Sorted(maps.Keys(t)) {
			out.Items = append(out.Items, maps.Clone(t[key]))
		}
		out.Count = int32(len(out.Items))
		return nil
	})
}
