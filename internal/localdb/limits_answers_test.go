package localdb

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
)

// "API-specific limits, BatchGetItem" in the quotas: 16 MB, of items as they are stored.
func TestABatchReads16MBAndNotAByteMore(t *testing.T) {
	for over, unprocessed := range []int{0, 1} {
		e := limitsEngine(t)
		items := itemsOf(16<<20 + over)
		for _, in := range putAll(items) {
			do[any](t, e, in)
		}
		out := do[*dynamodb.BatchGetItemOutput](t, e, batchGet(keysOf(items)))
		assert.Len(t, out.Responses["plain"], len(items)-unprocessed)
		assert.Len(t, out.UnprocessedKeys["plain"].Keys, unprocessed)
	}
}

// "API-specific limits, Query" and "Scan" in the quotas: a page ends when it has 1 MB. What reaches that
// belongs to it, so that a byte less makes room for another item.
func TestAPageEndsWith1MB(t *testing.T) {
	const megabyte = 1 << 20
	for size, more := range map[int]bool{megabyte - 1: false, megabyte: true, megabyte + 1: true} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			e := limitsEngine(t)
			for i, n := range []int{350 << 10, 350 << 10, size - 700<<10, 100} {
				own := len("pk") + len("a") + len("sk") + 1 + len("v")
				do[any](t, e, sortedItem(avMap{"sk": s(fmt.Sprint(i)), "v": s(x(n - own))}))
			}
			answers := map[string][2]any{}
			q := sortedQuery("a", "")
			q.KeyConditionExpression = ptr.String("pk = :p")
			delete(q.ExpressionAttributeValues, ":s")
			query := do[*dynamodb.QueryOutput](t, e, q)
			answers["Query"] = [2]any{len(query.Items), query.LastEvaluatedKey != nil}
			scan := do[*dynamodb.ScanOutput](t, e, &dynamodb.ScanInput{TableName: ptr.String("sorted")})
			answers["Scan"] = [2]any{len(scan.Items), scan.LastEvaluatedKey != nil}
			statement := do[*dynamodb.ExecuteStatementOutput](t, e, statementOf(`SELECT * FROM "sorted" WHERE pk='a'`))
			answers["ExecuteStatement"] = [2]any{len(statement.Items), statement.NextToken != nil}
			for operation, answer := range answers {
				want := [2]any{4, false}
				if more {
					want = [2]any{3, true}
				}
				assert.Equal(t, want, answer, operation)
			}
		})
	}
}

// ListTables, in the API reference: 100 names, and if more are there, where to go on.
func TestAListHas100Tables(t *testing.T) {
	for _, n := range []int{100, 101} {
		e := New(Config{})
		for i := range n {
			createTable(t, e, tableSpec{name: fmt.Sprintf("table-%03d", i)})
		}
		out := do[*dynamodb.ListTablesOutput](t, e, &dynamodb.ListTablesInput{})
		assert.Len(t, out.TableNames, 100)
		assert.Equal(t, n > 100, out.LastEvaluatedTableName != nil, n)
	}
}

// TransactWriteItems and ExecuteTransaction, in the API reference: a token is valid for 10 minutes after
// the request has finished. Then the request is a new one.
func TestATokenIsRememberedFor10Minutes(t *testing.T) {
	key := avMap{"pk": s("a")}
	add := func() any { // the engine may change a request
		return &dynamodb.TransactWriteItemsInput{ClientRequestToken: ptr.String("t"), TransactItems: []types.TransactWriteItem{{Update: &types.Update{
			TableName: ptr.String("plain"), Key: key, UpdateExpression: ptr.String("ADD n :one"), ExpressionAttributeValues: avMap{":one": n("1")},
		}}}}
	}
	for _, test := range []struct {
		after time.Duration
		sum   string
	}{{10*time.Minute - 1, "1"}, {10 * time.Minute, "2"}, {10*time.Minute + 1, "2"}} {
		now := noon
		e := New(at(&now))
		createTable(t, e, tableSpec{name: "plain"})
		do[any](t, e, add())
		now = now.Add(test.after)
		do[any](t, e, add())
		out := do[*dynamodb.GetItemOutput](t, e, &dynamodb.GetItemInput{TableName: ptr.String("plain"), Key: key})
		assert.Equal(t, n(test.sum), out.Item["n"], test.after)
	}
}

// "Using time to live" in the developer guide: an item expires at the second that it names, unless that is
// more than five years back.
func TestAnItemExpiresAtItsSecond(t *testing.T) {
	const fiveYears = 5 * 365 * 24 * 60 * 60
	for offset, stays := range map[int64]bool{
		1: true, 0: false, -1: false, -fiveYears: false, -fiveYears - 1: true,
	} {
		now := noon
		e := New(at(&now))
		createTable(t, e, tableSpec{name: "plain"})
		do[any](t, e, &dynamodb.UpdateTimeToLiveInput{TableName: ptr.String("plain"), TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: ptr.String("ttl"), Enabled: ptr.Bool(true),
		}})
		do[any](t, e, putOf(avMap{"pk": s("a"), "ttl": n(fmt.Sprint(noon.Unix() + offset))}))
		out := do[*dynamodb.GetItemOutput](t, e, &dynamodb.GetItemInput{TableName: ptr.String("plain"), Key: avMap{"pk": s("a")}})
		assert.Equal(t, stays, out.Item != nil, "%d seconds", offset)
	}
}
