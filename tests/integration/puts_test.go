package integration

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
)

// itemCase is an item to put.
type itemCase struct {
	name   string
	layout *layout
	item   func() attributes
	verdict
	travel
}

// itemCases are the items of good keys and of good and bad values.
func itemCases() []itemCase {
	var cases []itemCase
	add := func(name string, verdict verdict, travel travel, v func() attributes) {
		cases = append(cases, itemCase{name, sorted, func() attributes {
			return with(v(), sorted.key(name))
		}, verdict, travel})
	}
	one := func(name string, verdict verdict, travel travel, v value) {
		add(name, verdict, travel, func() attributes { return attributes{"v": v} })
	}
	inside := func(name string, verdict verdict, travel travel, v value) {
		one(name, verdict, travel, v)
		one(name+", deep inside", verdict, travel, document(attributes{"d": v, "e": list(s("before"), list(v), document(attributes{"f": v}))}))
	}

	add("nothing but the key", accepted, batched, func() attributes { return nil })
	inside("string", accepted, batched, s("text"))
	inside("empty string", accepted, batched, s(""))
	one("unicode", accepted, batched, s("Ελληνικά 漢字 🎉 e\u0301 \u200b \u202e"))
	one("invalid UTF-8", dependsOnEngine, either, s("a\xffb\xc3"))
	one("encoded surrogate", dependsOnEngine, either, s("\xed\xa0\x80"))
	one("control characters", accepted, batched, s("\x00\x01\x1f\x7f\u0085\u2028\ufeff\\\"/<>&'"))

	for _, v := range []string{"0", "-0", "1", "1.0", "01", "1e0", "1E5", "-12.50", "1.5e-3", "100000000000000000000000000000000000000000",
		strings.Repeat("9", 38), "0." + strings.Repeat("3", 38), strings.Repeat("0", 100) + "1",
		"9.9999999999999999999999999999999999999E+125", "-9.9999999999999999999999999999999999999E+125", "1E-130", "-1E-130"} {
		one("number "+abbreviated(v), accepted, batched, n(v))
	}
	for _, v := range []string{"+1", ".5", "5.", "0e999", "0e-999", " 1", "1 ", "١"} {
		one("number "+abbreviated(v), dependsOnEngine, either, n(v))
	}
	for _, v := range []string{"", strings.Repeat("9", 39), "1E126", "-1E126", "1E-131", "NaN", "Infinity", "-Infinity", "abc", "1,5", "0x10", "1e", "e1", "--1", "1-", "1_000", "-", ".", "1.2.3", "1e2e3"} {
		one("bad number "+abbreviated(v), refused, either, n(v))
	}
	inside("no number", refused, either, n("none"))
	inside("number", accepted, batched, n("42"))

	inside("binary", accepted, batched, b("\x00\x01\xff"))
	inside("empty binary", accepted, batched, b(""))
	inside("nil binary", dependsOnEngine, either, &types.AttributeValueMemberB{})
	inside("true", accepted, batched, truth(true))
	inside("false", accepted, batched, truth(false))
	inside("null", accepted, batched, null(true))
	inside("null that is false", dependsOnEngine, either, null(false))

	inside("string set", accepted, batched, stringSet("b", "a"))
	one("string set with an empty string", dependsOnEngine, either, stringSet("", "a"))
	inside("number set", accepted, batched, numberSet("2", "1.50"))
	inside("binary set", accepted, batched, binarySet("b", "a"))
	one("binary set with an empty binary", dependsOnEngine, either, binarySet("", "a"))
	inside("empty string set", refused, either, stringSet())
	inside("empty number set", refused, either, numberSet())
	inside("empty binary set", refused, either, binarySet())
	one("nil string set", dependsOnEngine, either, &types.AttributeValueMemberSS{})
	one("nil number set", dependsOnEngine, either, &types.AttributeValueMemberNS{})
	one("nil binary set", dependsOnEngine, either, &types.AttributeValueMemberBS{})
	one("binary set with a nil", dependsOnEngine, either, &types.AttributeValueMemberBS{Value: [][]byte{nil, []byte("a")}})
	inside("string set with duplicates", refused, either, stringSet("a", "b", "a"))
	inside("number set with duplicates", refused, either, numberSet("1", "1"))
	inside("number set with one number twice", refused, either, numberSet("1", "1.0"))
	inside("binary set with duplicates", refused, either, binarySet("a", "a"))
	one("number set with a bad number", refused, either, numberSet("1", "one"))
	one("number set with 39 digits", refused, either, numberSet("1", strings.Repeat("9", 39)))
	one("large string set", accepted, batched, stringSet(many(1000)...))

	inside("empty list", accepted, batched, list())
	inside("nil list", dependsOnEngine, either, &types.AttributeValueMemberL{})
	inside("empty document", accepted, batched, document(attributes{}))
	inside("nil document", dependsOnEngine, either, &types.AttributeValueMemberM{})
	inside("mixed", accepted, batched, list(s("s"), n("1"), b("b"), truth(true), null(true), stringSet("a"), numberSet("1"),
		binarySet("b"), list(), document(attributes{"a": s("named")})))
	inside("document without a name", dependsOnEngine, either, document(attributes{"": s("no name")}))
	inside("nil value", dependsOnEngine, either, nil)
	inside("nil string", dependsOnEngine, lone, (*types.AttributeValueMemberS)(nil))
	one("nil pointer to a list", dependsOnEngine, lone, (*types.AttributeValueMemberL)(nil))
	one("nil pointer to a document", dependsOnEngine, lone, (*types.AttributeValueMemberM)(nil))
	inside("unknown member", dependsOnEngine, either, &types.UnknownUnionMember{Tag: "X", Value: []byte("x")})

	for _, depth := range []int{30, 31, 32, 33, 40} {
		verdict, travel := accepted, batched
		if depth > 31 {
			verdict, travel = refused, either
		}
		one(fmt.Sprintf("%d lists in one another", depth), verdict, travel, nestedLists(depth))
		one(fmt.Sprintf("%d documents in one another", depth), verdict, travel, nestedDocuments(depth))
		one(fmt.Sprintf("empty list in %d lists", depth-1), dependsOnEngine, either, emptyAtBottom(depth-1))
	}

	attributeOf := func(name string, verdict verdict, travel travel, attribute string) {
		add(name, verdict, travel, func() attributes { return attributes{attribute: s("v")} })
	}
	attributeOf("empty attribute name", dependsOnEngine, either, "")
	attributeOf("attribute name with dots and brackets", accepted, batched, "a.b[0]#:c")
	attributeOf("attribute name in unicode", accepted, batched, "имя 名 🏷")
	attributeOf("attribute name with a space", accepted, batched, " ")
	attributeOf("attribute name with control characters", accepted, batched, "\x01\n\"\\")
	attributeOf("attribute name with invalid UTF-8", dependsOnEngine, either, "\xff")
	attributeOf("reserved attribute name", accepted, batched, "SELECT")
	attributeOf("attribute name of 255 bytes", accepted, batched, strings.Repeat("n", 255))
	attributeOf("attribute name of 256 bytes", dependsOnEngine, either, strings.Repeat("n", 256))
	attributeOf("attribute name of 65535 bytes", dependsOnEngine, either, strings.Repeat("n", 65535))
	attributeOf("attribute name of 65536 bytes", dependsOnEngine, either, strings.Repeat("n", 65536))
	add("two names that are one after encoding", dependsOnEngine, either, func() attributes {
		return attributes{"\xff": s("same"), "\xfe": s("same")}
	})
	add("the attribute names of the executor's placeholders", accepted, batched, func() attributes {
		return attributes{"#dynactor_pk": s("1"), "#dynactor_sk": s("2")}
	})
	add("very many attributes", accepted, batched, func() attributes {
		item := attributes{}
		for i := range 3000 {
			item[fmt.Sprint("attribute ", i)] = n(fmt.Sprint(i))
		}
		return item
	})

	// The size counts names, and "pk", "sk" and "v" are in all of these.
	sized := func(name string, verdict verdict, travel travel, bytes int, fill func(n int) value) {
		add(name, verdict, travel, func() attributes {
			rest := bytes - len("pk") - len("sk") - len("v") - len(name) - len("sort "+name)
			return attributes{"v": fill(rest)}
		})
	}
	const limit = 400 << 10
	text := func(n int) value { return s(strings.Repeat("x", n)) }
	raw := func(n int) value { return b(strings.Repeat("\xff", n)) }
	sized("just below 400 KB of text", accepted, batched, limit-1, text)
	sized("400 KB of text", dependsOnEngine, either, limit, text)
	sized("just over 400 KB of text", refused, either, limit+1, text)
	sized("just below 400 KB of binary", accepted, batched, limit-1, raw)
	sized("just over 400 KB of binary", refused, either, limit+1, raw)
	sized("just over 400 KB by invalid UTF-8", dependsOnEngine, either, limit-1, func(n int) value {
		return s(strings.Repeat("x", n-1) + "\xff")
	})
	sized("just below 400 KB of text that grows in JSON", accepted, either, limit-1, func(n int) value {
		return s(strings.Repeat("\x01", n))
	})
	sized("far over 400 KB", refused, either, 4*limit, text)
	add("just over 400 KB of numbers", refused, either, func() attributes {
		item := attributes{}
		for i := range 18_000 {
			item[fmt.Sprintf("%04x", i)] = n("12345678901234567890123456789012345678")
		}
		return item
	})
	return cases
}

// putCases are all items to put: those above, and those of the good and bad keys.
func putCases() []itemCase {
	cases := itemCases()
	for _, k := range keyCases() {
		cases = append(cases, itemCase{"key: " + k.name, k.layout, func() attributes {
			if k.key == nil {
				return nil
			}
			return with(k.key, attributes{"zz": s("v")})
		}, k.verdict, k.travel})
	}
	// An item without anything isn't one with a "zz".
	cases = append(cases, itemCase{"empty item", sorted, func() attributes { return attributes{} }, refused, either})
	return cases
}

func TestCoalescedPutsAnswerAndActAsNativeOnes(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	for _, c := range putCases() {
		t.Run(c.name, func(t *testing.T) {
			table := tables[c.layout]
			input := &dynamodb.PutItemInput{TableName: &table, Item: c.item()}
			key := c.layout.keyOf(input.Item)

			want := native(t.Context(), client, input)
			wantStored := stored(t, client, table, key)
			assertVerdict(t, c.verdict, want)
			for _, f := range faces {
				t.Run(string(f), func(t *testing.T) {
					erase(t, client, table, key)
					input := &dynamodb.PutItemInput{TableName: &table, Item: c.item()}
					neighbours := writeNeighbours(t, client, table, c.layout, string(f)+" "+c.name)

					answers := crowd.together(t, f, table, c.layout.key, neighbours.around(input)...)

					assertAlike(t, want, answers[looked], "put")
					assert.True(t, reflect.DeepEqual(wantStored, stored(t, client, table, key)), "another item is stored")
					assert.True(t, reflect.DeepEqual(input, &dynamodb.PutItemInput{TableName: &table, Item: c.item()}), "the input was changed")
					assertTravel(t, crowd.recorder, c.travel, want, input)
					neighbours.assertDone(t, client, crowd.recorder, answers)
				})
			}
			erase(t, client, table, key)
		})
	}
}

// assertVerdict keeps a table honest: a row that is about a refusal has to be refused.
func assertVerdict(t *testing.T, v verdict, native answer) {
	t.Helper()
	switch v {
	case accepted:
		assert.NoError(t, native.err, "natively")
		assert.Empty(t, native.panicked, "natively")
	case refused:
		assert.Error(t, native.err, "natively")
	}
}

// assertTravel checks by what call a request reached DynamoDB.
func assertTravel(t *testing.T, r *recorder, travel travel, native answer, input any) {
	t.Helper()
	switch travel {
	case batched:
		assert.True(t, r.batched(input), "no batch carried it")
		if native.err == nil {
			assert.False(t, r.alone(input), "the native operation was called too")
		}
	case lone:
		assert.False(t, r.batched(input), "a batch carried it")
		assert.True(t, r.alone(input), "the native operation was not called")
	}
}

// neighbours are good writes that a batch can carry together with the one that is looked at: two
// puts, and a delete of an item that is there.
type neighbours struct {
	layout *layout
	table  string
	puts   [2]*dynamodb.PutItemInput
	erased *dynamodb.DeleteItemInput
}

func writeNeighbours(t *testing.T, client *dynamodb.Client, table string, l *layout, id string) *neighbours {
	t.Helper()
	ns := &neighbours{layout: l, table: table}
	for i := range ns.puts {
		item := with(l.key(fmt.Sprint("neighbour ", i, " ", id)), attributes{"v": s(id)})
		ns.puts[i] = &dynamodb.PutItemInput{TableName: &table, Item: item}
	}
	ns.erased = &dynamodb.DeleteItemInput{TableName: &table, Key: l.key("victim " + id)}
	store(t, client, table, ns.erased.Key)
	return ns
}

// looked is where around puts the one that is looked at.
const looked = 1

func (ns *neighbours) around(input any) []any {
	return []any{ns.puts[0], input, ns.erased, ns.puts[1]}
}

// assertDone checks that all neighbours were carried by a batch, had a good answer, and took
// effect.
func (ns *neighbours) assertDone(t *testing.T, client *dynamodb.Client, r *recorder, answers []answer) {
	t.Helper()
	for i, input := range ns.around(nil) {
		if i == looked {
			continue
		}
		assert.True(t, r.batched(input), "no batch carried neighbour %d", i)
		assert.NoError(t, answers[i].err, "neighbour %d", i)
	}
	assert.Equal(t, &dynamodb.PutItemOutput{}, withoutMetadata(answers[0].out))
	assert.Equal(t, &dynamodb.DeleteItemOutput{}, withoutMetadata(answers[2].out))
	assert.Equal(t, &dynamodb.PutItemOutput{}, withoutMetadata(answers[3].out))

	keys := []attributes{ns.erased.Key, ns.layout.keyOf(ns.puts[0].Item), ns.layout.keyOf(ns.puts[1].Item)}
	out, err := client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{ns.table: {Keys: keys, ConsistentRead: aws.Bool(true)}},
	})
	if assert.NoError(t, err) {
		assert.ElementsMatch(t, []attributes{ns.puts[0].Item, ns.puts[1].Item}, out.Responses[ns.table], "what the neighbours did")
	}
}

func abbreviated(v string) string {
	if len(v) > 20 {
		return fmt.Sprintf("%s...%s (%d)", v[:6], v[len(v)-6:], len(v))
	}
	return v
}

func many(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint("member ", i)
	}
	return all
}

func emptyAtBottom(depth int) value {
	v := list()
	for range depth {
		v = list(v)
	}
	return v
}
