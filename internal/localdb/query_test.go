package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQueryConditions(t *testing.T) {
	e := readEngine(t)
	putInto(t, e, "reads", readItem("b", 1)) // another partition, and last in l of "g"
	for _, c := range []struct {
		condition string
		index     string
		backward  bool
		want      string
	}{
		{condition: "p = :p", want: "1 2 3 4 5"},
		{condition: "p = :p", backward: true, want: "5 4 3 2 1"},
		{condition: "p = :p AND s = :two", want: "2"},
		{condition: "p = :p AND s < :two", want: "1"},
		{condition: "p = :p AND s <= :two", want: "1 2"},
		{condition: "p = :p AND s > :two", want: "3 4 5"},
		{condition: "p = :p AND s >= :two", want: "2 3 4 5"},
		{condition: "p = :p AND s BETWEEN :two AND :four", want: "2 3 4"},
		{condition: "p = :p AND s BETWEEN :two AND :four", backward: true, want: "4 3 2"},
		{condition: ":two < s AND :p = p", want: "3 4 5"},
		{condition: "p = :p AND l = :l3", index: "local-all", want: "3"},
		{condition: "p = :p AND begins_with(l, :l)", index: "local-all", want: "1 2 3 4 5"},
		{condition: "p = :p AND begins_with(l, :l3)", index: "local-all", want: "3"},
		{condition: "p = :p AND l > :l3", index: "local-all", backward: true, want: "5 4"},
		{condition: "g = :g AND h < :four", index: "global-all", want: "1 1 2 3"},
		{condition: "p = :none", want: ""},
	} {
		in := &dynamodb.QueryInput{
			TableName: ptr.String("reads"), KeyConditionExpression: &c.condition, ScanIndexForward: ptr.Bool(!c.backward),
			ExpressionAttributeValues: avMap{},
		}
		if c.index != "" {
			in.IndexName = &c.index
		}
		for name, v := range map[string]types.AttributeValue{
			":p": avS("a"), ":none": avS("none"), ":g": avS("g"), ":l": avS("l"), ":l3": avS("l3"), ":two": avN(2), ":four": avN(4),
		} {
			for _, word := range strings.FieldsFunc(c.condition, func(r rune) bool { return strings.ContainsRune(" (),", r) }) {
				if word == name {
					in.ExpressionAttributeValues[name] = v
				}
			}
		}
		out := do[*dynamodb.QueryOutput](t, e, in)
		assert.Equal(t, c.want, strings.Join(numbers(out.Items, "s"), " "), "%s, backward %t", c.condition, c.backward)
		assert.EqualValues(t, len(out.Items), out.Count)
		assert.EqualValues(t, len(out.Items), out.ScannedCount)
		assert.Nil(t, out.LastEvaluatedKey)
		assert.Nil(t, out.ConsumedCapacity)
		assert.NotNil(t, out.Items, "an empty page has an empty list")
	}
}

func TestQueryLegacyParameters(t *testing.T) {
	e := readEngine(t)
	out := do[*dynamodb.QueryOutput](t, e, &dynamodb.QueryInput{
		TableName: ptr.String("reads"),
		KeyConditions: map[string]types.Condition{
			"p": condition(types.ComparisonOperatorEq, avS("a")),
			"s": condition(types.ComparisonOperatorGt, avN(1)),
		},
		QueryFilter: map[string]types.Condition{
			"x": condition(types.ComparisonOperatorEq, avS("x2")),
			"y": condition(types.ComparisonOperatorEq, avS("y4")),
		},
		ConditionalOperator: types.ConditionalOperatorOr,
		AttributesToGet:     []string{"s", "none"},
	})
	require.Equal(t, []avMap{{"s": avN(2)}, {"s": avN(4)}}, out.Items)
	require.EqualValues(t, 4, out.ScannedCount)

	// KeyConditions go together with the expressions that don't replace them.
	out = do[*dynamodb.QueryOutput](t, e, &dynamodb.QueryInput{
		TableName: ptr.String("reads"), KeyConditions: legacyKey("p", "a"),
		FilterExpression: ptr.String("x = :x"), ExpressionAttributeValues: avMap{":x": avS("x3")},
		ProjectionExpression: ptr.String("s"),
	})
	require.Equal(t, []avMap{{"s": avN(3)}}, out.Items)
}

func TestQueryAnswersWhatSelectAsksFor(t *testing.T) {
	e := readEngine(t)
	keysL := []string{"l", "p", "s"}
	keysG := []string{"g", "p", "s"}
	all := []string{"g", "h", "l", "p", "s", "x", "y"}
	for _, c := range []struct {
		index, wants string
		sel          types.Select
		want         []string // attributes of each item; nil if there are no items
	}{
		{want: all},
		{sel: types.SelectAllAttributes, want: all},
		{sel: types.SelectCount},
		{wants: "x, nowhere", want: []string{"x"}},
		{sel: types.SelectSpecificAttributes, wants: "x, s", want: []string{"s", "x"}},
		{index: "local-keys", want: keysL},
		{index: "local-keys", sel: types.SelectAllProjectedAttributes, want: keysL},
		{index: "local-keys", sel: types.SelectAllAttributes, want: all},
		{index: "local-keys", wants: "y, l", want: []string{"l", "y"}},
		{index: "local-keys", sel: types.SelectCount},
		{index: "local-x", want: []string{"l", "p", "s", "x"}},
		{index: "local-x", wants: "x", want: []string{"x"}},
		{index: "local-all", want: all},
		{index: "global-keys", want: keysG},
		{index: "global-keys", wants: "s", want: []string{"s"}},
		{index: "global-x", want: []string{"g", "h", "p", "s", "x"}},
		{index: "global-x", sel: types.SelectAllProjectedAttributes, want: []string{"g", "h", "p", "s", "x"}},
		{index: "global-x", wants: "x", want: []string{"x"}},
		{index: "global-all", sel: types.SelectAllAttributes, want: all},
	} {
		out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) {
			in.Select = c.sel
			if c.index != "" {
				in.IndexName = &c.index
			}
			if c.wants != "" {
				in.ProjectionExpression = &c.wants
			}
		}))
		require.EqualValues(t, 5, out.Count)
		if c.want == nil {
			assert.Nil(t, out.Items, "%+v", c)
			continue
		}
		require.Len(t, out.Items, 5)
		for _, item := range out.Items {
			assert.Equal(t, c.want, sortedNames(item), "%+v", c)
		}
	}
}

func TestQueryFiltersAfterTheLimit(t *testing.T) {
	e := readEngine(t)
	out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) {
		in.FilterExpression = ptr.String("x = :x")
		in.ExpressionAttributeValues[":x"] = avS("x3")
		in.Limit = ptr.Int32(2)
	}))
	require.Empty(t, out.Items)
	require.NotNil(t, out.Items)
	require.EqualValues(t, 0, out.Count)
	require.EqualValues(t, 2, out.ScannedCount)
	require.Equal(t, avMap{"p": avS("a"), "s": avN(2)}, out.LastEvaluatedKey)
}

func TestQueryLastKeyIsSetWhereTheLimitWasReached(t *testing.T) {
	e := readEngine(t)
	for limit, last := range map[int32]avMap{
		4: {"p": avS("a"), "s": avN(4)},
		5: {"p": avS("a"), "s": avN(5)}, // although nothing follows
		6: nil,
	} {
		out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) { in.Limit = &limit }))
		assert.Equal(t, last, avMap(out.LastEvaluatedKey), limit)
	}
	for index, want := range map[string]avMap{
		"local-keys":  {"p": avS("a"), "s": avN(2), "l": avS("l2")},
		"local-x":     {"p": avS("a"), "s": avN(2), "l": avS("l2")},
		"global-all":  {"p": avS("a"), "s": avN(2), "g": avS("g"), "h": avN(2)},
		"global-keys": nil, // any of them, but these attributes
	} {
		out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) {
			in.IndexName = &index
			in.Limit = ptr.Int32(2)
		}))
		if want == nil {
			assert.Equal(t, []string{"g", "p", "s"}, sortedNames(out.LastEvaluatedKey))
		} else {
			assert.Equal(t, want, avMap(out.LastEvaluatedKey), index)
		}
	}
}

func TestQueryHasNoLastKeyAtTheEndOfItsRange(t *testing.T) {
	e := readEngine(t)
	for _, c := range []struct {
		condition, index string
		backward         bool
		limit            int32
		more             bool
	}{
		{condition: "s BETWEEN :two AND :four", limit: 2, more: true},
		{condition: "s BETWEEN :two AND :four", limit: 3},
		{condition: "s BETWEEN :two AND :four", limit: 3, backward: true},
		{condition: "s <= :four", limit: 4},
		{condition: "s <= :four", limit: 4, backward: true, more: true},
		{condition: "s < :four", limit: 3, more: true},
		{condition: "s >= :two", limit: 4, more: true},
		{condition: "s >= :two", limit: 4, backward: true},
		{condition: "s = :two", limit: 1, more: true},
		{condition: "s BETWEEN :two AND :two", limit: 1},
		{condition: "h BETWEEN :two AND :four", index: "global-all", limit: 3, more: true}, // others may have an h of 4
	} {
		out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) {
			partition := "p"
			if c.index != "" {
				in.IndexName, partition = &c.index, "g"
				in.ExpressionAttributeValues[":p"] = avS("g")
			}
			in.KeyConditionExpression, in.Limit, in.ScanIndexForward = ptr.String(partition+" = :p AND "+c.condition), &c.limit, ptr.Bool(!c.backward)
			for name, v := range map[string]int{":two": 2, ":four": 4} {
				if strings.Contains(c.condition, name) {
					in.ExpressionAttributeValues[name] = avN(v)
				}
			}
		}))
		assert.EqualValues(t, c.limit, out.Count)
		assert.Equal(t, c.more, out.LastEvaluatedKey != nil, "%+v", c)
	}
}

func TestQueryPagesHaveEveryItemOnce(t *testing.T) {
	e := New(Config{})
	createTable(t, e, readSpec)
	const n = 12
	for s := range n {
		item := readItem("a", s)
		item["h"] = avN(s / 4) // several items with one key in the index
		item["l"] = avS(fmt.Sprint(s / 5))
		putInto(t, e, "reads", item)
		putInto(t, e, "reads", avMap{"p": avS("a"), "s": avN(100 + s)}) // not in any index
		putInto(t, e, "reads", avMap{"p": avS("other"), "s": avN(s)})
	}
	for index, want := range map[string]int{"": 2 * n, "local-all": n, "local-keys": n, "global-all": n, "global-x": n, "global-keys": n} {
		for _, forward := range []bool{true, false} {
			var whole []string
			for limit := int32(0); limit <= int32(want)+1; limit++ {
				var found []string
				var start avMap
				for page := 0; ; page++ {
					require.LessOrEqual(t, page, want+1, "it does not end")
					out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) {
						if index != "" {
							in.IndexName = &index
						}
						if limit > 0 {
							in.Limit = &limit
						}
						in.ScanIndexForward, in.ExclusiveStartKey = &forward, start
					}))
					found = append(found, numbers(out.Items, "s")...)
					if start = out.LastEvaluatedKey; start == nil {
						break
					}
				}
				if limit == 0 {
					whole = found
					require.Len(t, whole, want)
				}
				require.Equal(t, whole, found, "index %q, limit %d, forward %t", index, limit, forward)
			}
		}
	}
}

func TestPageEndsAtOneMegabyte(t *testing.T) {
	// Sizes of items as DynamoDB counts them. The item that reaches 1 MB still belongs to the page.
	const third = pageSize / 3 // 1 MB is three times that and one byte
	for name, c := range map[string]struct {
		sizes []int
		first int  // items of the first page
		last  bool // it has a last key
	}{
		"exactly, and nothing follows":  {[]int{third, third, third + 1}, 3, false},
		"exactly, and more follows":     {[]int{third, third, third + 1, 100}, 3, true},
		"a byte less":                   {[]int{third, third, third, 100}, 4, false},
		"a byte less, and more follows": {[]int{third, third, third, 100, 100}, 4, true},
		"a byte more":                   {[]int{third, third, third + 2}, 3, false},
		"a byte more, and more follows": {[]int{third, third, third + 2, 100}, 3, true},
	} {
		e := New(Config{})
		createTable(t, e, tableSpec{name: "big", pk: "p", sk: "s"})
		for i, size := range c.sizes {
			// p and s have a name and a value of one byte each, d has a name of one.
			putInto(t, e, "big", avMap{"p": avS("a"), "s": avS(fmt.Sprint(i)), "d": avS(strings.Repeat("x", size-5))})
		}
		in := &dynamodb.QueryInput{
			TableName: ptr.String("big"), KeyConditionExpression: ptr.String("p = :p"), ExpressionAttributeValues: avMap{":p": avS("a")},
			Select: types.SelectCount,
		}
		q := do[*dynamodb.QueryOutput](t, e, in)
		assert.EqualValues(t, c.first, q.ScannedCount, name)
		assert.Equal(t, c.last, q.LastEvaluatedKey != nil, name)
		s := do[*dynamodb.ScanOutput](t, e, &dynamodb.ScanInput{TableName: ptr.String("big"), Select: types.SelectCount})
		assert.EqualValues(t, c.first, s.ScannedCount, name)
		assert.Equal(t, c.last, s.LastEvaluatedKey != nil, name)
		if c.last {
			in.ExclusiveStartKey = q.LastEvaluatedKey
			q = do[*dynamodb.QueryOutput](t, e, in)
			assert.EqualValues(t, len(c.sizes)-c.first, q.ScannedCount, name)
			assert.Nil(t, q.LastEvaluatedKey, name)
		}
	}
}

func TestAnswersShareNothingWithTheTable(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{name: "blobs", pk: "p:B"})
	blob := func(s string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(s)} }
	putInto(t, e, "blobs", avMap{"p": blob("key"), "d": blob("data")})
	scan := func() *dynamodb.ScanOutput {
		return do[*dynamodb.ScanOutput](t, e, &dynamodb.ScanInput{TableName: ptr.String("blobs"), Limit: ptr.Int32(1)})
	}
	out := scan()
	for _, m := range []avMap{out.Items[0], out.LastEvaluatedKey} {
		for _, v := range m {
			v.(*types.AttributeValueMemberB).Value[0] = 'X'
		}
	}
	out = scan()
	require.Equal(t, []avMap{{"p": blob("key"), "d": blob("data")}}, out.Items)
	require.Equal(t, avMap{"p": blob("key")}, avMap(out.LastEvaluatedKey))
}

func BenchmarkQuery100Items(b *testing.B) {
	e := benchmarkItems(b, 100)
	for _, c := range []struct {
		name string
		in   dynamodb.QueryInput
	}{
		{"all attributes", dynamodb.QueryInput{}},
		{"count", dynamodb.QueryInput{Select: types.SelectCount}},
		{"projection", dynamodb.QueryInput{ProjectionExpression: ptr.String("x")}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				in := c.in
				in.TableName, in.KeyConditionExpression = ptr.String("reads"), ptr.String("p = :p")
				in.ExpressionAttributeValues = avMap{":p": avS("a")}
				do[*dynamodb.QueryOutput](b, e, &in)
			}
		})
	}
}

// benchmarkItems has so many items of 0.4 KB.
func benchmarkItems(b *testing.B, n int) *Engine {
	e := New(Config{})
	createTable(b, e, tableSpec{name: "reads", pk: "p", sk: "s:N"})
	for s := range n {
		item := readItem("a", s)
		item["note"] = avS(strings.Repeat("n", 350))
		putInto(b, e, "reads", item)
	}
	return e
}
