package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/store"
)

// requireResponses sends the statements in one batch and requires these responses.
func requireResponses(t *testing.T, e *Engine, all []utterance) {
	t.Helper()
	var statements, responses []string
	for _, u := range all {
		statements, responses = append(statements, u.statement), append(responses, u.answer)
	}
	requireSaid(t, e, batchOf(statements...), "{'Responses':["+strings.Join(responses, ",")+"]}", "batch")
}

func TestStatementsOfABatchFailEachByItself(t *testing.T) {
	e := spoken(t)
	requireSaid(t, e, batchOf(`SELECT * FROM things WHERE pk='a' AND sk=1`, `SELECT g, nope FROM things WHERE sk=2 AND pk='a'`, `SELECT nope FROM things WHERE pk='a' AND sk=3`, `SELECT * FROM things WHERE pk='a' AND sk=9`, `SELECT pk FROM things WHERE pk='b' AND sk=1 ORDER BY nope`),
		`{'Responses':[{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':'g'}}},{'TableName':'things','Item':{'g':{'S':'g'}}},{'TableName':'things','Item':{}},{'TableName':'things'},{'TableName':'things'}]}`, "reads")

	one := "Only single item select is supported"
	requireBatchErrors(t, e, []batchError{
		{`SELECT * FROM things WHERE pk='a'`, "ValidationError", one, false},
		{`SELECT * FROM things`, "ValidationError", one, false},
		{`SELECT * FROM things WHERE pk='a' AND sk=1 AND g='g'`, "ValidationError", one, false},
		{`SELECT * FROM things."by-g" WHERE pk='a' AND sk=1`, "ValidationError", one, false},
		{`SELECT * FROM things.nope WHERE pk='a' AND sk=1`, "ValidationError", one, false},
		{`SELECT * FROM things WHERE pk='' AND sk=1`, "ValidationError", emptyPK, false},
		{`SELECT * FROM things WHERE pk=1 AND sk=1`, "ValidationError", "Key attribute's data type should match its data type in table's schema: Key pk", false},
		{`SELECT * FROM other WHERE pk='a'`, "ResourceNotFound", "Cannot do operations on a non-existent table", false},
		{`SELECT * FROM`, "ValidationError", "Statement wasn't well formed, can't be processed: SELECT * FROM", false},
		{`SELECT * FROM things WHERE pk=? AND sk=1`, "ValidationError", "Number of parameters in request and statement don't match.", false},
		{`FOO`, "ValidationError", "Invalid operation. Only select, insert, update and delete operations are valid", false},
		{`NOT EXISTS(SELECT * FROM things)`, "ValidationError", "EXISTS can only be used in ExecuteTransaction write requests.", false},
		{`EXISTS(SELECT * FROM things)`, "ValidationError", "EXISTS can only be used in ExecuteTransaction write requests.", false},
	})
	requireBatchErrors(t, e, []batchError{
		{`INSERT INTO things VALUE {'pk':'a','sk':1}`, "DuplicateItem", "Duplicate primary key exists in table", true},
		{`UPDATE things SET x=1 WHERE pk='a' AND sk=2 AND g='x'`, "ConditionalCheckFailed", "The conditional request failed", true},
		{`UPDATE things SET x=1 WHERE pk='none' AND sk=2`, "ConditionalCheckFailed", "The conditional request failed", true},
		{`UPDATE things SET x=y WHERE pk='a' AND sk=3`, "ValidationError", "The provided expression refers to an attribute that does not exist in the item", true},
		{`DELETE FROM things WHERE pk='none' AND sk=3 AND x IS MISSING`, "ConditionalCheckFailed", "The conditional request failed", true},
		{`INSERT INTO things VALUE {'pk':''}`, "ValidationError", "Key attribute should be present in the item: Key sk", false},
		{`INSERT INTO things VALUE {'pk':'','sk':1}`, "ValidationError", emptyPK, true},
		{`DELETE FROM things WHERE pk='' AND sk=1`, "ValidationError", emptyPK, true},
		{`INSERT INTO things VALUE {'pk':'a','sk':9,'g':1}`, "ValidationError", "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g", true},
		{`INSERT INTO things VALUE {'pk':'a','sk':9} RETURNING ALL OLD *`, "ValidationError", "RETURNING is not supported in INSERT", false},
		{`DELETE FROM things WHERE pk='a'`, "ValidationError", "Where clause does not contain a mandatory equality on all key attributes", false},
		{`DELETE FROM other WHERE pk='a'`, "ResourceNotFound", "Cannot do operations on a non-existent table", false},
	})
	requireSaid(t, e, batchOf(`INSERT INTO plain VALUE {'pk':'new'}`, `INSERT INTO things VALUE {'pk':'a','sk':1}`, `UPDATE things SET x=1 WHERE pk='a' AND sk=2 RETURNING MODIFIED NEW *`, `DELETE FROM things WHERE pk='a' AND sk=3 RETURNING ALL OLD *`, `DELETE FROM things WHERE pk='a' AND sk=4 RETURNING ALL OLD *`),
		`{'Responses':[{'TableName':'plain'},{'TableName':'things','Error':{'Code':'DuplicateItem','Message':'Duplicate primary key exists in table'}},{'TableName':'things','Item':{'x':{'N':'1'}}},{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'3'},'g':{'S':'g'}}},{'TableName':'things'}]}`, "writes")
	requireStatements(t, e, []utterance{{`SELECT * FROM plain`, `{'Items':[{'pk':{'S':'new'}}]}`}})
}

// batchError is a statement that fails in a batch; named is whether its response names the table.
type batchError struct {
	statement string
	code      types.BatchStatementErrorCodeEnum
	message   string
	named     bool
}

func requireBatchErrors(t *testing.T, e *Engine, all []batchError) {
	t.Helper()
	var statements []string
	for _, b := range all {
		statements = append(statements, b.statement)
	}
	out := do[*dynamodb.BatchExecuteStatementOutput](t, e, batchOf(statements...))
	require.Len(t, out.Responses, len(all))
	for i, r := range out.Responses {
		require.NotNil(t, r.Error, all[i].statement)
		assert.Equal(t, all[i], batchError{all[i].statement, r.Error.Code, *r.Error.Message, r.TableName != nil})
		assert.Nil(t, r.Item)
	}
}

func TestSomeFaultsAreAWholeBatchs(t *testing.T) {
	e := spoken(t)
	many := func(n int, format string) (list []string) {
		for i := range n {
			list = append(list, fmt.Sprintf(format, i))
		}
		return list
	}
	const (
		read  = `SELECT * FROM things WHERE pk='z' AND sk=%d`
		write = `DELETE FROM things WHERE pk='z' AND sk=%d`
		empty = "The statement was empty."
		mixed = "Read and write requests together in the same batch is not supported."
		twice = "Provided list of item keys contains duplicates"
	)
	for _, c := range []struct {
		name       string
		statements []string
		answer     string
	}{
		{"none", nil, empty},
		{"an empty one", append(many(2, write), ""), empty},
		{"26 reads", many(26, read), "BatchGetItem cannot fetch more than 25 items"},
		{"26 writes", many(26, write), "BatchWriteItem cannot write more than 25 items"},
		{"25 reads and what is nothing", append(many(25, read), "FOO"), "BatchGetItem cannot fetch more than 25 items"},
		{"26 of nothing", many(26, "FOO"), "BatchWriteItem cannot write more than 25 items"},
		{"mixed", append(many(1, read), many(1, write)...), mixed},
		{"mixed and too many", append(many(13, read), many(13, write)...), mixed},
		{"mixed with a bad read", append(many(1, write), `SELECT foo(1) FROM things`), mixed},
		{"mixed with a bad write", append(many(1, read), `UPDATE things SET x=foo(1) WHERE pk='a'`), mixed},
		{"mixed without a table", append(many(1, write), `SELECT * FROM other WHERE pk='a'`), mixed},
		{"a read twice", append(many(1, read), `SELECT pk FROM things WHERE sk=0.0 AND pk='z'`), twice},
		{"a write twice", append(many(1, write), `INSERT INTO things VALUE {'pk':'z','sk':0}`), twice},
		{"too long", []string{strings.Repeat("x", 8193)}, "Member must have length less than or equal to 8192"},
	} {
		requireSaid(t, e, batchOf(c.statements...), c.answer, c.name)
	}
	require.Len(t, do[*dynamodb.BatchExecuteStatementOutput](t, e, batchOf(many(25, read)...)).Responses, 25)
	require.Len(t, do[*dynamodb.BatchExecuteStatementOutput](t, e, batchOf(many(25, write)...)).Responses, 25)
	// What can't be executed is no second time.
	require.Len(t, do[*dynamodb.BatchExecuteStatementOutput](t, e, batchOf(`INSERT INTO things VALUE {'pk':'z','sk':1,'g':1}`, `DELETE FROM things WHERE pk='z' AND sk=1`)).Responses, 2)

	bad := batchOf(`DELETE FROM plain WHERE pk='a'`, `DELETE FROM plain WHERE pk=?`)
	bad.Statements[1].Parameters = []types.AttributeValue{&types.AttributeValueMemberNS{Value: []string{}}}
	requireSaid(t, e, bad, "One or more parameter values were invalid: An number set  may not be empty", "a bad parameter")
	bad.Statements[1].Parameters = []types.AttributeValue{}
	bad.Statements[0].ReturnValuesOnConditionCheckFailure = "X"
	requireSaid(t, e, bad, "2 validation errors detected: Value 'X' at 'statements.1.member.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]; Value '[]' at 'statements.2.member.parameters' failed to satisfy constraint: Member must have length greater than or equal to 1", "constraints")
}

func TestAFailedStatementOfABatchShowsTheItemThatIsThere(t *testing.T) {
	e := spoken(t)
	in := batchOf(`INSERT INTO things VALUE {'pk':'a','sk':1}`, `UPDATE things SET x=1 WHERE pk='a' AND sk=2 AND x=1`, `DELETE FROM things WHERE pk='a' AND sk=3 AND x=1`)
	for i := range in.Statements {
		in.Statements[i].ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	for i, r := range do[*dynamodb.BatchExecuteStatementOutput](t, e, in).Responses {
		assert.Equal(t, avMap{"pk": s("a"), "sk": avN(i + 1), "g": s("g")}, r.Error.Item)
		if i == 0 {
			assert.Equal(t, types.BatchStatementErrorCodeEnumDuplicateItem, r.Error.Code)
			assert.Equal(t, "Duplicate primary key exists in table", *r.Error.Message)
		}
	}
}

func TestABatchReportsWhatItConsumedOfEachTable(t *testing.T) {
	e := spoken(t)
	writes := batchOf(`INSERT INTO plain VALUE {'pk':'a'}`, `INSERT INTO things VALUE {'pk':'b','sk':1,'g':'g'}`, `INSERT INTO plain VALUE {'pk':'b'}`, `UPDATE plain SET x=1 WHERE pk='none'`)
	writes.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	requireCapacities := func(want map[string]float64, reports []types.ConsumedCapacity) {
		t.Helper()
		got := map[string]float64{}
		for _, r := range reports {
			got[*r.TableName] = *r.CapacityUnits
		}
		assert.Equal(t, want, got)
	}
	requireCapacities(map[string]float64{"plain": 3, "things": 2}, do[*dynamodb.BatchExecuteStatementOutput](t, e, writes).ConsumedCapacity)
	reads := batchOf(`SELECT * FROM plain WHERE pk='a'`, `SELECT * FROM things WHERE pk='b' AND sk=1`, `SELECT * FROM plain WHERE pk='none'`)
	reads.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	reads.Statements[0].ConsistentRead = ptrTo(true)
	requireCapacities(map[string]float64{"plain": 1.5, "things": 0.5}, do[*dynamodb.BatchExecuteStatementOutput](t, e, reads).ConsumedCapacity)
}

func TestThrottledStatementsAreToldOfAndChangeNothing(t *testing.T) {
	e, gauges := metered(t)
	requireStatements(t, e, []utterance{{`INSERT INTO plain VALUE {'pk':'a'}`, `{'Items':[]}`}, {`INSERT INTO plain VALUE {'pk':'slow','x':1}`, `{'Items':[]}`}})
	gauges["plain"].refused[store.Hash("slow")] = true
	const throttled = "ProvisionedThroughputExceededException: too fast"
	const response = `{'TableName':'plain','Error':{'Code':'ProvisionedThroughputExceeded','Message':'too fast'}}`
	requireStatements(t, e, []utterance{
		{`DELETE FROM plain WHERE pk='slow'`, throttled},
		{`SELECT * FROM plain WHERE pk='slow'`, throttled},
		{`SELECT * FROM plain WHERE pk IN ['none','slow']`, throttled},
	})
	requireResponses(t, e, []utterance{{`UPDATE plain SET x=2 WHERE pk='slow'`, response}, {`UPDATE plain SET x=2 WHERE pk='a'`, `{'TableName':'plain'}`}})
	requireResponses(t, e, []utterance{{`SELECT * FROM plain WHERE pk='slow'`, response}, {`SELECT x FROM plain WHERE pk='a'`, `{'TableName':'plain','Item':{'x':{'N':'2'}}}`}})
	requireSaid(t, e, transactionOf(`UPDATE plain SET x=3 WHERE pk='a'`, `DELETE FROM plain WHERE pk='slow'`), cancelledFor+"[None, ProvisionedThroughputExceeded]", "writes")
	requireSaid(t, e, transactionOf(`SELECT * FROM plain WHERE pk='slow'`, `SELECT * FROM plain WHERE pk='a'`), cancelledFor+"[ProvisionedThroughputExceeded, None]", "reads")

	// A page ends before the partition that is throttled, and the next one begins with it.
	const several = `SELECT x FROM plain WHERE pk IN ['a','slow']`
	in := dynamodb.ExecuteStatementInput{Statement: ptrTo(several)}
	first := in
	out := do[*dynamodb.ExecuteStatementOutput](t, e, &first)
	assert.Equal(t, []avMap{{"x": n("2")}}, out.Items)
	require.NotNil(t, out.NextToken)
	delete(gauges["plain"].refused, store.Hash("slow"))
	in.NextToken = out.NextToken
	requireSaid(t, e, &in, `{'Items':[{'x':{'N':'1'}}]}`, several)
}
