package localdb

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const snapshotOfThings = `{'Responses':[{'Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':'g'}}},{'Item':{'pk':{'S':'a'},'sk':{'N':'2'},'g':{'S':'g'}}},{'Item':{'pk':{'S':'a'},'sk':{'N':'3'},'g':{'S':'g'}}}]}`

func thingsAreUnchanged(t *testing.T, e *Engine) {
	t.Helper()
	requireSaid(t, e, transactionOf(`SELECT * FROM things WHERE pk='a' AND sk=1`, `SELECT * FROM things WHERE pk='a' AND sk=2`, `SELECT * FROM things WHERE pk='a' AND sk=3`), snapshotOfThings, "what was there")
	requireStatements(t, e, []utterance{{`SELECT sk FROM things`, `{'Items':[{'sk':{'N':'1'}},{'sk':{'N':'2'}},{'sk':{'N':'3'}}]}`}, {`SELECT * FROM plain`, `{'Items':[]}`}})
}

func TestAStatementTransactionIsAllOrNothing(t *testing.T) {
	e := spoken(t)
	in := transactionOf(
		`INSERT INTO things VALUE {'pk':'a','sk':1}`,
		`UPDATE things SET x=1 WHERE pk='a' AND sk=2`,
		`UPDATE things SET x=1 WHERE pk='a' AND sk=3 AND x=9`,
		`UPDATE things SET x=1 WHERE pk='a' AND sk=77`,
		`DELETE FROM things WHERE pk='a' AND sk=79`,
		`DELETE FROM things WHERE pk='a' AND sk=80 AND x=1`,
		`EXISTS(SELECT * FROM things WHERE pk='a' AND sk=81 AND x IS MISSING)`,
		`INSERT INTO plain VALUE {'pk':'new'}`,
	)
	in.TransactStatements[2].ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	_, err := e.Do(t.Context(), in)
	var cancelled *types.TransactionCanceledException
	require.ErrorAs(t, err, &cancelled)
	assert.Equal(t, "Transaction cancelled, please refer cancellation reasons for specific reasons [DuplicateItem, None, ConditionalCheckFailed, ConditionalCheckFailed, None, ConditionalCheckFailed, ConditionalCheckFailed, None]", *cancelled.Message)
	none := types.CancellationReason{Code: ptrTo("None")}
	notMet := types.CancellationReason{Code: ptrTo("ConditionalCheckFailed"), Message: ptrTo("The conditional request failed")}
	shown, exists := notMet, notMet
	shown.Item = avMap{"pk": s("a"), "sk": n("3"), "g": s("g")}
	exists.Message = ptrTo("The conditional request failed.")
	duplicate := types.CancellationReason{Code: ptrTo("DuplicateItem"), Message: ptrTo("Duplicate primary key exists in table")}
	assert.Equal(t, []types.CancellationReason{duplicate, none, shown, notMet, none, notMet, exists, none}, cancelled.CancellationReasons)
	thingsAreUnchanged(t, e)

	requireSaid(t, e, transactionOf(
		`INSERT INTO plain VALUE {'pk':'new'}`,
		`UPDATE things SET x=1 WHERE pk='a' AND sk=2 AND x IS MISSING`,
		`DELETE FROM things WHERE pk='a' AND sk=3`,
		`DELETE FROM things WHERE pk='a' AND sk=79`,
		`EXISTS(SELECT * FROM things WHERE pk='a' AND sk=1 AND g='g')`,
	), `{'Responses':[]}`, "all of it")
	requireSaid(t, e, transactionOf(`SELECT pk FROM plain WHERE pk='new'`, `SELECT x FROM things WHERE pk='a' AND sk=2`, `SELECT * FROM things WHERE pk='a' AND sk=3`, `SELECT nope FROM things WHERE pk='a' AND sk=1 ORDER BY nope`),
		`{'Responses':[{'Item':{'pk':{'S':'new'}}},{'Item':{'x':{'N':'1'}}},{},{'Item':{}}]}`, "what it has done")
}

func TestBadStatementTransactionsAreRefusedInDynamoDBsWords(t *testing.T) {
	const (
		del    = `DELETE FROM things WHERE pk='a' AND sk=1`
		read   = `SELECT * FROM things WHERE pk='a' AND sk=1`
		noKey  = `DELETE FROM things WHERE pk='a'`
		wrong  = `DELETE FROM things WHERE pk=1 AND sk=1`
		first  = "Validation failed in TransactStatements[0]: "
		second = "Validation failed in TransactStatements[1]: "
		noOne  = "Select statements within ExecuteTransaction must specify the primary key in the where clause."
		noExst = "EXISTS() must contain a single item read with additional condition"
		noFrom = "ResourceNotFoundException: Requested resource not found"
		empty  = "ExecutePartiQLTransaction can not have empty statement."
		mixed  = "ExecuteTransaction API does not support both read and write operations in the same request."
		where  = "TransactionCanceledException: ValidationError Where clause does not contain a mandatory equality on all key attributes"
		noAttr = "The provided expression refers to an attribute that does not exist in the item"
	)
	e := spoken(t)
	for _, c := range []struct {
		answer     string
		statements []string
	}{
		{empty, nil},
		{empty, []string{del, ""}},
		{"Member must have length less than or equal to 8192", []string{strings.Repeat("x", 8193)}},
		// All statements are parsed before anything else.
		{"Unsupported operation: DropTable", []string{read, `DROP TABLE x`, del}},
		{"Unsupported operation in transaction.", []string{`NOT EXISTS(SELECT * FROM things)`}},
		{"Statement wasn't well formed, can't be processed: SELECT * FROM", []string{`SELECT * FROM other WHERE pk='a'`, `SELECT * FROM`}},
		{second + "Number of parameters in request and statement don't match.", []string{del, `DELETE FROM things WHERE pk=?`}},
		{mixed, []string{`SELECT * FROM other`, del}},
		{mixed, []string{`EXISTS(SELECT * FROM other)`, read}},
		// Then one after the other: table, key, RETURNING.
		{noFrom, []string{`SELECT * FROM other WHERE pk='a'`, `SELECT * FROM things`}},
		{first + noOne, []string{`SELECT * FROM things WHERE pk=1`, `SELECT * FROM other WHERE pk='a'`}},
		{second + noOne, []string{read, `SELECT * FROM things WHERE pk='a' AND sk=2 AND g='g'`}},
		{first + "Reads on indices are not supported within transactions.", []string{`SELECT * FROM things.nope WHERE pk='a' AND sk=1`}},
		{first + "Operations on indices are not supported in transactions", []string{`EXISTS(SELECT * FROM things."by-g" WHERE pk='a' AND sk=1 AND g='g')`}},
		{first + noExst, []string{`EXISTS(SELECT * FROM things WHERE pk='a' AND sk=1)`}},
		{first + noExst, []string{`EXISTS(SELECT * FROM things WHERE pk='a' AND g='g')`}},
		{noFrom, []string{`DELETE FROM other WHERE pk='a' RETURNING ALL OLD *`, del}},
		{where, []string{noKey, `DELETE FROM other WHERE pk='a'`}},
		{where, []string{`UPDATE things SET x=1 WHERE pk='a' RETURNING ALL OLD *`}},
		{"TransactionCanceledException: ValidationError Multiple conditions on same key sk. Only single item Update/Insert/Delete are supported", []string{`UPDATE things SET x=1 WHERE pk='a' AND sk=1 AND sk=2`}},
		{first + "RETURNING clause is not supported in ExecuteTransaction.", []string{del + ` RETURNING ALL OLD *`}},
		{first + "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.", []string{del + ` RETURNING ALL NEW *`}},
		{first + "RETURNING is not supported in INSERT", []string{`INSERT INTO things VALUE {'pk':'a','sk':9} RETURNING ALL OLD *`}},
		// What is wrong with a key cancels, and the statements behind aren't looked at.
		{cancelledFor + "[ValidationError, None]", []string{wrong, noKey}},
		{cancelledFor + "[None, None, ValidationError, None]", []string{del, del, wrong, noKey}},
		{cancelledFor + "[ValidationError]", []string{`INSERT INTO things VALUE {'pk':'a'} RETURNING ALL OLD *`}},
		{cancelledFor + "[ValidationError]", []string{`UPDATE things SET pk='b' WHERE pk='a' AND sk=1`}},
		{cancelledFor + "[ValidationError]", []string{`EXISTS(SELECT * FROM things WHERE pk=1 AND sk=1 AND g='g')`}},
		{cancelledFor + "[ConditionalCheckFailed]", []string{`EXISTS(SELECT * FROM things WHERE pk='' AND sk=1 AND g='g')`}},
		{cancelledFor + "[ValidationError, None]", []string{`SELECT * FROM things WHERE pk='' AND sk=1`, read}},
		// Empty keys and items come after all statements.
		{where, []string{`INSERT INTO things VALUE {'pk':'','sk':1}`, noKey}},
		{emptyPK, []string{`INSERT INTO things VALUE {'pk':'','sk':1}`, del}},
		{emptyPK, []string{`UPDATE things SET x=1 WHERE pk='' AND sk=1`}},
		{"Transaction request cannot include multiple operations on one item", []string{del, `UPDATE things SET x=1 WHERE sk=1.0 AND pk='a'`}},
		{"Transaction request cannot include multiple operations on one item", []string{read, read}},
		{cancelledFor + "[ValidationError, None]", []string{`INSERT INTO things VALUE {'pk':'a','sk':5,'g':1}`, del}},
		{"One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g", []string{`INSERT INTO things VALUE {'pk':'a','sk':5,'g':''}`, del}},
		// An update that its item doesn't allow fails the request as it is.
		{noAttr, []string{`UPDATE things SET x=1 WHERE pk='a' AND sk=77`, `UPDATE things SET x=nope WHERE pk='a' AND sk=2`}},
		{cancelledFor + "[ConditionalCheckFailed]", []string{`UPDATE things SET g=1 WHERE pk='a' AND sk=77`}},
	} {
		requireSaid(t, e, transactionOf(c.statements...), c.answer, strings.Join(c.statements, "; "))
	}
	thingsAreUnchanged(t, e)
}

func TestLimitsOfStatementTransactions(t *testing.T) {
	e := spoken(t)
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf(`DELETE FROM plain WHERE pk='%d'`, i))
	}
	requireSaid(t, e, transactionOf(many...), "Member must have length less than or equal to 100", "101")
	requireSaid(t, e, transactionOf(many[1:]...), `{'Responses':[]}`, "100")

	large := func(n, size int) *dynamodb.ExecuteTransactionInput {
		in := &dynamodb.ExecuteTransactionInput{}
		for i := range n {
			in.TransactStatements = append(in.TransactStatements, types.ParameterizedStatement{
				Statement: ptrTo(fmt.Sprintf(`INSERT INTO plain VALUE {'pk':'%03d','v':?}`, i)), Parameters: []types.AttributeValue{s(strings.Repeat("x", size))},
			})
		}
		return in
	}
	requireSaid(t, e, large(11, 400_000), "Transaction payload size cannot exceed 4MB. Payload Size: 4400066", "4.4 MB")
	requireSaid(t, e, large(1, 400<<10), cancelledFor+"[ValidationError]", "an item of more than 400 KB")
	requireSaid(t, e, large(10, 400_000), `{'Responses':[]}`, "4 MB")

	in := transactionOf(`DELETE FROM plain WHERE pk=?`)
	in.ClientRequestToken, in.ReturnConsumedCapacity = ptrTo(strings.Repeat("t", 37)), "X"
	in.TransactStatements[0].Parameters, in.TransactStatements[0].ReturnValuesOnConditionCheckFailure = []types.AttributeValue{}, "X"
	requireSaid(t, e, in, "4 validation errors detected: Value '"+strings.Repeat("t", 37)+"' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36; Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value '[]' at 'transactStatements.1.member.parameters' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'X' at 'transactStatements.1.member.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]", "constraints")
	in = transactionOf(`DELETE FROM plain WHERE pk=?`)
	in.TransactStatements[0].Parameters = []types.AttributeValue{&types.AttributeValueMemberBS{}}
	requireSaid(t, e, in, "One or more parameter values were invalid: Binary sets should not be empty", "a bad parameter")
}

func TestATokenMakesAStatementTransactionHappenOnce(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	e := New(Config{Now: func() time.Time { return now }})
	createTable(t, e, tableSpec{name: "plain"})
	with := func(statement, token string, parameters ...types.AttributeValue) *dynamodb.ExecuteTransactionInput {
		in := transactionOf(statement)
		in.ClientRequestToken, in.TransactStatements[0].Parameters = &token, parameters
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
		return in
	}
	const (
		count    = `UPDATE plain SET n=n+? WHERE pk='a'`
		mismatch = "IdempotentParameterMismatchException: "
		written  = `{'Responses':[],'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':2,'WriteCapacityUnits':2}]}`
		replayed = `{'Responses':[],'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':2,'ReadCapacityUnits':2}]}`
	)
	requireSaid(t, e, with(count, "t", n("1")), cancelledFor+"[ConditionalCheckFailed]", "a failure leaves the token free")
	requireStatements(t, e, []utterance{{`INSERT INTO plain VALUE {'pk':'a','n':0}`, `{'Items':[]}`}})
	requireSaid(t, e, with(count, "t", n("1")), written, "first")
	requireSaid(t, e, with(count, "t", n("1")), replayed, "again")
	requireSaid(t, e, with(count, "t", n("2")), mismatch, "another parameter")
	requireSaid(t, e, with(`UPDATE plain SET n=n-? WHERE pk='a'`, "t", n("1")), mismatch, "another statement")
	_, err := send(t, e, "TransactWriteItems", `{'ClientRequestToken':'t','TransactItems':[{'Delete':{'TableName':'plain','Key':{'pk':{'S':'a'}}}}]}`)
	var another *types.IdempotentParameterMismatchException
	require.ErrorAs(t, err, &another, "the tokens are those of all transactions")
	read := with(`SELECT n FROM plain WHERE pk='a'`, "t")
	read.TransactStatements[0].Parameters = nil
	requireSaid(t, e, read, `{'Responses':[{'Item':{'n':{'N':'1'}}}],'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':2,'ReadCapacityUnits':2}]}`, "reads have no use for it")
	now = now.Add(tokenWindow)
	requireSaid(t, e, with(count, "t", n("1")), written, "after the window")
	requireStatements(t, e, []utterance{{`SELECT n FROM plain`, `{'Items':[{'n':{'N':'2'}}]}`}})
}
