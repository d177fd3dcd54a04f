package localdb

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// twins are two engines with the same tables: one is spoken to in statements, the other by the operations
// that they amount to.
type twins struct{ spoken, called *Engine }

func TestStatementsDoWhatTheirOperationsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &twins{New(Config{}), New(Config{})}
		for _, e := range []*Engine{w.spoken, w.called} {
			_, err := e.Do(t.Context(), tableSpec{
				name: "things", sk: "sk:N", local: []indexSpec{{name: "by-l", sk: "l:N"}}, global: []indexSpec{{name: "by-g", pk: "g", keysOnly: true}},
			}.input())
			require.NoError(t, err)
		}
		t.Repeat(map[string]func(*rapid.T){
			"insert":      w.insert,
			"update":      w.update,
			"delete":      w.delete,
			"get":         w.get,
			"query":       w.query,
			"index":       w.queryIndex,
			"batch":       w.batch,
			"transaction": w.transaction,
			"":            w.same,
		})
	})
}

// literal writes a value as a statement has it.
func literal(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "'" + v.Value + "'"
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberSS:
		return "<<'" + strings.Join(v.Value, "','") + "'>>"
	}
	panic("no literal for it")
}

// spelling is a statement in the making. Each of its values is a literal, or a parameter.
type spelling struct {
	strings.Builder
	parameters []types.AttributeValue
}

func (x *spelling) value(t *rapid.T, v types.AttributeValue) string {
	if rapid.Bool().Draw(t, "parameter") {
		x.parameters = append(x.parameters, v)
		return "?"
	}
	return literal(v)
}

func (x *spelling) where(t *rapid.T, key attributes) {
	fmt.Fprintf(x, " WHERE pk=%s", x.value(t, key["pk"]))
	fmt.Fprintf(x, " AND sk=%s", x.value(t, key["sk"]))
}

func (x *spelling) execute() *dynamodb.ExecuteStatementInput {
	return &dynamodb.ExecuteStatementInput{Statement: ptrTo(x.String()), Parameters: x.parameters, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
}

// write is what a statement says, and the request that says the same.
type write struct {
	spelling
	action types.TransactWriteItem
}

func drawInsert(t *rapid.T) *write {
	w, item := &write{}, drawItem(t)
	w.WriteString("INSERT INTO things VALUE {")
	between := ""
	for _, name := range []string{"pk", "sk", "g", "l", "s"} {
		if v, ok := item[name]; ok {
			fmt.Fprintf(w, "%s'%s':%s", between, name, w.value(t, v))
			between = ","
		}
	}
	w.WriteString("}")
	w.action.Put = &types.Put{TableName: ptrTo("things"), Item: item, ConditionExpression: ptrTo("attribute_not_exists(pk)")}
	return w
}

func drawUpdate(t *rapid.T) *write {
	w, key := &write{}, drawKey(t)
	change := rapid.SampledFrom([]struct{ statement, expression string }{
		{"SET n=1", "SET n = :one"},
		{"SET n=n+1", "SET n = n + :one"},
		{"SET g='x', l=2", "SET g = :x, l = :two"},
		{"SET s=set_add(s,<<'c'>>)", "ADD s :c"},
		{"REMOVE g", "REMOVE g"},
		{"SET l=1 REMOVE s", "SET l = :one REMOVE s"},
	}).Draw(t, "change")
	more := rapid.SampledFrom([]struct{ statement, expression string }{
		{"", ""},
		{" AND g IS MISSING", " AND attribute_not_exists(g)"},
		{" AND contains(s,'a')", " AND contains(s, :a)"},
		{" AND (l<2 OR NOT n=1)", " AND (l < :two OR NOT n = :one)"},
	}).Draw(t, "condition")
	fmt.Fprintf(w, "UPDATE things %s", change.statement)
	w.where(t, key)
	w.WriteString(more.statement)
	w.action.Update = &types.Update{
		TableName: ptrTo("things"), Key: key,
		UpdateExpression: &change.expression, ConditionExpression: ptrTo("attribute_exists(pk)" + more.expression),
		ExpressionAttributeValues: valuesOf(change.expression + more.expression),
	}
	return w
}

func drawDelete(t *rapid.T) *write {
	w, key := &write{}, drawKey(t)
	w.WriteString("DELETE FROM things")
	w.where(t, key)
	w.action.Delete = &types.Delete{TableName: ptrTo("things"), Key: key}
	if rapid.Bool().Draw(t, "conditional") {
		w.WriteString(" AND g IS MISSING")
		w.action.Delete.ConditionExpression = ptrTo("attribute_exists(pk) AND attribute_not_exists(g)")
	}
	return w
}

// valuesOf are those of all values that an expression names.
func valuesOf(expression string) avMap {
	values := avMap{}
	for name, v := range (avMap{":one": n("1"), ":two": n("2"), ":x": s("x"), ":a": s("a"), ":c": &types.AttributeValueMemberSS{Value: []string{"c"}}}) {
		if strings.Contains(expression, name) {
			values[name] = v
		}
	}
	if len(values) == 0 {
		return nil
	}
	return values
}

// outcomeOf is an error's code, with the words that an INSERT has for it, or "".
func outcomeOf(t require.TestingT, err error) string {
	if err == nil {
		return ""
	}
	var coded interface{ ErrorCode() string }
	require.True(t, errors.As(err, &coded), "%v", err)
	if code := coded.ErrorCode(); code != "DuplicateItemException" {
		return code
	}
	return "ConditionalCheckFailedException"
}

func (w *twins) insert(t *rapid.T) {
	x := drawInsert(t)
	p := x.action.Put
	w.write(t, x, &dynamodb.PutItemInput{TableName: p.TableName, Item: p.Item, ConditionExpression: p.ConditionExpression, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes})
}

func (w *twins) update(t *rapid.T) {
	x := drawUpdate(t)
	returning := rapid.SampledFrom([]struct {
		clause string
		values types.ReturnValue
	}{
		{"", types.ReturnValueNone},
		{" RETURNING ALL OLD *", types.ReturnValueAllOld},
		{" RETURNING ALL NEW *", types.ReturnValueAllNew},
		{" RETURNING MODIFIED OLD *", types.ReturnValueUpdatedOld},
		{" RETURNING MODIFIED NEW *", types.ReturnValueUpdatedNew},
	}).Draw(t, "returning")
	x.WriteString(returning.clause)
	u := x.action.Update
	w.write(t, x, &dynamodb.UpdateItemInput{
		TableName: u.TableName, Key: u.Key, UpdateExpression: u.UpdateExpression, ConditionExpression: u.ConditionExpression,
		ExpressionAttributeValues: u.ExpressionAttributeValues, ReturnValues: returning.values, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	})
}

func (w *twins) delete(t *rapid.T) {
	x := drawDelete(t)
	d := x.action.Delete
	in := &dynamodb.DeleteItemInput{TableName: d.TableName, Key: d.Key, ConditionExpression: d.ConditionExpression, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	if rapid.Bool().Draw(t, "returning") {
		x.WriteString(" RETURNING ALL OLD *")
		in.ReturnValues = types.ReturnValueAllOld
	}
	w.write(t, x, in)
}

// write compares a statement with its operation: outcome, what is returned, and what it costs.
func (w *twins) write(t *rapid.T, x *write, request any) {
	said, saidErr := w.spoken.Do(t.Context(), x.execute())
	called, calledErr := w.called.Do(t.Context(), request)
	require.Equal(t, outcomeOf(t, calledErr), outcomeOf(t, saidErr), x.String())
	if saidErr != nil {
		return
	}
	var attributes avMap
	var consumed *types.ConsumedCapacity
	switch out := called.(type) {
	case *dynamodb.PutItemOutput:
		consumed = out.ConsumedCapacity
	case *dynamodb.UpdateItemOutput:
		attributes, consumed = out.Attributes, out.ConsumedCapacity
	case *dynamodb.DeleteItemOutput:
		attributes, consumed = out.Attributes, out.ConsumedCapacity
	}
	want := []avMap{}
	if attributes != nil {
		want = append(want, attributes)
	}
	out := said.(*dynamodb.ExecuteStatementOutput)
	require.Equal(t, want, out.Items, x.String())
	require.Equal(t, consumed, out.ConsumedCapacity, x.String())
}

func (w *twins) get(t *rapid.T) {
	key, x := drawKey(t), &spelling{}
	x.WriteString("SELECT * FROM things")
	x.where(t, key)
	in := x.execute()
	in.ConsistentRead = ptrTo(rapid.Bool().Draw(t, "consistent"))
	said := w.ask(t, w.spoken, in).(*dynamodb.ExecuteStatementOutput)
	called := w.ask(t, w.called, &dynamodb.GetItemInput{
		TableName: ptrTo("things"), Key: key, ConsistentRead: in.ConsistentRead, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	}).(*dynamodb.GetItemOutput)
	if called.Item == nil {
		require.Empty(t, said.Items)
	} else {
		require.Equal(t, []avMap{called.Item}, said.Items)
	}
	require.Equal(t, called.ConsumedCapacity, said.ConsumedCapacity)
}

func (w *twins) ask(t *rapid.T, e *Engine, request any) any {
	out, err := e.Do(t.Context(), request)
	require.NoError(t, err)
	return out
}

// query compares pages, and so what Limit, the filter and the direction mean. The range is open: a Query
// knows that nothing follows the end of a closed one, and a statement goes on to an empty page.
func (w *twins) query(t *rapid.T) {
	key, x := drawKey(t), &spelling{}
	x.WriteString("SELECT * FROM things WHERE ")
	fmt.Fprintf(x, "pk=%s", x.value(t, key["pk"]))
	values := avMap{":pk": key["pk"]}
	in := &dynamodb.QueryInput{TableName: ptrTo("things"), ExpressionAttributeValues: values, Limit: ptrTo(rapid.Int32Range(1, 4).Draw(t, "limit"))}
	conditions := "pk = :pk"
	if operator := rapid.SampledFrom([]string{"", "<", ">"}).Draw(t, "range"); operator != "" {
		fmt.Fprintf(x, " AND sk%s%s", operator, x.value(t, key["sk"]))
		conditions += " AND sk " + operator + " :sk"
		values[":sk"] = key["sk"]
	}
	in.KeyConditionExpression = &conditions
	if rapid.Bool().Draw(t, "filter") {
		x.WriteString(" AND l<2")
		in.FilterExpression = ptrTo("l < :two")
		values[":two"] = n("2")
	}
	if rapid.Bool().Draw(t, "backward") {
		x.WriteString(" ORDER BY sk DESC")
		in.ScanIndexForward = ptrTo(false)
	}
	w.pages(t, x, in)
}

func (w *twins) queryIndex(t *rapid.T) {
	x := &spelling{}
	fmt.Fprintf(x, `SELECT * FROM things."by-g" WHERE g=%s`, x.value(t, s("x")))
	w.pages(t, x, &dynamodb.QueryInput{
		TableName: ptrTo("things"), IndexName: ptrTo("by-g"), KeyConditionExpression: ptrTo("g = :x"), ExpressionAttributeValues: avMap{":x": s("x")},
		Limit: ptrTo(rapid.Int32Range(1, 4).Draw(t, "limit")),
	})
}

func (w *twins) pages(t *rapid.T, x *spelling, query *dynamodb.QueryInput) {
	statement := x.execute()
	statement.Limit, query.ReturnConsumedCapacity = query.Limit, types.ReturnConsumedCapacityIndexes
	for range 20 {
		one, other := *statement, *query
		said := w.ask(t, w.spoken, &one).(*dynamodb.ExecuteStatementOutput)
		called := w.ask(t, w.called, &other).(*dynamodb.QueryOutput)
		require.Equal(t, called.Items, said.Items, x.String())
		require.Equal(t, called.LastEvaluatedKey, said.LastEvaluatedKey, x.String())
		require.Equal(t, called.ConsumedCapacity, said.ConsumedCapacity, x.String())
		statement.NextToken, query.ExclusiveStartKey = said.NextToken, called.LastEvaluatedKey
		if said.NextToken == nil {
			return
		}
	}
	t.Fatal("no end")
}

// drawWrites draws writes of different items.
func drawWrites(t *rapid.T) (all []*write) {
	seen := map[string]bool{}
	for range rapid.IntRange(1, 4).Draw(t, "writes") {
		x := rapid.SampledFrom([]func(*rapid.T) *write{drawInsert, drawUpdate, drawDelete}).Draw(t, "kind")(t)
		if name := nameOf(x.key()); !seen[name] {
			seen[name] = true
			all = append(all, x)
		}
	}
	return all
}

func (w *write) key() attributes {
	switch {
	case w.action.Put != nil:
		return w.action.Put.Item
	case w.action.Update != nil:
		return w.action.Update.Key
	}
	return w.action.Delete.Key
}

// batch compares a batch with each of its statements by itself.
func (w *twins) batch(t *rapid.T) {
	in := &dynamodb.BatchExecuteStatementInput{}
	var want []string
	for _, x := range drawWrites(t) {
		in.Statements = append(in.Statements, types.BatchStatementRequest{Statement: ptrTo(x.String()), Parameters: x.parameters})
		_, err := w.called.Do(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{x.action}})
		want = append(want, strings.Join(reasonsOf(err), ""))
	}
	out := w.ask(t, w.spoken, in).(*dynamodb.BatchExecuteStatementOutput)
	for i, r := range out.Responses {
		got := ""
		if r.Error != nil {
			got = string(r.Error.Code)
		}
		require.Equal(t, want[i], strings.Replace(got, "DuplicateItem", "ConditionalCheckFailed", 1), *in.Statements[i].Statement)
		require.Equal(t, "things", *r.TableName)
	}
}

// transaction compares a transaction of statements with one of actions.
func (w *twins) transaction(t *rapid.T) {
	statements := &dynamodb.ExecuteTransactionInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	actions := &dynamodb.TransactWriteItemsInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	for _, x := range drawWrites(t) {
		statements.TransactStatements = append(statements.TransactStatements, types.ParameterizedStatement{Statement: ptrTo(x.String()), Parameters: x.parameters})
		actions.TransactItems = append(actions.TransactItems, x.action)
	}
	said, saidErr := w.spoken.Do(t.Context(), statements)
	called, calledErr := w.called.Do(t.Context(), actions)
	want, got := reasonsOf(calledErr), reasonsOf(saidErr)
	switch {
	case calledErr == nil:
		require.NoError(t, saidErr)
		require.Equal(t, called.(*dynamodb.TransactWriteItemsOutput).ConsumedCapacity, said.(*dynamodb.ExecuteTransactionOutput).ConsumedCapacity)
	case strings.Contains(strings.Join(want, ""), "ValidationError"):
		require.Equal(t, "ValidationException", outcomeOf(t, saidErr)) // statements fail as they are
	default:
		require.Equal(t, want, got)
	}
}

// reasonsOf are the codes of the reasons why a transaction was cancelled, with "" for None, and what an
// INSERT calls a duplicate as a put with a condition does.
func reasonsOf(err error) (codes []string) {
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return nil
	}
	for _, r := range cancelled.CancellationReasons {
		code := strings.Replace(*r.Code, "DuplicateItem", "ConditionalCheckFailed", 1)
		codes = append(codes, strings.Replace(code, "None", "", 1))
	}
	return codes
}

// same requires both engines to hold the same items.
func (w *twins) same(t *rapid.T) {
	said := w.ask(t, w.spoken, &dynamodb.ExecuteStatementInput{Statement: ptrTo("SELECT * FROM things")}).(*dynamodb.ExecuteStatementOutput)
	called := w.ask(t, w.called, &dynamodb.ScanInput{TableName: ptrTo("things")}).(*dynamodb.ScanOutput)
	require.Equal(t, called.Items, said.Items)
	index := w.ask(t, w.spoken, &dynamodb.ExecuteStatementInput{Statement: ptrTo(`SELECT * FROM things."by-g"`)}).(*dynamodb.ExecuteStatementOutput)
	scan := w.ask(t, w.called, &dynamodb.ScanInput{TableName: ptrTo("things"), IndexName: ptrTo("by-g")}).(*dynamodb.ScanOutput)
	require.Equal(t, scan.Items, index.Items)
}
