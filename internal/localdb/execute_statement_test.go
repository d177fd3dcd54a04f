package localdb

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	emptyPK = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"
	failed  = "ConditionalCheckFailedException: The conditional request failed"
)

func TestStatementsReadAndWriteItems(t *testing.T) {
	requireStatements(t, spoken(t), []utterance{
		{`SELECT * FROM things WHERE pk='a' AND sk=1`, `{'Items':[{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':'g'}}]}`},
		{`SELECT g, nope FROM things WHERE pk='a' AND sk>1`, `{'Items':[{'g':{'S':'g'}},{'g':{'S':'g'}}]}`},
		{`SELECT nope FROM things WHERE pk='a' AND sk=2`, `{'Items':[{}]}`},
		{`SELECT sk FROM things WHERE pk='a' ORDER BY sk DESC`, `{'Items':[{'sk':{'N':'3'}},{'sk':{'N':'2'}},{'sk':{'N':'1'}}]}`},
		{`SELECT sk FROM things WHERE g='h'`, `{'Items':[]}`},
		{`SELECT * FROM things WHERE pk='none'`, `{'Items':[]}`},
		{`SELECT * FROM things WHERE pk='a' AND pk='b'`, `{'Items':[]}`},
		{`INSERT INTO plain VALUE {'pk':'p','n':1.50,'l':[1,{'m':null}],'s':<<'a','b'>>}`, `{'Items':[]}`},
		{`SELECT * FROM plain`, `{'Items':[{'pk':{'S':'p'},'n':{'N':'1.5'},'l':{'L':[{'N':'1'},{'M':{'m':{'NULL':true}}}]},'s':{'SS':['a','b']}}]}`},
		{`UPDATE plain SET n=n+1 SET l[1].m='x' REMOVE s WHERE pk='p' RETURNING ALL OLD *`, `{'Items':[{'pk':{'S':'p'},'n':{'N':'1.5'},'l':{'L':[{'N':'1'},{'M':{'m':{'NULL':true}}}]},'s':{'SS':['a','b']}}]}`},
		{`UPDATE plain SET n=n+1 SET l[1].m='y' WHERE pk='p' RETURNING MODIFIED NEW *`, `{'Items':[{'n':{'N':'3.5'},'l':{'L':[{'M':{'m':{'S':'y'}}}]}}]}`},
		{`UPDATE plain SET n=7 WHERE pk='p' AND n>3 RETURNING MODIFIED OLD *`, `{'Items':[{'n':{'N':'3.5'}}]}`},
		{`UPDATE plain SET fresh=7 WHERE pk='p' RETURNING MODIFIED OLD *`, `{'Items':[]}`},
		{`UPDATE plain REMOVE fresh WHERE pk='p' RETURNING ALL NEW *`, `{'Items':[{'pk':{'S':'p'},'n':{'N':'7'},'l':{'L':[{'N':'1'},{'M':{'m':{'S':'y'}}}]}}]}`},
		{`UPDATE plain SET n=8 WHERE pk='p'`, `{'Items':[]}`},
		{`DELETE FROM plain WHERE pk='p' AND n=8 RETURNING ALL OLD *`, `{'Items':[{'pk':{'S':'p'},'n':{'N':'8'},'l':{'L':[{'N':'1'},{'M':{'m':{'S':'y'}}}]}}]}`},
		{`DELETE FROM plain WHERE pk='p' RETURNING ALL OLD *`, `{'Items':[]}`},
		{`SELECT * FROM plain`, `{'Items':[]}`},
	})
}

func TestStatementsAreRefusedInDynamoDBsWords(t *testing.T) {
	const (
		noTable = "ResourceNotFoundException: Cannot do operations on a non-existent table"
		badType = "Key attribute's data type should match its data type in table's schema: Key "
	)
	e := spoken(t)
	requireStatements(t, e, []utterance{
		{``, `Statement wasn't well formed, can't be processed: `},
		{`SELECT * FROM`, `Statement wasn't well formed, can't be processed: SELECT * FROM`},
		{`DROP TABLE x`, `Unsupported operation: DropTable`},
		{`EXISTS(SELECT * FROM things WHERE pk='a')`, `EXISTS can only be used in ExecuteTransaction write requests.`},
		{`SELECT * FROM other`, noTable},
		{`INSERT INTO other VALUE {'pk':1}`, noTable},
		{`UPDATE other SET x=1 WHERE pk='a'`, noTable},
		{`DELETE FROM other WHERE pk='a'`, noTable},
		{`SELECT * FROM things.nope WHERE pk='a'`, `The table does not have the specified index: nope`},
		{`SELECT g, sk, x FROM things."by-g" WHERE g='g'`, `One or more parameter values were invalid: Global secondary index by-g does not project [x]`},
		{`SELECT * FROM things WHERE pk=1`, badType + "pk"},
		{`SELECT * FROM things."by-g" WHERE pk=1`, `One or more parameter values were invalid: Condition parameter type does not match schema type`},
		{`SELECT * FROM things WHERE pk=''`, emptyPK},

		{`INSERT INTO things VALUE {'pk':'a'}`, `Key attribute should be present in the item: Key sk`},
		{`INSERT INTO things VALUE {'pk':'','sk':'1'}`, badType + "sk"},
		{`INSERT INTO things VALUE {'pk':'','sk':1}`, emptyPK},
		{`INSERT INTO things VALUE {'pk':'a','sk':9,'g':1} RETURNING ALL OLD *`, `RETURNING is not supported in INSERT`},
		{`INSERT INTO things VALUE {'pk':'a','sk':9,'g':1}`, `One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g`},
		{`INSERT INTO things VALUE {'pk':'a','sk':9,'g':''}`, `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g`},
		{`INSERT INTO things VALUE {'pk':'a','sk':1}`, `DuplicateItemException: Duplicate primary key exists in table`},

		{`UPDATE things SET x=1 WHERE pk='a'`, `Where clause does not contain a mandatory equality on all key attributes`},
		{`UPDATE things SET x=1 WHERE pk='a' AND sk=9`, failed},
		{`UPDATE things SET x=1 WHERE pk='a' AND sk=9 AND x IS MISSING`, failed},
		{`UPDATE things SET x=1 WHERE pk='a' AND sk=1 AND g='other'`, failed},
		{`UPDATE things SET x=y WHERE pk='a' AND sk=1`, `The provided expression refers to an attribute that does not exist in the item`},
		{`UPDATE things SET sk=2 WHERE pk='a' AND sk=1`, `One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key`},
		{`UPDATE things SET g='' WHERE pk='a' AND sk=1`, `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.`},
		{`UPDATE things SET g=1 WHERE pk='a' AND sk=1`, `One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g`},
		{`UPDATE things SET x=1 WHERE pk='' AND sk=1`, emptyPK},

		{`DELETE FROM things WHERE pk='a'`, `Where clause does not contain a mandatory equality on all key attributes`},
		{`DELETE FROM things WHERE pk='a' AND sk=9`, `{'Items':[]}`},
		{`DELETE FROM things WHERE pk='a' AND sk=9 AND x IS MISSING`, failed},
		{`DELETE FROM things WHERE pk='a' AND sk=1 AND g='other'`, failed},
		{`DELETE FROM things WHERE pk='a' AND sk=1 RETURNING ALL NEW *`, `Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.`},
	})
	requireStatements(t, e, []utterance{
		{`SELECT * FROM things`, `{'Items':[{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':'g'}},{'pk':{'S':'a'},'sk':{'N':'2'},'g':{'S':'g'}},{'pk':{'S':'a'},'sk':{'N':'3'},'g':{'S':'g'}}]}`},
	})
}

func TestParametersOfStatements(t *testing.T) {
	e := spoken(t)
	const one = `SELECT sk FROM things WHERE pk=? AND sk=1`
	const badValue = "One or more parameter values were invalid: An string set  may not be empty"
	noSet := &types.AttributeValueMemberSS{Value: []string{}}
	large := s(strings.Repeat("x", maxItemSize))
	deep := types.AttributeValue(s("x"))
	for range 33 {
		deep = &types.AttributeValueMemberL{Value: []types.AttributeValue{deep}}
	}
	for _, c := range []struct {
		statement  string
		parameters []types.AttributeValue
		answer     string
	}{
		{one, []types.AttributeValue{s("a")}, `{'Items':[{'sk':{'N':'1'}}]}`},
		{one, []types.AttributeValue{s("a"), s("b")}, `{'Items':[{'sk':{'N':'1'}}]}`},
		{`SELECT sk FROM things WHERE pk='a' AND sk=?`, []types.AttributeValue{n("1.0e0")}, `{'Items':[{'sk':{'N':'1'}}]}`},
		{one, nil, "Number of parameters in request and statement don't match."},
		{one, []types.AttributeValue{}, oneError + "Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{one, []types.AttributeValue{noSet}, badValue},
		{one, []types.AttributeValue{n("x")}, "The parameter cannot be converted to a numeric value: x"},
		{one, []types.AttributeValue{nil}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
		{one, []types.AttributeValue{deep}, "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"},
		// What isn't well formed, or no operation at all, is told before its parameters are looked at.
		{`SELECT * FROM`, []types.AttributeValue{noSet}, "Statement wasn't well formed, can't be processed: SELECT * FROM"},
		{`FOO`, []types.AttributeValue{noSet}, "Unsupported operation: VariableReference"},
		{`SELECT foo(1) FROM things`, []types.AttributeValue{noSet}, badValue},
		{`INSERT INTO things VALUE {'pk':'b','sk':1,'v':?}`, []types.AttributeValue{large}, "Item size has exceeded the maximum allowed size"},
		{`INSERT INTO things VALUE {'pk':'b','sk':'1','v':?}`, []types.AttributeValue{large}, "Key attribute's data type should match its data type in table's schema: Key sk"},
		{`UPDATE things SET v=? WHERE pk='a' AND sk=1`, []types.AttributeValue{large}, "Item size to update has exceeded the maximum allowed size"},
		{`DELETE FROM things WHERE pk=? AND sk=1`, []types.AttributeValue{s(strings.Repeat("k", 2049))}, "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"},
	} {
		requireSaid(t, e, &dynamodb.ExecuteStatementInput{Statement: &c.statement, Parameters: c.parameters}, c.answer, c.statement)
	}
}

func TestConstraintsOfExecuteStatement(t *testing.T) {
	e := spoken(t)
	statement := func(change func(*dynamodb.ExecuteStatementInput)) *dynamodb.ExecuteStatementInput {
		in := &dynamodb.ExecuteStatementInput{Statement: ptrTo(`SELECT sk FROM things."by-g" WHERE g='g'`)}
		change(in)
		return in
	}
	for name, c := range map[string]struct {
		change func(*dynamodb.ExecuteStatementInput)
		answer string
	}{
		"no statement":    {func(in *dynamodb.ExecuteStatementInput) { in.Statement = nil }, oneError + "Value null at 'statement' failed to satisfy constraint: Member must not be null"},
		"limit":           {func(in *dynamodb.ExecuteStatementInput) { in.Limit = ptrTo[int32](0) }, oneError + "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"capacity":        {func(in *dynamodb.ExecuteStatementInput) { in.ReturnConsumedCapacity = "X" }, oneError + "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"},
		"on failure":      {func(in *dynamodb.ExecuteStatementInput) { in.ReturnValuesOnConditionCheckFailure = "X" }, oneError + "Value 'X' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]"},
		"long token":      {func(in *dynamodb.ExecuteStatementInput) { in.NextToken = ptrTo(strings.Repeat("x", 32769)) }, "Member must have length less than or equal to 32768"},
		"bad token":       {func(in *dynamodb.ExecuteStatementInput) { in.NextToken = ptrTo(strings.Repeat("x", 32768)) }, "Invalid NextToken"},
		"empty token":     {func(in *dynamodb.ExecuteStatementInput) { in.NextToken = ptrTo("") }, "Invalid NextToken"},
		"long statement":  {func(in *dynamodb.ExecuteStatementInput) { in.Statement = ptrTo(strings.Repeat("x", 8193)) }, "Member must have length less than or equal to 8192"},
		"consistent read": {func(in *dynamodb.ExecuteStatementInput) { in.ConsistentRead = ptrTo(true) }, "Consistent read cannot be true when scanning a GSI"},
	} {
		requireSaid(t, e, statement(c.change), c.answer, name)
	}
}

func TestAFailedStatementShowsTheItemThatIsThere(t *testing.T) {
	e := spoken(t)
	present := avMap{"pk": s("a"), "sk": n("1"), "g": s("g")}
	for statement, want := range map[string]avMap{
		`INSERT INTO things VALUE {'pk':'a','sk':1}`:                present,
		`UPDATE things SET x=1 WHERE pk='a' AND sk=1 AND g='x'`:     present,
		`DELETE FROM things WHERE pk='a' AND sk=1 AND g='x'`:        present,
		`UPDATE things SET x=1 WHERE pk='none' AND sk=1`:            nil,
		`DELETE FROM things WHERE pk='none' AND sk=1 AND g='x'`:     nil,
		`UPDATE things REMOVE g WHERE pk='a' AND sk=1 AND g<>'g'`:   present,
		`UPDATE things SET x=1 WHERE pk='a' AND sk=1 AND x=1 `:      present,
		`UPDATE things SET x=1 WHERE sk=1 AND x IS NULL AND pk='a'`: present,
	} {
		_, err := e.Do(t.Context(), &dynamodb.ExecuteStatementInput{Statement: &statement, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld})
		var failed *types.ConditionalCheckFailedException
		require.ErrorAs(t, err, &failed, statement)
		assert.Equal(t, want, failed.Item, statement)
	}
}

func TestALocalIndexFetchesWhatAStatementNames(t *testing.T) {
	e := New(Config{})
	createTable(t, e, readSpec)
	for i := 1; i <= 2; i++ {
		putInto(t, e, "reads", readItem("a", i))
	}
	requireStatements(t, e, []utterance{
		{`SELECT * FROM reads."local-keys" WHERE p='a' AND l='l1'`, `{'Items':[{'p':{'S':'a'},'s':{'N':'1'},'l':{'S':'l1'}}]}`},
		{`SELECT y FROM reads."local-keys" WHERE p='a' AND l='l1'`, `{'Items':[{'y':{'S':'y1'}}]}`},
		{`SELECT * FROM reads."local-keys" WHERE p='a' AND y='y2'`, `{'Items':[{'p':{'S':'a'},'s':{'N':'2'},'l':{'S':'l2'}}]}`},
		{`SELECT * FROM reads."global-keys" WHERE g='g' AND y='y2'`, `{'Items':[]}`},
		{`SELECT s FROM reads."global-keys" WHERE g='g' AND y IS MISSING`, `{'Items':[{'s':{'N':'1'}},{'s':{'N':'2'}}]}`},
	})
	in := &dynamodb.ExecuteStatementInput{Statement: ptrTo(`SELECT y FROM reads."local-keys" WHERE p='a'`), ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	out := do[*dynamodb.ExecuteStatementOutput](t, e, in)
	assert.Equal(t, 1.5, *out.ConsumedCapacity.CapacityUnits) // half a unit for the index, and for each of two items
	assert.Equal(t, 0.5, *out.ConsumedCapacity.LocalSecondaryIndexes["local-keys"].CapacityUnits)
}

func TestStatementsConsumeWhatTheirOperationsDo(t *testing.T) {
	e, gauges := metered(t)
	units := func(want float64, statement string) {
		t.Helper()
		in := &dynamodb.ExecuteStatementInput{Statement: &statement, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}
		assert.Equal(t, want, *do[*dynamodb.ExecuteStatementOutput](t, e, in).ConsumedCapacity.CapacityUnits, statement)
	}
	units(2, `INSERT INTO things VALUE {'pk':'a','g':'g'}`)
	units(2, `UPDATE things SET x=1 WHERE pk='a'`) // the index has x, too
	units(0.5, `SELECT * FROM things WHERE pk='a'`)
	units(0.5, `SELECT * FROM things WHERE pk='none'`)
	units(0.5, `SELECT * FROM things`)
	units(0.5, `SELECT * FROM things."by-g"`)
	assert.Equal(t, 1.5, gauges["things"].read)
	assert.Equal(t, 0.5, gauges["things/by-g"].read)
	_, err := e.Do(t.Context(), &dynamodb.ExecuteStatementInput{Statement: ptrTo(`INSERT INTO things VALUE {'pk':'a'}`)})
	var duplicate *types.DuplicateItemException
	require.ErrorAs(t, err, &duplicate)
	assert.Equal(t, 1+1+1.0, gauges["things"].write, "a duplicate costs as much as a condition that fails")
	units(2, `DELETE FROM things WHERE pk='a'`)
}
