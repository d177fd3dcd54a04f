package integration

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// Futures that nobody awaits in between take effect in the order of asking, whatever the executor
// knows of the table's key.
func TestPipelinesOnAKeyKeepTheirOrder(t *testing.T) {
	client := engine(t)
	for _, c := range []struct {
		name    string
		prepare func(*testing.T, *recorder, string) *api.Executor
	}{
		{"key schema asked for", func(t *testing.T, r *recorder, _ string) *api.Executor { return open(t, r) }},
		{"key schema told", func(t *testing.T, r *recorder, table string) *api.Executor {
			return open(t, r, api.WithKeySchema(table, "pk", "sk"))
		}},
		{"key schema unknown, since DescribeTable is denied", func(t *testing.T, r *recorder, _ string) *api.Executor {
			r.interfere(deny[dynamodb.DescribeTableInput]("DescribeTable"))
			return open(t, r)
		}},
		{"batches denied", func(t *testing.T, r *recorder, _ string) *api.Executor {
			r.interfere(deny[dynamodb.BatchWriteItemInput]("BatchWriteItem"))
			return open(t, r)
		}},
		{"not coalesced", func(t *testing.T, r *recorder, table string) *api.Executor {
			return open(t, r, api.WithTableNoCoalescing(table))
		}},
		{"one of the tables beyond the limit", func(t *testing.T, r *recorder, _ string) *api.Executor {
			ex := open(t, r, api.WithMaxTables(1))
			_, err := ex.Sync().ListTables(t.Context(), &dynamodb.ListTablesInput{})
			require.NoError(t, err)
			return ex
		}},
		{"table made anew with another key", func(t *testing.T, r *recorder, table string) *api.Executor {
			ex := open(t, r)
			dropTable(t, client, table)
			createTable(t, client, table, awkward)
			askForAll(t, async, ex, manyPuts(table, awkward, 30)...)
			// Through the executor, which forgets the key then; made anew behind its back, a table's
			// old key is held on to until a call by it fails.
			_, err := ex.Sync().DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &table})
			require.NoError(t, err)
			createTable(t, client, table, sorted)
			return ex
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := dynamodblocal.TempTable(t, client, sorted.keys...)
			ex := c.prepare(t, record(client), table)
			const keys, rounds = 5, 8
			var waiters []waiter
			ask := func(input any) { waiters = append(waiters, async.ask(t.Context(), ex, input)) }
			for round := range rounds {
				for k := range keys {
					key := sorted.key(fmt.Sprint("key ", k))
					ask(&dynamodb.PutItemInput{TableName: &table, Item: with(key, attributes{"v": n(fmt.Sprint(round))})})
					ask(&dynamodb.UpdateItemInput{TableName: &table, Key: key, UpdateExpression: aws.String("ADD w :w"),
						ExpressionAttributeValues: attributes{":w": n("1")}})
					ask(&dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})
					ask(&dynamodb.DeleteItemInput{TableName: &table, Key: key})
					ask(&dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})
				}
			}
			wrong := 0
			for i, wait := range waiters {
				a := wait()
				require.NoError(t, a.err)
				out, ok := a.out.(*dynamodb.GetItemOutput)
				if !ok {
					continue
				}
				var want attributes
				if i%5 == 2 { // the get between update and delete
					key := sorted.key(fmt.Sprint("key ", i/5%keys))
					want = with(key, attributes{"v": n(fmt.Sprint(i / 5 / keys)), "w": n("1")})
				}
				if !assert.ObjectsAreEqual(want, out.Item) {
					wrong++
				}
			}
			assert.Zero(t, wrong, "gets that saw another item than the program reads, of %d", 2*keys*rounds)
		})
	}
}
