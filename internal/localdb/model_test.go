package localdb

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/store"
)

type attributes = map[string]types.AttributeValue

// model is a table as a plain map, against which the engine is run. Its items have a partition key pk, a
// sort key sk, a counter n, g (the key of a global index), l (the sort key of a local one) and a set s.
type model struct {
	engine *Engine
	items  map[string]attributes // by key
}

func TestTheEngineBehavesAsAPlainMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &model{engine: New(Config{}), items: map[string]attributes{}}
		_, err := m.engine.Do(t.Context(), tableSpec{
			name: "things", sk: "sk:N", local: []indexSpec{{name: "by-l", sk: "l:N"}}, global: []indexSpec{{name: "by-g", pk: "g", keysOnly: true}},
		}.input())
		require.NoError(t, err)
		t.Repeat(map[string]func(*rapid.T){
			"put":    m.put,
			"get":    m.get,
			"update": m.update,
			"delete": m.delete,
			"tx":     m.transact,
			"txget":  m.transactGet,
			"batch":  m.batch,
			"":       m.check,
		})
	})
}

func drawKey(t *rapid.T) attributes {
	return attributes{
		"pk": s(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "pk")),
		"sk": n(rapid.SampledFrom([]string{"-1", "2", "10"}).Draw(t, "sk")),
	}
}

func drawItem(t *rapid.T) attributes {
	i := drawKey(t)
	if rapid.Bool().Draw(t, "has g") {
		i["g"] = s(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "g"))
	}
	if rapid.Bool().Draw(t, "has l") {
		i["l"] = n(rapid.SampledFrom([]string{"1", "2"}).Draw(t, "l"))
	}
	if rapid.Bool().Draw(t, "has s") {
		i["s"] = &types.AttributeValueMemberSS{Value: []string{"a", "b"}}
	}
	return i
}

func nameOf(key attributes) string {
	return key["pk"].(*types.AttributeValueMemberS).Value + "/" + key["sk"].(*types.AttributeValueMemberN).Value
}

// guard is a condition and what it says of the model's item.
type guard struct {
	text  *string
	holds func(attributes) bool
}

func drawGuard(t *rapid.T) guard {
	return rapid.SampledFrom([]guard{
		{nil, func(attributes) bool { return true }},
		{ptrTo("attribute_exists(pk)"), func(i attributes) bool { return i != nil }},
		{ptrTo("attribute_not_exists(pk)"), func(i attributes) bool { return i == nil }},
		{ptrTo("attribute_not_exists(g) OR contains(s, pk)"), func(i attributes) bool {
			return i["g"] == nil || i["s"] != nil && i["pk"].(*types.AttributeValueMemberS).Value != "c"
		}},
	}).Draw(t, "condition")
}

// change is an update and what it does to the model's item.
type change struct {
	text   string
	values attributes
	apply  func(attributes)
}

func drawChange(t *rapid.T) change {
	by := rapid.IntRange(-3, 3).Draw(t, "by")
	return rapid.SampledFrom([]change{
		{"SET n = if_not_exists(n, :zero) + :by", attributes{":zero": n("0"), ":by": n(strconv.Itoa(by))}, func(i attributes) { count(i, by) }},
		{"ADD n :by REMOVE g", attributes{":by": n(strconv.Itoa(by))}, func(i attributes) { count(i, by); delete(i, "g") }},
		{"SET g = :g, l = :l", attributes{":g": s("z"), ":l": n(strconv.Itoa(by))}, func(i attributes) { i["g"], i["l"] = s("z"), n(strconv.Itoa(by)) }},
		{"REMOVE l, nothing", nil, func(i attributes) { delete(i, "l") }},
		{"DELETE s :s", attributes{":s": &types.AttributeValueMemberSS{Value: []string{"b", "a"}}}, func(i attributes) { delete(i, "s") }},
	}).Draw(t, "update")
}

func count(i attributes, by int) {
	total := by
	if v, ok := i["n"].(*types.AttributeValueMemberN); ok {
		old, _ := strconv.Atoi(v.Value)
		total += old
	}
	i["n"] = n(strconv.Itoa(total))
}

// after is the model's item after an update.
func (m *model) after(key attributes, c change) attributes {
	i := maps.Clone(m.items[nameOf(key)])
	if i == nil {
		i = maps.Clone(key)
	}
	c.apply(i)
	return i
}

func (m *model) requireOutcome(t *rapid.T, holds bool, err error, old attributes) {
	if holds {
		require.NoError(t, err)
		return
	}
	var failed *types.ConditionalCheckFailedException
	require.ErrorAs(t, err, &failed)
	require.Equal(t, old, failed.Item)
}

func (m *model) put(t *rapid.T) {
	i, g := drawItem(t), drawGuard(t)
	old := m.items[nameOf(i)]
	out, err := m.engine.Do(t.Context(), &dynamodb.PutItemInput{
		TableName: ptrTo("things"), Item: maps.Clone(i), ConditionExpression: g.text, ReturnValues: types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	m.requireOutcome(t, g.holds(old), err, old)
	if err == nil {
		require.Equal(t, old, out.(*dynamodb.PutItemOutput).Attributes)
		m.items[nameOf(i)] = i
	}
}

func (m *model) get(t *rapid.T) {
	key := drawKey(t)
	out, err := m.engine.Do(t.Context(), &dynamodb.GetItemInput{TableName: ptrTo("things"), Key: key})
	require.NoError(t, err)
	require.Equal(t, m.items[nameOf(key)], out.(*dynamodb.GetItemOutput).Item)
}

func (m *model) update(t *rapid.T) {
	key, g, c := drawKey(t), drawGuard(t), drawChange(t)
	old, after := m.items[nameOf(key)], m.after(key, c)
	returns := rapid.SampledFrom([]types.ReturnValue{types.ReturnValueAllOld, types.ReturnValueAllNew}).Draw(t, "returns")
	out, err := m.engine.Do(t.Context(), &dynamodb.UpdateItemInput{
		TableName: ptrTo("things"), Key: key, UpdateExpression: &c.text, ConditionExpression: g.text, ExpressionAttributeValues: c.values,
		ReturnValues: returns, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	m.requireOutcome(t, g.holds(old), err, old)
	if err != nil {
		return
	}
	want := old
	if returns == types.ReturnValueAllNew {
		want = after
	}
	require.Equal(t, want, out.(*dynamodb.UpdateItemOutput).Attributes)
	m.items[nameOf(key)] = after
}

func (m *model) delete(t *rapid.T) {
	key, g := drawKey(t), drawGuard(t)
	old := m.items[nameOf(key)]
	out, err := m.engine.Do(t.Context(), &dynamodb.DeleteItemInput{
		TableName: ptrTo("things"), Key: key, ConditionExpression: g.text, ReturnValues: types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	m.requireOutcome(t, g.holds(old), err, old)
	if err == nil {
		require.Equal(t, old, out.(*dynamodb.DeleteItemOutput).Attributes)
		delete(m.items, nameOf(key))
	}
}

func (m *model) batch(t *rapid.T) {
	table := map[string]types.WriteRequest{}
	after := maps.Clone(m.items)
	for range rapid.IntRange(1, 4).Draw(t, "requests") {
		i := drawItem(t)
		if rapid.Bool().Draw(t, "delete") {
			table[nameOf(i)] = types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: attributes{"pk": i["pk"], "sk": i["sk"]}}}
			delete(after, nameOf(i))
		} else {
			table[nameOf(i)] = types.WriteRequest{PutRequest: &types.PutRequest{Item: i}}
			after[nameOf(i)] = i
		}
	}
	var requests []types.WriteRequest
	for _, w := range table {
		requests = append(requests, w)
	}
	out, err := m.engine.Do(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"things": requests}})
	require.NoError(t, err)
	require.Empty(t, out.(*dynamodb.BatchWriteItemOutput).UnprocessedItems)
	m.items = after
}

func (m *model) transact(t *rapid.T) {
	var actions []types.TransactWriteItem
	var codes []string
	after := maps.Clone(m.items)
	used := map[string]bool{}
	for range rapid.IntRange(1, 4).Draw(t, "actions") {
		i, g := drawItem(t), drawGuard(t)
		name, key := nameOf(i), attributes{"pk": i["pk"], "sk": i["sk"]}
		if used[name] {
			continue
		}
		used[name] = true
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			actions = append(actions, types.TransactWriteItem{Put: &types.Put{TableName: ptrTo("things"), Item: i, ConditionExpression: g.text}})
			after[name] = i
		case 1:
			c := drawChange(t)
			actions = append(actions, types.TransactWriteItem{Update: &types.Update{TableName: ptrTo("things"), Key: key, ConditionExpression: g.text, UpdateExpression: &c.text, ExpressionAttributeValues: c.values}})
			after[name] = m.after(key, c)
		case 2:
			actions = append(actions, types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("things"), Key: key, ConditionExpression: g.text}})
			delete(after, name)
		case 3:
			if g.text == nil {
				g = guard{ptrTo("attribute_exists(l)"), func(i attributes) bool { return i["l"] != nil }}
			}
			actions = append(actions, types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: ptrTo("things"), Key: key, ConditionExpression: g.text}})
		}
		if g.holds(m.items[name]) {
			codes = append(codes, "None")
		} else {
			codes = append(codes, "ConditionalCheckFailed")
		}
	}
	_, err := m.engine.Do(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: actions})
	list := strings.Join(codes, ", ")
	if strings.Contains(list, "Failed") {
		require.ErrorContains(t, err, "specific reasons ["+list+"]")
		return
	}
	require.NoError(t, err)
	m.items = after
}

func (m *model) transactGet(t *rapid.T) {
	var gets []types.TransactGetItem
	var want []types.ItemResponse
	for range rapid.IntRange(1, 3).Draw(t, "gets") {
		key := drawKey(t)
		if i := m.items[nameOf(key)]; !contains(want, i) {
			gets = append(gets, types.TransactGetItem{Get: &types.Get{TableName: ptrTo("things"), Key: key}})
			want = append(want, types.ItemResponse{Item: i})
		}
	}
	out, err := m.engine.Do(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: gets})
	require.NoError(t, err)
	require.Equal(t, want, out.(*dynamodb.TransactGetItemsOutput).Responses)
}

// contains reports whether an item, or one that is not there, is in the list.
func contains(list []types.ItemResponse, i attributes) bool {
	for _, r := range list {
		if r.Item == nil && i == nil || r.Item != nil && i != nil && nameOf(r.Item) == nameOf(i) {
			return true
		}
	}
	return false
}

// check compares everything that is stored, indexes and tallies included.
func (m *model) check(t *rapid.T) {
	tab := m.engine.find(ptrTo("things"))
	bytes := 0
	for _, i := range m.items {
		size, _ := item.Size(i)
		bytes += size
	}
	require.EqualValues(t, len(m.items), tab.store.Len())
	require.EqualValues(t, bytes, tab.store.Bytes())
	for index, attribute := range map[string]string{"": "pk", "by-l": "l", "by-g": "g"} {
		want, got := map[string]attributes{}, map[string]attributes{}
		for name, i := range m.items {
			if i[attribute] != nil {
				want[name] = i
			}
		}
		require.True(t, tab.store.Scan(index, 0, ^uint64(0), nil, func(e *store.Entry) bool {
			i := e.Item.Unpack()
			require.Nil(t, got[nameOf(i)], "an item is in %q twice", index)
			got[nameOf(i)] = i
			return true
		}))
		require.Equal(t, want, got, fmt.Sprintf("index %q", index))
	}
}
