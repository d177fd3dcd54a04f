package localdb

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// smallItems are n items, or keys, of the table "plain".
func smallItems(n int) []avMap {
	items := make([]avMap, n)
	for i := range items {
		items[i] = avMap{"pk": s(fmt.Sprintf("%03d", i))}
	}
	return items
}

// itemsOf are items of size bytes together, none of them larger than 400 KB.
func itemsOf(size int) []avMap {
	var items []avMap
	const each = 380 << 10
	for i := 0; size > 0; i++ {
		n := min(size, each)
		items = append(items, itemOf(fmt.Sprintf("%03d", i), n))
		size -= n
	}
	return items
}

func keysOf(items []avMap) []avMap {
	keys := make([]avMap, len(items))
	for i, item := range items {
		keys[i] = avMap{"pk": item["pk"]}
	}
	return keys
}

func batchGet(keys []avMap) *dynamodb.BatchGetItemInput {
	return &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"plain": {Keys: keys}}}
}

func batchWrite(items []avMap) *dynamodb.BatchWriteItemInput {
	return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"plain": batchPut(items...)}}
}

func transactGet(keys []avMap) *dynamodb.TransactGetItemsInput {
	in := &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{}}
	for _, key := range keys {
		in.TransactItems = append(in.TransactItems, types.TransactGetItem{Get: &types.Get{TableName: ptr.String("plain"), Key: key}})
	}
	return in
}

// putAll are requests that put items one by one.
func putAll(items []avMap) []any {
	requests := make([]any, len(items))
	for i, item := range items {
		requests[i] = putOf(item)
	}
	return requests
}

func TestTheLimitsOfBatches(t *testing.T) {
	const write = reference + "BatchWriteItem, RequestItems"
	const get = reference + "BatchGetItem, RequestItems"
	const duplicates = "Provided list of item keys contains duplicates"
	// twice has one key more often than n times.
	twice := func(n int) []avMap { return append(smallItems(2), smallItems(n)[n-1]) }
	requireLimits(t, []limit{
		{name: "25 requests in BatchWriteItem", source: write, edges: most(25),
			request: func(n int) any { return batchWrite(smallItems(n)) },
			message: oneError + "Value at 'RequestItems.plain.member' failed to satisfy constraint: Member must have length less than or equal to 25"},
		{name: "25 requests in BatchWriteItem for two tables", source: write, edges: most(25),
			request: func(n int) any {
				in := batchWrite(smallItems(n - 1))
				in.RequestItems["sorted"] = batchPut(sortedKey("a", "b"))
				return in
			}, message: "Too many items requested for the BatchWriteItem call"},
		{name: "1 request in BatchWriteItem", source: write, edges: least(1),
			request: func(n int) any { return batchWrite(smallItems(n)) },
			message: oneError + "Value at 'RequestItems.plain.member' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{name: "one write of an item in BatchWriteItem", source: write, edges: edges{3, 2},
			request: func(n int) any { return batchWrite(twice(n)) }, message: duplicates},
		{name: "one write or delete of an item in BatchWriteItem", source: write, edges: edges{3, 2},
			request: func(n int) any {
				in := batchWrite(smallItems(2))
				in.RequestItems["plain"] = append(in.RequestItems["plain"], types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: smallItems(n)[n-1]}})
				return in
			}, message: duplicates},

		{name: "100 keys in BatchGetItem", source: get, edges: most(100),
			request: func(n int) any { return batchGet(smallItems(n)) },
			message: oneError + "Value at 'RequestItems.plain.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100"},
		{name: "100 keys in BatchGetItem of two tables", source: get, edges: most(100),
			request: func(n int) any {
				in := batchGet(smallItems(n - 1))
				in.RequestItems["sorted"] = types.KeysAndAttributes{Keys: []avMap{sortedKey("a", "b")}}
				return in
			}, message: "Too many items requested for the BatchGetItem call"},
		{name: "1 key in BatchGetItem", source: get, edges: least(1),
			request: func(n int) any { return batchGet(smallItems(n)) },
			message: oneError + "Value at 'RequestItems.plain.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{name: "one read of an item in BatchGetItem", source: get, edges: edges{3, 2},
			request: func(n int) any { return batchGet(twice(n)) }, message: duplicates},
	})
}

func TestTheLimitsOfTransactions(t *testing.T) {
	const write = reference + "TransactWriteItems, TransactItems"
	const get = reference + "TransactGetItems, TransactItems"
	const size = quotas + "DynamoDB transactions"
	const token = reference + "TransactWriteItems, ClientRequestToken"
	const tooMany = oneError + "Value at 'TransactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
	const tooFew = oneError + "Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
	const twice = "Transaction request cannot include multiple operations on one item"
	const megabytes = 4 << 20
	requireLimits(t, []limit{
		{name: "100 actions in TransactWriteItems", source: write, edges: most(100),
			request: func(n int) any { return transactPut(smallItems(n)...) }, message: tooMany},
		{name: "1 action in TransactWriteItems", source: write, edges: least(1),
			request: func(n int) any {
				in := transactPut(smallItems(1)...)
				in.TransactItems = in.TransactItems[:n]
				return in
			}, message: tooFew},
		{name: "4 MB in TransactWriteItems", source: size, edges: most(megabytes),
			request: func(n int) any { return transactPut(itemsOf(n)...) },
			message: "Transaction payload size cannot exceed 4MB. Payload Size: 4194305"},
		{name: "one action on an item in TransactWriteItems", source: write, edges: edges{3, 2},
			request: func(n int) any { return transactPut(append(smallItems(2), smallItems(n)[n-1])...) }, message: twice},
		{name: "36 characters of ClientRequestToken", source: token, edges: most(36),
			request: func(n int) any {
				in := transactPut(smallItems(1)...)
				in.ClientRequestToken = ptr.String(x(n))
				return in
			}, message: oneError + "Value '" + x(37) + "' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36"},

		{name: "100 actions in TransactGetItems", source: get, edges: most(100),
			request: func(n int) any { return transactGet(smallItems(n)) }, message: tooMany},
		{name: "1 action in TransactGetItems", source: get, edges: least(1),
			request: func(n int) any { return transactGet(smallItems(n)) }, message: tooFew},
		{name: "one action on an item in TransactGetItems", source: get, edges: edges{3, 2},
			request: func(n int) any { return transactGet(append(smallItems(2), smallItems(n)[n-1])) }, message: twice},
		{name: "4 MB in TransactGetItems", source: size, edges: most(megabytes),
			before:  func(n int) []any { return putAll(itemsOf(n)) },
			request: func(n int) any { return transactGet(keysOf(itemsOf(n))) },
			message: "Payload in response is too large.4194305"},
	})
}

func TestTheLimitsOfReads(t *testing.T) {
	const limitOf = reference + "Query, Limit"
	const segments = reference + "Scan, TotalSegments"
	scan := func(segment, total int) any {
		return &dynamodb.ScanInput{TableName: ptr.String("plain"), Segment: ptr.Int32(int32(segment)), TotalSegments: ptr.Int32(int32(total))}
	}
	at := func(n, path, constraint string) string {
		return oneError + "Value '" + n + "' at '" + path + "' failed to satisfy constraint: Member must have value " + constraint
	}
	requireLimits(t, []limit{
		{name: "Limit of 1 in Query", source: limitOf, edges: least(1),
			request: func(n int) any {
				q := sortedQuery("a", "b")
				q.Limit = ptr.Int32(int32(n))
				return q
			}, message: at("0", "limit", "greater than or equal to 1")},
		{name: "Limit of 1 in Scan", source: reference + "Scan, Limit", edges: least(1),
			request: func(n int) any {
				return &dynamodb.ScanInput{TableName: ptr.String("plain"), Limit: ptr.Int32(int32(n))}
			},
			message: at("0", "limit", "greater than or equal to 1")},
		{name: "TotalSegments of 1,000,000", source: segments, edges: most(1_000_000),
			request: func(n int) any { return scan(0, n) }, message: at("1000001", "totalSegments", "less than or equal to 1000000")},
		{name: "TotalSegments of 1", source: segments, edges: least(1),
			request: func(n int) any { return scan(0, n) }, message: at("0", "totalSegments", "greater than or equal to 1")},
		{name: "Segment less than TotalSegments", source: reference + "Scan, Segment", edges: most(9),
			request: func(n int) any { return scan(n, 10) },
			message: "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 10 is not less than TotalSegments: 10"},
		{name: "Segment of 999,999", source: reference + "Scan, Segment", edges: most(999_999),
			request: func(n int) any { return scan(n, 1_000_000) },
			message: "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 1000000 is not less than TotalSegments: 1000000"},
		{name: "Segment of 0", source: reference + "Scan, Segment", edges: least(0),
			request: func(n int) any { return scan(n, 10) }, message: at("-1", "segment", "greater than or equal to 0")},
	})
}
