package integration

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// step is one request of an operation that is never coalesced.
type step struct {
	name  string
	input any
	verdict
}

// stepsOn are requests on a sorted table with thirty items, which are there anew before each.
func stepsOn(table, arn string) []step {
	missing := aws.String("dynactor-missing-table")
	p := func(q int) attributes { return attributes{"pk": s("p"), "sk": s(fmt.Sprintf("%02d", q))} }
	statement := func(verb, rest string) *string { return aws.String(fmt.Sprintf(`%s "%s" %s`, verb, table, rest)) }
	return []step{
		{"update that makes", &dynamodb.UpdateItemInput{TableName: &table, Key: sorted.key("new"), UpdateExpression: aws.String("SET v = :v"),
			ExpressionAttributeValues: attributes{":v": n("1")}, ReturnValues: types.ReturnValueAllNew}, accepted},
		{"update that adds", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3), UpdateExpression: aws.String("ADD v :v REMOVE w"),
			ExpressionAttributeValues: attributes{":v": n("1")}, ReturnValues: types.ReturnValueUpdatedOld}, accepted},
		{"update without values", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3), UpdateExpression: aws.String("REMOVE w")}, accepted},
		{"update without an expression", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3)}, accepted},
		{"update with a condition that fails", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3), UpdateExpression: aws.String("SET v = :v"),
			ConditionExpression: aws.String("v > :v"), ExpressionAttributeValues: attributes{":v": n("100")},
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}, refused},
		{"update with a syntax error", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3), UpdateExpression: aws.String("SET v ~ w")}, refused},
		{"update of a key", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3), UpdateExpression: aws.String("SET pk = :v"),
			ExpressionAttributeValues: attributes{":v": s("1")}}, refused},
		{"update with half a key", &dynamodb.UpdateItemInput{TableName: &table, Key: attributes{"pk": s("p")}}, refused},
		{"legacy update", &dynamodb.UpdateItemInput{TableName: &table, Key: p(3), AttributeUpdates: map[string]types.AttributeValueUpdate{
			"v": {Action: types.AttributeActionPut, Value: s("legacy")}}, ReturnValues: types.ReturnValueAllNew}, accepted},

		{"query", &dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("pk = :p AND sk BETWEEN :a AND :b"),
			ExpressionAttributeValues: attributes{":p": s("p"), ":a": s("05"), ":b": s("11")}, ScanIndexForward: aws.Bool(false)}, accepted},
		{"query of a page", &dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("pk = :p"), Limit: aws.Int32(7),
			ExpressionAttributeValues: attributes{":p": s("p")}, ExclusiveStartKey: p(4), ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}, accepted},
		{"query that filters all", &dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("pk = :p"), Limit: aws.Int32(7),
			FilterExpression: aws.String("attribute_exists(nowhere)"), ExpressionAttributeValues: attributes{":p": s("p")}}, accepted},
		{"query that counts", &dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("pk = :p"), Select: types.SelectCount,
			ExpressionAttributeValues: attributes{":p": s("p")}, ConsistentRead: aws.Bool(true)}, accepted},
		{"query without a condition", &dynamodb.QueryInput{TableName: &table}, refused},
		{"query of a missing index", &dynamodb.QueryInput{TableName: &table, IndexName: aws.String("missing"), KeyConditionExpression: aws.String("pk = :p"),
			ExpressionAttributeValues: attributes{":p": s("p")}}, refused},
		{"query of a missing table", &dynamodb.QueryInput{TableName: missing, KeyConditionExpression: aws.String("pk = :p"),
			ExpressionAttributeValues: attributes{":p": s("p")}}, refused},
		{"scan", &dynamodb.ScanInput{TableName: &table, FilterExpression: aws.String("v > :v"), ExpressionAttributeValues: attributes{":v": n("20")},
			ProjectionExpression: aws.String("sk, v")}, accepted},
		{"scan of a segment", &dynamodb.ScanInput{TableName: &table, Segment: aws.Int32(1), TotalSegments: aws.Int32(3)}, accepted},
		{"scan of a segment beyond", &dynamodb.ScanInput{TableName: &table, Segment: aws.Int32(3), TotalSegments: aws.Int32(3)}, refused},

		{"batch get", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
			table: {Keys: []attributes{p(1)}, ProjectionExpression: aws.String("v"), ConsistentRead: aws.Bool(true)}}}, accepted},
		{"batch get of a missing item", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: []attributes{p(99)}}}}, accepted},
		{"batch get of one key twice", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: []attributes{p(1), p(1)}}}}, refused},
		{"batch get of nothing", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{}}, refused},
		{"batch get of a missing table", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{*missing: {Keys: []attributes{p(1)}}}}, refused},
		{"batch write", &dynamodb.BatchWriteItemInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal, RequestItems: map[string][]types.WriteRequest{table: {
			{PutRequest: &types.PutRequest{Item: sorted.key("b")}}, {DeleteRequest: &types.DeleteRequest{Key: p(1)}}}}}, accepted},
		{"batch write of one key twice", &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: {
			{PutRequest: &types.PutRequest{Item: p(1)}}, {DeleteRequest: &types.DeleteRequest{Key: p(1)}}}}}, refused},
		{"batch write of 26", &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: slices.Collect(func(yield func(types.WriteRequest) bool) {
			for i := range 26 {
				yield(types.WriteRequest{PutRequest: &types.PutRequest{Item: p(i)}})
			}
		})}}, refused},
		{"batch write of neither", &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: {{}}}}, refused},

		{"transaction that writes", &dynamodb.TransactWriteItemsInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal, TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: &table, Item: sorted.key("t")}},
			{Delete: &types.Delete{TableName: &table, Key: p(1)}},
			{Update: &types.Update{TableName: &table, Key: p(2), UpdateExpression: aws.String("REMOVE v")}},
			{ConditionCheck: &types.ConditionCheck{TableName: &table, Key: p(3), ConditionExpression: aws.String("attribute_exists(v)")}}}}, accepted},
		{"transaction that is cancelled", &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: &table, Item: sorted.key("t")}},
			{Delete: &types.Delete{TableName: &table, Key: p(1), ConditionExpression: aws.String("attribute_not_exists(v)"),
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}}}}, refused},
		{"transaction on one item twice", &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: &table, Item: p(1)}}, {Delete: &types.Delete{TableName: &table, Key: p(1)}}}}, refused},
		{"transaction of nothing", &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{}}, refused},
		{"transaction that reads", &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: &table, Key: p(1)}}, {Get: &types.Get{TableName: &table, Key: p(99)}},
			{Get: &types.Get{TableName: &table, Key: p(2), ProjectionExpression: aws.String("v")}}}}, accepted},
		{"transaction that reads half a key", &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: &table, Key: attributes{"pk": s("p")}}}}}, refused},

		{"select", &dynamodb.ExecuteStatementInput{Statement: statement("SELECT * FROM", "WHERE pk = ? AND sk < ?"), Parameters: []value{s("p"), s("05")}}, accepted},
		{"insert", &dynamodb.ExecuteStatementInput{Statement: statement("INSERT INTO", "VALUE {'pk': ?, 'sk': 'x'}"), Parameters: []value{s("inserted")}}, accepted},
		{"insert of what is there", &dynamodb.ExecuteStatementInput{Statement: statement("INSERT INTO", "VALUE {'pk': 'p', 'sk': '01'}")}, refused},
		{"update statement", &dynamodb.ExecuteStatementInput{Statement: statement("UPDATE", "SET v = 5 WHERE pk = 'p' AND sk = '01' RETURNING ALL NEW *")}, accepted},
		{"bad statement", &dynamodb.ExecuteStatementInput{Statement: aws.String("SELECT")}, refused},
		{"batch of statements", &dynamodb.BatchExecuteStatementInput{Statements: []types.BatchStatementRequest{
			{Statement: statement("SELECT * FROM", "WHERE pk = 'p' AND sk = '01'")}, {Statement: statement("SELECT * FROM", "WHERE pk = 'p' AND sk = '99'")},
			{Statement: statement("SELECT * FROM", "WHERE pk = 'p'")}, {Statement: aws.String("nonsense")}}}, accepted},
		{"transaction of statements", &dynamodb.ExecuteTransactionInput{TransactStatements: []types.ParameterizedStatement{
			{Statement: statement("UPDATE", "SET v = 5 WHERE pk = 'p' AND sk = '01'")}, {Statement: statement("DELETE FROM", "WHERE pk = 'p' AND sk = '02'")}}}, accepted},
		{"transaction of statements that is cancelled", &dynamodb.ExecuteTransactionInput{TransactStatements: []types.ParameterizedStatement{
			{Statement: statement("INSERT INTO", "VALUE {'pk': 'p', 'sk': '01'}")}}}, refused},

		{"describe", &dynamodb.DescribeTableInput{TableName: &table}, accepted},
		{"describe a missing table", &dynamodb.DescribeTableInput{TableName: missing}, refused},
		{"make a table that is there", &dynamodb.CreateTableInput{TableName: &table, BillingMode: types.BillingModePayPerRequest,
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}}}, refused},
		{"make a table without a key", &dynamodb.CreateTableInput{TableName: missing, BillingMode: types.BillingModePayPerRequest}, refused},
		{"delete a missing table", &dynamodb.DeleteTableInput{TableName: missing}, refused},
		{"update a missing table", &dynamodb.UpdateTableInput{TableName: missing, BillingMode: types.BillingModePayPerRequest}, refused},
		{"time to live", &dynamodb.DescribeTimeToLiveInput{TableName: &table}, accepted},
		{"time to live of a missing table", &dynamodb.DescribeTimeToLiveInput{TableName: missing}, refused},
		{"tags", &dynamodb.ListTagsOfResourceInput{ResourceArn: &arn}, dependsOnEngine},
		{"tag", &dynamodb.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("1")}}}, dependsOnEngine},
		{"untag", &dynamodb.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"a"}}, dependsOnEngine},
		{"tags of nothing", &dynamodb.ListTagsOfResourceInput{ResourceArn: aws.String(arn + "-missing")}, refused},
		{"limits", &dynamodb.DescribeLimitsInput{}, dependsOnEngine},
		{"an operation that DynamoDB Local doesn't have", &dynamodb.CreateBackupInput{TableName: missing, BackupName: aws.String("backup")}, refused},
	}
}

func TestOperationsThatAreNeverCoalescedAnswerAsNatively(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	described, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	require.NoError(t, err)
	ex := open(t, client, quickRetries)
	prepare := func() {
		for from := 0; from < 30; from += 25 {
			var requests []types.WriteRequest
			for i := from; i < min(from+25, 30); i++ {
				requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{
					Item: attributes{"pk": s("p"), "sk": s(fmt.Sprintf("%02d", i)), "v": n(fmt.Sprint(i)), "w": s("w")}}})
			}
			_, err := client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: requests}})
			require.NoError(t, err)
		}
		for _, key := range []attributes{sorted.key("new"), sorted.key("t"), sorted.key("b"), {"pk": s("inserted"), "sk": s("x")}} {
			erase(t, client, table, key)
		}
	}
	for i, c := range stepsOn(table, *described.Table.TableArn) {
		t.Run(c.name, func(t *testing.T) {
			prepare()
			want := native(t.Context(), client, c.input)
			wantItems := scanned(t, client, table)
			assertVerdict(t, c.verdict, want)
			eachFace(t, func(t *testing.T, f face) {
				prepare()
				// Made anew, since the SDK writes its idempotency token into the input.
				input := stepsOn(table, *described.Table.TableArn)[i].input
				assertAlike(t, want, f.ask(t.Context(), ex, input)(), c.name)
				assert.Equal(t, wantItems, scanned(t, client, table), "the effect is another")
			})
		})
	}
}

// scanned is all that's in a table.
func scanned(t *testing.T, client *dynamodb.Client, table string) []attributes {
	t.Helper()
	out, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	require.NoError(t, err)
	return out.Items
}

func TestPaginatorsRunOnTheSyncFace(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	ex := open(t, client)
	for i := range 95 {
		ex.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: attributes{"pk": s("p"), "sk": s(fmt.Sprintf("%03d", i)), "v": n(fmt.Sprint(i))}})
	}
	require.NoError(t, ex.Flush(t.Context()))

	query := &dynamodb.QueryInput{TableName: &table, Limit: aws.Int32(10), KeyConditionExpression: aws.String("pk = :p"),
		// Filters out whole pages, which then have nothing but a key to go on from.
		FilterExpression: aws.String("v < :a OR v > :b"), ExpressionAttributeValues: attributes{":p": s("p"), ":a": n("15"), ":b": n("60")}}
	queried := func(c dynamodb.QueryAPIClient) (items []attributes, pages int) {
		for p := dynamodb.NewQueryPaginator(c, query); p.HasMorePages(); pages++ {
			page, err := p.NextPage(t.Context())
			require.NoError(t, err)
			items = append(items, page.Items...)
		}
		return items, pages
	}
	want, wantPages := queried(client)
	got, pages := queried(ex.Sync())
	assert.Equal(t, want, got)
	assert.Equal(t, wantPages, pages)
	assert.Len(t, got, 15+34)

	// The async face goes from page to page by the same keys.
	var followed []attributes
	in := *query
	for {
		page, err := ex.Query(t.Context(), &in).Await(t.Context())
		require.NoError(t, err)
		followed = append(followed, page.Items...)
		if in.ExclusiveStartKey = page.LastEvaluatedKey; in.ExclusiveStartKey == nil {
			break
		}
	}
	assert.Equal(t, want, followed)

	scan := func(c dynamodb.ScanAPIClient) (items []attributes) {
		for segment := range int32(3) {
			p := dynamodb.NewScanPaginator(c, &dynamodb.ScanInput{TableName: &table, Limit: aws.Int32(10), Segment: &segment, TotalSegments: aws.Int32(3)})
			for p.HasMorePages() {
				page, err := p.NextPage(t.Context())
				require.NoError(t, err)
				items = append(items, page.Items...)
			}
		}
		return items
	}
	assert.Equal(t, scan(client), scan(ex.Sync()))
	assert.Len(t, scan(ex.Sync()), 95)

	tables := 0
	for p := dynamodb.NewListTablesPaginator(ex.Sync(), &dynamodb.ListTablesInput{Limit: aws.Int32(2)}); p.HasMorePages(); {
		page, err := p.NextPage(t.Context())
		require.NoError(t, err)
		tables += len(page.TableNames)
	}
	assert.GreaterOrEqual(t, tables, len(layouts))
}

// The life of a table, from making it to its end, in both faces, with the SDK's waiters.
func TestTableLivesThroughTheExecutor(t *testing.T) {
	client := engine(t)
	eachFace(t, func(t *testing.T, f face) {
		for _, l := range layouts {
			t.Run(l.name, func(t *testing.T) {
				name := "dynactor-life-" + string(f) + "-" + l.name + "-" + rand.Text()
				ex := open(t, client)
				ask := func(input any) any {
					t.Helper()
					a := f.ask(t.Context(), ex, input)()
					require.NoError(t, a.err, "%T", input)
					return a.out
				}
				t.Cleanup(func() { native(t.Context(), client, &dynamodb.DeleteTableInput{TableName: &name}) })
				made := ask(tableInput(name, l)).(*dynamodb.CreateTableOutput)
				exists := dynamodb.NewTableExistsWaiter(ex.Sync(), func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = 20 * time.Millisecond })
				require.NoError(t, exists.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute))

				// Every single-item operation, one after the other on one key.
				key := l.key("k")
				ask(&dynamodb.PutItemInput{TableName: &name, Item: with(key, attributes{"v": n("1")})})
				ask(&dynamodb.UpdateItemInput{TableName: &name, Key: key, UpdateExpression: aws.String("ADD v :v"), ExpressionAttributeValues: attributes{":v": n("2")}})
				got := ask(&dynamodb.GetItemInput{TableName: &name, Key: key, ConsistentRead: aws.Bool(true)}).(*dynamodb.GetItemOutput)
				assert.Equal(t, with(key, attributes{"v": n("3")}), got.Item)
				ask(&dynamodb.DeleteItemInput{TableName: &name, Key: key})
				got = ask(&dynamodb.GetItemInput{TableName: &name, Key: key, ConsistentRead: aws.Bool(true)}).(*dynamodb.GetItemOutput)
				assert.Nil(t, got.Item)

				ask(&dynamodb.UpdateTimeToLiveInput{TableName: &name, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("ttl"), Enabled: aws.Bool(true)}})
				ttl := ask(&dynamodb.DescribeTimeToLiveInput{TableName: &name}).(*dynamodb.DescribeTimeToLiveOutput)
				assert.Equal(t, "ttl", aws.ToString(ttl.TimeToLiveDescription.AttributeName))

				arn := made.TableDescription.TableArn
				tagged := f.ask(t.Context(), ex, &dynamodb.TagResourceInput{ResourceArn: arn, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("1")}, {Key: aws.String("b"), Value: aws.String("2")}}})()
				if unknown, ok := errors.AsType[smithy.APIError](tagged.err); !ok || unknown.ErrorCode() != "UnknownOperationException" { // DynamoDB Local has no tags
					require.NoError(t, tagged.err)
					ask(&dynamodb.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a"}})
					tags := ask(&dynamodb.ListTagsOfResourceInput{ResourceArn: arn}).(*dynamodb.ListTagsOfResourceOutput)
					assert.Equal(t, []types.Tag{{Key: aws.String("b"), Value: aws.String("2")}}, tags.Tags)
				}

				ask(&dynamodb.UpdateTableInput{TableName: &name, BillingMode: types.BillingModeProvisioned,
					ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(5), WriteCapacityUnits: aws.Int64(6)}})
				require.NoError(t, exists.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute))
				described := ask(&dynamodb.DescribeTableInput{TableName: &name}).(*dynamodb.DescribeTableOutput)
				assert.EqualValues(t, 6, *described.Table.ProvisionedThroughput.WriteCapacityUnits)

				ask(&dynamodb.DeleteTableInput{TableName: &name})
				gone := dynamodb.NewTableNotExistsWaiter(ex.Sync(), func(o *dynamodb.TableNotExistsWaiterOptions) { o.MinDelay = 20 * time.Millisecond })
				require.NoError(t, gone.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute))
				var missing *types.ResourceNotFoundException
				assert.ErrorAs(t, f.ask(t.Context(), ex, &dynamodb.GetItemInput{TableName: &name, Key: key})().err, &missing)
			})
		}
	})
}
