package integration

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/api"
)

// askTogether makes each get natively and then all of them together, through each face, and
// compares. The first is the one that is looked at; travel is said of it.
func askTogether(t *testing.T, crowd *crowd, l *layout, travel travel, verdict verdict, inputs ...*dynamodb.GetItemInput) {
	t.Helper()
	table := *inputs[0].TableName
	want := make([]answer, len(inputs))
	all := make([]any, len(inputs))
	for i, input := range inputs {
		want[i] = native(t.Context(), crowd.client, input)
		all[i] = input
	}
	assertVerdict(t, verdict, want[0])
	eachFace(t, func(t *testing.T, f face) {
		before := *inputs[0]
		before.Key, before.ExpressionAttributeNames = maps.Clone(before.Key), maps.Clone(before.ExpressionAttributeNames)
		answers := crowd.together(t, f, table, l.key, all...)
		for i := range inputs {
			assertAlike(t, want[i], answers[i], "get "+string(rune('0'+i)))
		}
		assertTravel(t, crowd.recorder, travel, want[0], inputs[0])
		assert.True(t, reflect.DeepEqual(&before, inputs[0]), "the input was changed")
	})
}

func TestCoalescedGetsAnswerAsNativeOnes(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	for _, l := range layouts {
		for _, id := range []string{"1", "2"} {
			store(t, client, tables[l], with(l.key(id), attributes{"v": s(id)}))
		}
	}
	for _, c := range append(keyCases(), keyOnlyCases()...) {
		t.Run(c.name, func(t *testing.T) {
			table := tables[c.layout]
			get := func(key attributes) *dynamodb.GetItemInput {
				return &dynamodb.GetItemInput{TableName: &table, Key: key}
			}
			native(t.Context(), client, &dynamodb.PutItemInput{TableName: &table, Item: with(c.layout.keyOf(c.key), attributes{"v": n("1")})})
			askTogether(t, crowd, c.layout, c.travel, c.verdict,
				get(c.key), get(c.layout.key("1")), get(c.layout.key("missing")), get(c.layout.key("2")))
		})
	}
}

func TestCoalescedGetsBringEveryValueAsNativeOnes(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client, api.WithBatchLimits(25, 20, 16<<20))
	// All at once, twenty to a batch.
	var inputs []any
	table := tables[sorted]
	for _, c := range itemCases() {
		item := c.item()
		if a := native(t.Context(), client, &dynamodb.PutItemInput{TableName: &table, Item: item}); a.err != nil || a.panicked != "" {
			continue
		}
		inputs = append(inputs, &dynamodb.GetItemInput{TableName: &table, Key: sorted.keyOf(item)})
	}
	assert.Greater(t, len(inputs), 50)
	want := make([]answer, len(inputs))
	for i, input := range inputs {
		want[i] = native(t.Context(), client, input)
	}
	eachFace(t, func(t *testing.T, f face) {
		answers := crowd.together(t, f, table, sorted.key, inputs...)
		for i, input := range inputs {
			assertAlike(t, want[i], answers[i], fmt.Sprint("get ", i))
			// The last one has nobody to go with, if it's one too many.
			assert.True(t, crowd.recorder.batched(input) || i == len(inputs)-1, "no batch carried get %d", i)
		}
	})
}

func TestNumberKeysInAnySpellingFindTheirItem(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	table := tables[numbered]
	store(t, client, table, attributes{"pk": n("1"), "v": s("one")})
	store(t, client, table, attributes{"pk": n("0"), "v": s("zero")})
	store(t, client, table, attributes{"pk": n("-150"), "v": s("minus")})
	get := func(number string) *dynamodb.GetItemInput {
		return &dynamodb.GetItemInput{TableName: &table, Key: attributes{"pk": n(number)}}
	}
	for name, spellings := range map[string][]string{
		"one":       {"1", "1.0", "01", "1e0", "10e-1", "0.1E1", "1.000"},
		"zero":      {"0", "-0", "0.0", "00", "0e5"},
		"minus":     {"-150", "-1.5E2", "-150.00", "-0150", "-1.50e+2"},
		"all mixed": {"1", "0", "-150", "1.0", "-0", "-1.5E2", "2", "2.0"},
	} {
		t.Run(name, func(t *testing.T) {
			var inputs []*dynamodb.GetItemInput
			for _, number := range append(spellings, "77", "78") {
				inputs = append(inputs, get(number))
			}
			askTogether(t, crowd, numbered, either, accepted, inputs...)
			assert.True(t, crowd.recorder.batched(inputs[len(inputs)-1]))
		})
	}
}

func TestConsistencyIsKeptInBatches(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	table := tables[sorted]
	var inputs []any
	for i, consistent := range []*bool{nil, aws.Bool(false), aws.Bool(true), nil, aws.Bool(false), aws.Bool(true)} {
		key := sorted.key(string(rune('a' + i)))
		store(t, client, table, with(key, attributes{"v": n("1")}))
		inputs = append(inputs, &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: consistent})
	}
	eachFace(t, func(t *testing.T, f face) {
		answers := crowd.together(t, f, table, sorted.key, inputs...)
		for i, input := range inputs {
			assertAlike(t, native(t.Context(), client, input), answers[i], "get")
		}
		sizes := map[bool]int{}
		for _, call := range recorded[dynamodb.BatchGetItemInput](crowd.recorder) {
			asked := call.RequestItems[table]
			sizes[aws.ToBool(asked.ConsistentRead)] += len(asked.Keys)
		}
		assert.Equal(t, map[bool]int{false: 4, true: 2}, sizes)
	})
}

// projectionCase is a projection, asked for of an item that has all it may name, one that has
// nothing but its key, and one that isn't there.
type projectionCase struct {
	name       string
	expression *string
	names      map[string]string
	verdict
	travel
}

func projectionCases() []projectionCase {
	p := func(name, expression string, verdict verdict, travel travel, names ...string) projectionCase {
		c := projectionCase{name, &expression, nil, verdict, travel}
		for i := 0; i < len(names); i += 2 {
			if c.names == nil {
				c.names = map[string]string{}
			}
			c.names[names[i]] = names[i+1]
		}
		return c
	}
	empty := p("empty names", "v", refused, either)
	empty.names = map[string]string{}
	return []projectionCase{
		{"none", nil, nil, accepted, batched},
		{"none, empty names", nil, map[string]string{}, dependsOnEngine, either},
		{"none, names", nil, map[string]string{"#v": "v"}, refused, either},
		p("one attribute", "v", accepted, batched),
		p("several", "v, w,\tx\n,y", accepted, batched),
		p("missing attribute", "nowhere", accepted, batched),
		p("some missing", "v, nowhere", accepted, batched),
		p("partition key", "pk", accepted, batched),
		p("sort key", "sk", accepted, batched),
		p("both keys", "sk,pk", accepted, batched),
		p("key and attribute", "v, pk", accepted, batched),
		p("nested", "doc.nest.leaf", accepted, batched),
		p("nested siblings", "doc.nest.leaf, doc.more", accepted, batched),
		p("nested missing", "doc.nowhere.leaf", accepted, batched),
		p("nested in a scalar", "v.w", accepted, batched),
		p("index", "lst[0]", accepted, batched),
		p("indexes", "lst[2], lst[0], lst[1].deep", accepted, batched),
		p("index beyond", "lst[99]", accepted, batched),
		p("index beyond 32 bits", "lst[99999999999]", dependsOnEngine, either),
		p("negative index", "lst[-1]", refused, either),
		p("index with a leading zero", "lst[00]", dependsOnEngine, either),
		p("index with spaces", "lst[ 0 ]", dependsOnEngine, either),
		p("index of a document", "doc[0]", accepted, batched),
		p("indexes of indexes", "grid[1][0], grid[0][1]", accepted, batched),
		p("element of a set", "tags[0]", accepted, batched),
		p("placeholder", "#v", accepted, batched, "#v", "v"),
		p("placeholders", "#v, #d.#i.leaf, #l[1]", accepted, batched, "#v", "v", "#d", "doc", "#i", "nest", "#l", "lst"),
		p("placeholder for a missing attribute", "#x", accepted, batched, "#x", "nowhere"),
		p("placeholder for a name with dots", "#dot", accepted, batched, "#dot", "a.b"),
		p("placeholder for the partition key", "#k", accepted, batched, "#k", "pk"),
		p("placeholders for both keys", "#k, #s, v", accepted, batched, "#k", "pk", "#s", "sk"),
		p("placeholder that begins with a digit", "#1", accepted, batched, "#1", "v"),
		p("placeholder with an underscore", "#_", accepted, batched, "#_", "v"),
		p("placeholder of unicode", "#ключ", dependsOnEngine, either, "#ключ", "v"),
		p("placeholder for a reserved word", "#status", accepted, batched, "#status", "status"),
		p("one attribute behind two placeholders", "#a, #b", refused, either, "#a", "v", "#b", "v"),
		p("one attribute with and without placeholder", "v, #b", refused, either, "#b", "v"),
		p("our own placeholder", "#dynactor_pk", accepted, either, "#dynactor_pk", "v"),
		p("our own placeholder, unused", "v", refused, either, "#dynactor_sk", "v"),
		empty,
		p("undefined placeholder", "#u", refused, either),
		p("undefined placeholder besides a defined one", "#u, #v", refused, either, "#v", "v"),
		p("unused placeholder", "v", refused, either, "#w", "w"),
		p("placeholder for an empty name", "#e", refused, either, "#e", ""),
		p("placeholder without a name", "#", refused, either, "#", "v"),
		p("names without the hash", "v", refused, either, "v", "v"),
		p("value placeholder", ":v", refused, either),
		p("reserved word", "status", refused, either),
		p("reserved word among others", "v, name", refused, either),
		p("nested reserved word", "doc.name", refused, either),
		p("same attribute twice", "v, v", refused, either),
		p("overlapping paths", "doc, doc.nest", refused, either),
		p("overlapping paths, deeper", "doc.nest.leaf, doc.nest", refused, either),
		p("overlapping indexes", "lst, lst[0]", refused, either),
		p("conflicting paths", "doc.nest, doc[0]", refused, either),
		p("into the partition key", "pk.x", dependsOnEngine, either),
		p("into the sort key", "sk[0]", dependsOnEngine, either),
		p("partition key and into it", "pk, pk.x", refused, either),
		p("empty", "", refused, either),
		p("spaces", "  ", refused, either),
		p("comma", ",", refused, either),
		p("comma behind", "v,", refused, either),
		p("comma before", ",v", refused, either),
		p("two commas", "v,,w", refused, either),
		p("without comma", "v w", refused, either),
		p("dot behind", "doc.", refused, either),
		p("two dots", "doc..nest", refused, either),
		p("open bracket", "lst[0", refused, either),
		p("empty brackets", "lst[]", refused, either),
		p("name as index", "lst[v]", refused, either),
		p("parentheses", "(v)", refused, either),
		p("function", "size(v)", refused, either),
		p("quotes", "\"v\"", refused, either),
		p("hyphen", "a-b", refused, either),
		p("digit first", "1v", dependsOnEngine, either),
		p("underscore first", "_v", dependsOnEngine, either),
		p("star", "*", refused, either),
		p("unicode name", "имя", dependsOnEngine, either),
		p("invalid UTF-8", "\xff", dependsOnEngine, either),
		p("space around a dot", "doc . nest", dependsOnEngine, either),
		p("no-break space", "v,\u00a0w", dependsOnEngine, either),
		p("form feed", "v,\fw", dependsOnEngine, either),
		p("32 elements", "doc"+strings.Repeat(".d", 31), accepted, batched),
		p("33 elements", "doc"+strings.Repeat(".d", 32), refused, either),
		p("256 paths", strings.Join(manyNames(256), ","), accepted, either),
		p("400 paths", strings.Join(manyNames(400), ","), accepted, either),
		p("4096 bytes", "v"+strings.Repeat(" ", 4095), dependsOnEngine, either),
		p("nearly 4096 bytes, too long with the keys", strings.Repeat("q", 4090), dependsOnEngine, either),
		p("4097 bytes", strings.Repeat("q", 4097), refused, either),
		p("long placeholder", "#"+strings.Repeat("p", 254), accepted, either, "#"+strings.Repeat("p", 254), "v"),
		p("placeholder of 256 bytes", "#"+strings.Repeat("p", 255), dependsOnEngine, either, "#"+strings.Repeat("p", 255), "v"),
	}
}

func TestCoalescedGetsWithProjectionsAnswerAsNativeOnes(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	table := tables[sorted]
	rich := func(id string) attributes {
		return with(sorted.key(id), attributes{
			"v": s("v of " + id), "w": n("12.50"), "x": b("x"), "y": null(true), "status": s("new"), "name": s("n"), "a.b": s("dotted"),
			"doc":  document(attributes{"nest": document(attributes{"leaf": s("leaf of " + id)}), "more": n("1"), "name": s("n")}),
			"lst":  list(s("zero"), document(attributes{"deep": s("d")}), list(s("two"))),
			"grid": list(list(n("1"), n("2")), list(n("3"))),
			"tags": stringSet("a", "b"),
		})
	}
	for _, id := range []string{"1", "2", "3"} {
		store(t, client, table, rich(id))
	}
	store(t, client, table, sorted.key("bare"))
	for _, c := range projectionCases() {
		t.Run(c.name, func(t *testing.T) {
			get := func(key attributes) *dynamodb.GetItemInput {
				return &dynamodb.GetItemInput{TableName: &table, Key: key, ProjectionExpression: c.expression, ExpressionAttributeNames: c.names}
			}
			bad := get(sorted.key("3"))
			bad.Key = attributes{"pk": n("1"), "sk": s("x")} // has the whole batch refused
			other := get(sorted.key("2"))
			other.ProjectionExpression, other.ExpressionAttributeNames = aws.String("w"), nil
			askTogether(t, crowd, sorted, c.travel, c.verdict,
				get(sorted.key("1")), get(sorted.key("bare")), get(sorted.key("missing")), get(sorted.key("2")), get(sorted.key("1")), other)
			askTogether(t, crowd, sorted, either, c.verdict,
				get(sorted.key("1")), get(sorted.key("bare")), bad, get(sorted.key("missing")))
		})
	}
}

// An item whose key attributes can't be spelled in an expression.
func TestProjectionsOfAwkwardKeysAnswerAsNativeOnes(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	for _, l := range []*layout{awkward, numbered, binary} {
		table := tables[l]
		for _, id := range []string{"1", "2"} {
			store(t, client, table, with(l.key(id), attributes{"v": s(id), "a": document(attributes{"b": list(s("nested"))})}))
		}
		store(t, client, table, l.key("bare"))
		for _, c := range []projectionCase{
			{"attribute", aws.String("v"), nil, accepted, batched},
			{"like the key's name", aws.String("a.b[0]"), nil, accepted, batched},
			{"missing", aws.String("nowhere"), nil, accepted, batched},
			{"keys", aws.String("#p, #s"), map[string]string{"#p": l.names[0], "#s": l.names[len(l.names)-1]}, dependsOnEngine, either},
			{"partition key", aws.String("#p, v"), map[string]string{"#p": l.names[0]}, accepted, batched},
			{"reserved word", aws.String("name"), nil, refused, either},
		} {
			t.Run(l.name+", "+c.name, func(t *testing.T) {
				get := func(id string) *dynamodb.GetItemInput {
					return &dynamodb.GetItemInput{TableName: &table, Key: l.key(id), ProjectionExpression: c.expression, ExpressionAttributeNames: c.names}
				}
				askTogether(t, crowd, l, c.travel, c.verdict, get("1"), get("bare"), get("missing"), get("2"), get("1"))
			})
		}
	}
}

func manyNames(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "n" + strings.Repeat("n", i%3) + string(rune('a'+i%26)) + string(rune('a'+i/26%26))
	}
	return all
}
