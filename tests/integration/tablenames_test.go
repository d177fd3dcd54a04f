package integration

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// threeOfEach are good requests for a table, several of each coalescable operation.
func threeOfEach(table *string, l *layout) (inputs []any) {
	for i := range 3 {
		inputs = append(inputs,
			&dynamodb.PutItemInput{TableName: table, Item: l.key(fmt.Sprint("put ", i))},
			&dynamodb.GetItemInput{TableName: table, Key: l.key(fmt.Sprint("get ", i))},
			&dynamodb.DeleteItemInput{TableName: table, Key: l.key(fmt.Sprint("delete ", i))})
	}
	return inputs
}

// askAll asks for all at once and compares each with what the native call answers.
func askAll(t *testing.T, client *dynamodb.Client, ex *api.Executor, f face, inputs []any) {
	t.Helper()
	want := make([]answer, len(inputs))
	for i, input := range inputs {
		want[i] = native(t.Context(), client, input)
	}
	compareAll(t, ex, f, inputs, want)
}

func compareAll(t *testing.T, ex *api.Executor, f face, inputs []any, want []answer) {
	t.Helper()
	waiters := make([]waiter, len(inputs))
	for i, input := range inputs {
		waiters[i] = f.ask(t.Context(), ex, input)
	}
	for i, wait := range waiters {
		got := wait()
		dropUnaskedCapacity(want[i], got)
		input := inputs[i]
		if with, ok := input.(special); ok {
			input = with.input
		}
		assertAlike(t, want[i], got, fmt.Sprintf("%d, %T", i, input))
	}
}

// dropUnaskedCapacity forgives DynamoDB Local that it tells the capacity of a delete that found
// nothing, though nobody has asked for it; DynamoDB doesn't.
func dropUnaskedCapacity(answers ...answer) {
	for _, a := range answers {
		if out, ok := a.out.(*dynamodb.DeleteItemOutput); ok && out != nil {
			out.ConsumedCapacity = nil
		}
	}
}

func TestTableNamesAreAnsweredForAsNatively(t *testing.T) {
	client := engine(t)
	good := makeTables(t, client)[plain]
	described, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &good})
	require.NoError(t, err)
	for _, c := range []struct {
		name  string
		table *string
	}{
		{"nil", nil},
		{"empty", aws.String("")},
		{"one character", aws.String("t")},
		{"two characters", aws.String("tt")},
		{"spaces", aws.String("a table")},
		{"bad characters", aws.String("täble!")},
		{"invalid UTF-8", aws.String("t\xffble")},
		{"slash", aws.String("a/b")},
		{"255 characters", aws.String(strings.Repeat("t", 255))},
		{"256 characters", aws.String(strings.Repeat("t", 256))},
		{"2000 characters", aws.String(strings.Repeat("t", 2000))},
		{"missing", aws.String("dynactor-missing-table")},
		{"ARN", described.Table.TableArn},
		{"ARN of a missing table", aws.String(*described.Table.TableArn + "-missing")},
		{"half an ARN", aws.String("arn:aws:dynamodb:")},
		{"the name of the actor for tables beyond the limit", aws.String("\x00overflow")},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, known := range []bool{false, true} {
				name := map[bool]string{false: "schema asked for", true: "schema told"}[known]
				if known && aws.ToString(c.table) == "" {
					continue // no option can name it
				}
				t.Run(name, func(t *testing.T) {
					eachFace(t, func(t *testing.T, f face) {
						var opt api.Option
						if known {
							opt = api.WithKeySchema(*c.table, "pk", "")
						}
						ex := open(t, client, quickRetries, opt)
						askAll(t, client, ex, f, append(threeOfEach(c.table, plain), threeOfEach(&good, plain)...))
					})
				})
			}
		})
	}
}

func TestTablesBeyondTheLimitAreAnsweredAsNatively(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	eachFace(t, func(t *testing.T, f face) {
		ex := open(t, client, quickRetries, api.WithMaxTables(1))
		inputs := threeOfEach(aws.String("dynactor-missing-table"), plain)
		for l, table := range tables {
			inputs = append(inputs, threeOfEach(&table, l)...)
			inputs = append(inputs, &dynamodb.QueryInput{TableName: &table}, &dynamodb.DescribeTableInput{TableName: &table})
		}
		askAll(t, client, ex, f, inputs)
		assert.LessOrEqual(t, len(ex.Stats().Tables), 2)
	})
}

func TestNilInputsAreAnsweredAsNatively(t *testing.T) {
	client := engine(t)
	ex := open(t, client)
	eachFace(t, func(t *testing.T, f face) {
		askAll(t, client, ex, f, []any{
			(*dynamodb.PutItemInput)(nil), (*dynamodb.GetItemInput)(nil), (*dynamodb.DeleteItemInput)(nil),
			(*dynamodb.UpdateItemInput)(nil), (*dynamodb.QueryInput)(nil), (*dynamodb.ScanInput)(nil),
			(*dynamodb.BatchGetItemInput)(nil), (*dynamodb.BatchWriteItemInput)(nil),
			(*dynamodb.TransactWriteItemsInput)(nil), (*dynamodb.TransactGetItemsInput)(nil),
			(*dynamodb.ExecuteStatementInput)(nil), (*dynamodb.DescribeTableInput)(nil),
			&dynamodb.PutItemInput{}, &dynamodb.GetItemInput{}, &dynamodb.DeleteItemInput{}, &dynamodb.UpdateItemInput{},
		})
	})
}

// Bad requests hear of their own fault first, also when the table is missing: DynamoDB looks at
// the request before it looks for the table.
func TestBadRequestsForAMissingTableAreAnsweredAsNatively(t *testing.T) {
	client := engine(t)
	missing := aws.String("dynactor-missing-table")
	key := attributes{"pk": s("x")}
	inputs := []any{
		&dynamodb.PutItemInput{TableName: missing, Item: key},
		&dynamodb.GetItemInput{TableName: missing, Key: key},
		&dynamodb.DeleteItemInput{TableName: missing, Key: key},
		&dynamodb.PutItemInput{TableName: missing, Item: with(key, attributes{"v": n("NaN")})},
		&dynamodb.PutItemInput{TableName: missing, Item: with(key, attributes{"v": stringSet()})},
		&dynamodb.PutItemInput{TableName: missing, Item: with(key, attributes{"v": (*types.AttributeValueMemberS)(nil)})},
		&dynamodb.PutItemInput{TableName: missing},
		&dynamodb.PutItemInput{TableName: missing, Item: key, ConditionExpression: aws.String("v ~ w")},
		&dynamodb.GetItemInput{TableName: missing, Key: attributes{"pk": n("none")}},
		&dynamodb.GetItemInput{TableName: missing, Key: key, ProjectionExpression: aws.String("status")},
		&dynamodb.GetItemInput{TableName: missing, Key: key, ProjectionExpression: aws.String("v,")},
		&dynamodb.GetItemInput{TableName: missing},
		&dynamodb.DeleteItemInput{TableName: missing, Key: attributes{"pk": nil}},
		&dynamodb.DeleteItemInput{TableName: missing, Key: key, ReturnValues: "NEW"},
		&dynamodb.UpdateItemInput{TableName: missing, Key: key, UpdateExpression: aws.String("SET v = ")},
		special{input: &dynamodb.PutItemInput{TableName: missing, Item: key}, optFns: []optFn{func(*dynamodb.Options) { panic("an optFn") }}},
	}
	for _, known := range []bool{false, true} {
		t.Run(map[bool]string{false: "schema asked for", true: "schema told"}[known], func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				var opt api.Option
				if known {
					opt = api.WithKeySchema(*missing, "pk", "")
				}
				askAll(t, client, open(t, client, quickRetries, opt), f, inputs)
			})
		})
	}
}

func TestMissingTableFailsFastForAllAndWorksOnceItExists(t *testing.T) {
	client := engine(t)
	for _, known := range []bool{false, true} {
		t.Run(map[bool]string{false: "schema asked for", true: "schema told"}[known], func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				table := "dynactor-late-" + rand.Text()
				var opt api.Option
				if known {
					opt = api.WithKeySchema(table, "pk", "sk")
				}
				r := record(client)
				ex := open(t, r, opt, gathering)
				ask := func() (failed int) {
					var waiters []waiter
					for i := range 200 {
						waiters = append(waiters, f.ask(t.Context(), ex, &dynamodb.PutItemInput{TableName: &table, Item: sorted.key(fmt.Sprint(i))}))
						waiters = append(waiters, f.ask(t.Context(), ex, &dynamodb.GetItemInput{TableName: &table, Key: sorted.key(fmt.Sprint(i))}))
					}
					for _, wait := range waiters {
						if err := wait().err; err != nil {
							failed++
							var missing *types.ResourceNotFoundException
							require.ErrorAs(t, err, &missing)
							var op *api.OperationError
							require.ErrorAs(t, err, &op)
							require.Contains(t, []api.Outcome{api.Rejected, api.NotSent}, op.Outcome, err)
							require.Equal(t, table, op.Table)
						}
					}
					return failed
				}

				assert.Equal(t, 400, ask())
				assert.Less(t, len(r.inputs), 100, "calls to fail 400 requests")

				createTable(t, client, table, sorted)
				assert.Zero(t, ask(), "failed though the table is there")
				r.forget()
				assert.Zero(t, ask())
				assert.NotEmpty(t, recorded[dynamodb.BatchWriteItemInput](r), "puts are coalesced again")
				assert.NotEmpty(t, recorded[dynamodb.BatchGetItemInput](r), "gets are coalesced again")

				// It can go again, and be made anew with another key.
				dropTable(t, client, table)
				assert.Equal(t, 400, ask())
				if known {
					return
				}
				createTable(t, client, table, plain)
				a := f.ask(t.Context(), ex, &dynamodb.PutItemInput{TableName: &table, Item: plain.key("x")})()
				assert.NoError(t, a.err)
			})
		})
	}
}
