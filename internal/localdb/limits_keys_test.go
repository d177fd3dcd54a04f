package localdb

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// sortedItem is an item of the table "sorted", with others' attributes in place of its own.
func sortedItem(others avMap) *dynamodb.PutItemInput {
	item := avMap{"pk": s("a"), "sk": s("b")}
	for name, v := range others {
		item[name] = v
	}
	return &dynamodb.PutItemInput{TableName: ptr.String("sorted"), Item: item}
}

func sortedKey(pk, sk string) avMap { return avMap{"pk": s(pk), "sk": s(sk)} }

func sortedQuery(pk, sk string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		TableName: ptr.String("sorted"), KeyConditionExpression: ptr.String("pk = :p AND sk = :s"),
		ExpressionAttributeValues: avMap{":p": s(pk), ":s": s(sk)},
	}
}

func TestTheLimitsOfKeys(t *testing.T) {
	const partition = quotas + "Partition keys and sort keys, Partition key length"
	const sort = quotas + "Partition keys and sort keys, Sort key length"
	const bigPartition = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes" // sic
	const bigSort = "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
	start := func(pk, sk string) *dynamodb.ScanInput {
		return &dynamodb.ScanInput{TableName: ptr.String("sorted"), ExclusiveStartKey: sortedKey(pk, sk)}
	}
	requireLimits(t, []limit{
		{name: "partition key of 2,048 bytes in PutItem", source: partition, edges: most(2048),
			request: func(n int) any { return sortedItem(sortedKey(x(n), "b")) }, message: bigPartition},
		{name: "partition key of 2,048 bytes in GetItem", source: partition, edges: most(2048),
			request: func(n int) any {
				return &dynamodb.GetItemInput{TableName: ptr.String("sorted"), Key: sortedKey(x(n), "b")}
			}, message: bigPartition},
		{name: "partition key of 2,048 bytes in DeleteItem", source: partition, edges: most(2048),
			request: func(n int) any {
				return &dynamodb.DeleteItemInput{TableName: ptr.String("sorted"), Key: sortedKey(x(n), "b")}
			}, message: bigPartition},
		{name: "partition key of 2,048 bytes in BatchGetItem", source: partition, edges: most(2048),
			request: func(n int) any {
				return &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"sorted": {Keys: []avMap{sortedKey(x(n), "b")}}}}
			}, message: bigPartition},
		{name: "partition key of 2,048 bytes in BatchWriteItem", source: partition, edges: most(2048),
			request: func(n int) any {
				return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"sorted": batchPut(sortedKey(x(n), "b"))}}
			}, message: bigPartition},
		{name: "partition key of 2,048 bytes in Query", source: partition, edges: most(2048),
			request: func(n int) any { return sortedQuery(x(n), "b") }, message: bigPartition},
		{name: "partition key of 2,048 bytes in ExclusiveStartKey", source: partition, edges: most(2048),
			request: func(n int) any { return start(x(n), "b") }, message: "The provided starting key is invalid: " + bigPartition},
		{name: "partition key of 2,048 bytes in INSERT", source: partition, edges: most(2048),
			request: func(n int) any { return statementOf(`INSERT INTO "sorted" VALUE {'pk':?,'sk':'b'}`, s(x(n))) }, message: bigPartition},
		{name: "partition key of 2,048 bytes, of more than one each", source: partition, edges: edges{2048 / 2, 2048/2 + 1},
			request: func(n int) any { return sortedItem(sortedKey(strings.Repeat("é", n), "b")) }, message: bigPartition},
		{name: "partition key of 1 byte", source: partition, edges: least(1),
			request: func(n int) any { return sortedItem(sortedKey(x(n), "b")) },
			message: "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},

		{name: "sort key of 1,024 bytes in PutItem", source: sort, edges: most(1024),
			request: func(n int) any { return sortedItem(sortedKey("a", x(n))) }, message: bigSort},
		{name: "sort key of 1,024 bytes in UpdateItem", source: sort, edges: most(1024),
			request: func(n int) any {
				return &dynamodb.UpdateItemInput{TableName: ptr.String("sorted"), Key: sortedKey("a", x(n))}
			}, message: bigSort},
		{name: "sort key of 1,024 bytes in TransactWriteItems", source: sort, edges: most(1024),
			request: func(n int) any {
				return &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Delete: &types.Delete{
					TableName: ptr.String("sorted"), Key: sortedKey("a", x(n)),
				}}}}
			}, code: "TransactionCanceledException", message: "Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]",
			reason: bigSort},
		{name: "sort key of 1,024 bytes in Query", source: sort, edges: most(1024),
			request: func(n int) any { return sortedQuery("a", x(n)) }, message: bigSort},
		{name: "sort key of 1,024 bytes in ExclusiveStartKey", source: sort, edges: most(1024),
			request: func(n int) any { return start("a", x(n)) }, message: "The provided starting key is invalid: " + bigSort},
		{name: "sort key of 1 byte", source: sort, edges: least(1),
			request: func(n int) any { return sortedItem(sortedKey("a", x(n))) },
			message: "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk"},
	})
}

func TestTheLimitsOfIndexKeys(t *testing.T) {
	const partition = quotas + "Partition keys and sort keys, Partition key length"
	const sort = quotas + "Partition keys and sort keys, Sort key length"
	tooLarge := func(key, actual, limit, index string) string {
		return "One or more parameter values were invalid: Size limit exceeded for Index Key " + key +
			" Actual Size: " + actual + " bytes Max Size: " + limit + " bytes IndexName: " + index
	}
	bigPartition := tooLarge("g", "2049", "2048", "by-g")
	bigSort := tooLarge("h", "1025", "1024", "by-g")
	bigLocal := tooLarge("l", "1025", "1024", "by-l")
	binary := func(n int) types.AttributeValue { return &types.AttributeValueMemberB{Value: make([]byte, n)} }
	update := func(name string, v types.AttributeValue) any {
		in := updateOf(name, v)
		in.TableName, in.Key = ptr.String("sorted"), sortedKey("a", "b")
		return in
	}
	const empty = "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty "
	requireLimits(t, []limit{
		{name: "index partition key of 2,048 bytes in PutItem", source: partition, edges: most(2048),
			request: func(n int) any { return sortedItem(avMap{"g": binary(n)}) }, message: bigPartition},
		{name: "index partition key of 2,048 bytes in UpdateItem", source: partition, edges: most(2048),
			request: func(n int) any { return update("g", binary(n)) }, message: bigPartition},
		{name: "index partition key of 1 byte", source: partition, edges: least(1),
			request: func(n int) any { return sortedItem(avMap{"g": binary(n)}) }, message: empty + "binary value. IndexName: by-g, IndexKey: g"},
		{name: "index sort key of 1,024 bytes in PutItem", source: sort, edges: most(1024),
			request: func(n int) any { return sortedItem(avMap{"h": s(x(n))}) }, message: bigSort},
		{name: "index sort key of 1,024 bytes in UpdateItem", source: sort, edges: most(1024),
			request: func(n int) any { return update("h", s(x(n))) }, message: bigSort},
		{name: "index sort key of 1,024 bytes in INSERT", source: sort, edges: most(1024),
			request: func(n int) any {
				return statementOf(`INSERT INTO "sorted" VALUE {'pk':'a','sk':'b','h':?}`, s(x(n)))
			}, message: bigSort},
		{name: "local index's sort key of 1,024 bytes in PutItem", source: sort, edges: most(1024),
			request: func(n int) any { return sortedItem(avMap{"l": s(x(n))}) }, message: bigLocal},
		{name: "local index's sort key of 1,024 bytes in BatchWriteItem", source: sort, edges: most(1024),
			request: func(n int) any {
				return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"sorted": batchPut(sortedItem(avMap{"l": s(x(n))}).Item)}}
			}, message: bigLocal},
		{name: "local index's sort key of 1 byte", source: sort, edges: least(1),
			request: func(n int) any { return sortedItem(avMap{"l": s(x(n))}) }, message: empty + "string value. IndexName: by-l, IndexKey: l"},
	})
}
