package integration

import (
	"fmt"
	"maps"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everything is an item that has something of each type that can be changed in place.
func everything() attributes {
	return attributes{
		"s": s("text"), "n": n("1"), "b": b("bytes"), "bool": truth(true), "null": null(true),
		"l":  list(s("x"), list(b("y")), document(attributes{"z": b("z")})),
		"m":  document(attributes{"m": document(attributes{"l": list(n("1"))})}),
		"ss": stringSet("a", "b"), "ns": numberSet("1"), "bs": binarySet("c", "d"),
	}
}

// scribble changes all of an item that can be changed in place.
func scribble(item attributes) {
	for name, v := range item {
		scribbleValue(v)
		delete(item, name)
	}
	item["scribbled"] = s("over")
}

func scribbleValue(v value) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		v.Value = "scribbled"
	case *types.AttributeValueMemberN:
		v.Value = "666"
	case *types.AttributeValueMemberB:
		clear(v.Value)
	case *types.AttributeValueMemberBOOL:
		v.Value = !v.Value
	case *types.AttributeValueMemberNULL:
		v.Value = !v.Value
	case *types.AttributeValueMemberL:
		for i := range v.Value {
			scribbleValue(v.Value[i])
			v.Value[i] = nil
		}
	case *types.AttributeValueMemberM:
		scribble(v.Value)
	case *types.AttributeValueMemberSS:
		clear(v.Value)
	case *types.AttributeValueMemberNS:
		clear(v.Value)
	case *types.AttributeValueMemberBS:
		for i := range v.Value {
			clear(v.Value[i])
		}
		clear(v.Value)
	}
}

func TestIdenticalReadsShareAKeyAndNothingElse(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table := tables[sorted]
	for _, id := range []string{"1", "2"} {
		store(t, client, table, with(sorted.key(id), everything()))
	}
	for _, c := range []struct {
		name       string
		ids        []string
		projection *string
		calls      int // BatchGetItem's; 0 if the native operation is to be called, once
	}{
		{"one key", []string{"1"}, nil, 0},
		{"one missing key", []string{"missing"}, nil, 0},
		{"one key, projected", []string{"1"}, aws.String("b,m.m,l[1]"), 0},
		{"three keys", []string{"1", "2", "missing"}, nil, 1},
		{"three keys, projected", []string{"1", "2", "missing"}, aws.String("b,m.m,l[1]"), 1},
		{"three keys, keys projected", []string{"1", "2", "missing"}, aws.String("pk,sk,b"), 1},
		{"three keys, nothing projected", []string{"1", "2", "missing"}, aws.String("nowhere"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			crowd := newCrowd(t, client)
			var inputs []any
			var want []answer
			for range 20 {
				for _, id := range c.ids {
					in := &dynamodb.GetItemInput{TableName: &table, Key: sorted.key(id), ProjectionExpression: c.projection}
					inputs = append(inputs, in)
					want = append(want, native(t.Context(), client, in))
				}
			}
			eachFace(t, func(t *testing.T, f face) {
				answers := crowd.together(t, f, table, sorted.key, inputs...)
				seen := map[*dynamodb.GetItemOutput]bool{}
				for i, a := range answers {
					assertAlike(t, want[i], a, fmt.Sprint("get ", i))
					out, err := of[dynamodb.GetItemOutput](a)
					require.NoError(t, err)
					assert.False(t, seen[out], "two askers got one output")
					seen[out] = true
					if out.Item != nil {
						scribble(out.Item)
					}
				}
				batches := recorded[dynamodb.BatchGetItemInput](crowd.recorder)
				assert.Len(t, batches, c.calls)
				for _, call := range batches {
					assert.Len(t, call.RequestItems[table].Keys, len(c.ids))
				}
				if c.calls == 0 {
					assert.Len(t, recorded[dynamodb.GetItemInput](crowd.recorder), 1)
				} else {
					assert.Empty(t, recorded[dynamodb.GetItemInput](crowd.recorder))
				}
				assert.Positive(t, crowd.ex.Stats().Tables[table].DeduplicatedReads)
			})
		})
	}
}

func TestReadsShareABatchIfConsistencyAndProjectionAreTheSame(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table := tables[sorted]
	for i := range 12 {
		store(t, client, table, with(sorted.key(fmt.Sprint(i)), everything()))
	}
	get := func(expression string, consistent bool, names ...string) func(i int) *dynamodb.GetItemInput {
		return func(i int) *dynamodb.GetItemInput {
			in := &dynamodb.GetItemInput{TableName: &table, Key: sorted.key(fmt.Sprint(i))}
			if expression != "" {
				in.ProjectionExpression = aws.String(expression)
			}
			if consistent {
				in.ConsistentRead = aws.Bool(true)
			}
			for i := 0; i < len(names); i += 2 {
				if in.ExpressionAttributeNames == nil {
					in.ExpressionAttributeNames = map[string]string{}
				}
				in.ExpressionAttributeNames[names[i]] = names[i+1]
			}
			return in
		}
	}
	type gets []func(int) *dynamodb.GetItemInput
	for _, c := range []struct {
		name    string
		gets    gets
		batches int
	}{
		{"no projection", gets{get("", false)}, 1},
		{"consistent and not", gets{get("", false), get("", true)}, 2},
		{"one projection", gets{get("s,n", false), get("s,n", false)}, 1},
		{"projected and not", gets{get("", false), get("s,n", false)}, 2},
		{"two projections", gets{get("s", false), get("n", false)}, 2},
		{"one projection, consistent and not", gets{get("s", false), get("s", true)}, 2},
		{"one expression, one meaning", gets{get("#a", false, "#a", "s"), get("#a", false, "#a", "s")}, 1},
		{"one expression, two meanings", gets{get("#a", false, "#a", "s"), get("#a", false, "#a", "n")}, 2},
		{"two placeholders, one meaning", gets{get("#a", false, "#a", "s"), get("#b", false, "#b", "s")}, 2},
		{"names swapped", gets{get("#a.#b", false, "#a", "m", "#b", "l"), get("#a.#b", false, "#a", "l", "#b", "m")}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			crowd := newCrowd(t, client)
			var inputs []any
			var want []answer
			for i := range 12 {
				in := c.gets[i%len(c.gets)](i)
				inputs = append(inputs, in)
				want = append(want, native(t.Context(), client, in))
			}
			eachFace(t, func(t *testing.T, f face) {
				for i, a := range crowd.together(t, f, table, sorted.key, inputs...) {
					assertAlike(t, want[i], a, fmt.Sprint("get ", i))
				}
				assert.Len(t, recorded[dynamodb.BatchGetItemInput](crowd.recorder), c.batches)
				assert.Empty(t, recorded[dynamodb.GetItemInput](crowd.recorder))
			})
		})
	}
}

func TestTwoWritesOnOneKeyNeverMeetInABatch(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	number := func(spelled string) attributes { return attributes{"pk": n(spelled)} }
	for _, c := range []struct {
		name   string
		layout *layout
		keys   []attributes // spellings of one key
	}{
		{"string", sorted, []attributes{sorted.key("x")}},
		{"binary", binary, []attributes{{"pk": b("x"), "sk": n("2")}, {"pk": b("x"), "sk": n("2.0")}, {"pk": b("x"), "sk": n("0.2e1")}}},
		{"number", numbered, []attributes{number("1"), number("1.0"), number("01"), number("1e0")}},
		{"zero", numbered, []attributes{number("0"), number("-0"), number("0.00")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				table := tables[c.layout]
				crowd := newCrowd(t, client)
				key := func(i int) attributes { return maps.Clone(c.keys[i%len(c.keys)]) }
				var inputs []any
				for i := range 12 {
					if i%3 == 1 {
						inputs = append(inputs, &dynamodb.DeleteItemInput{TableName: &table, Key: key(i)})
					} else {
						inputs = append(inputs, &dynamodb.PutItemInput{TableName: &table, Item: with(key(i), attributes{"v": n(fmt.Sprint(i))})})
					}
					inputs = append(inputs, &dynamodb.PutItemInput{TableName: &table, Item: c.layout.key(fmt.Sprint("other ", i))})
				}
				for i, a := range crowd.together(t, f, table, c.layout.key, inputs...) {
					assert.NoError(t, a.err, "write %d", i)
				}
				assert.NotEmpty(t, recorded[dynamodb.BatchWriteItemInput](crowd.recorder))
				for _, call := range recorded[dynamodb.BatchWriteItemInput](crowd.recorder) {
					on := 0
					for _, w := range call.RequestItems[table] {
						var item attributes
						if w.PutRequest != nil {
							item = w.PutRequest.Item
						} else {
							item = w.DeleteRequest.Key
						}
						for _, k := range c.keys {
							if reflect.DeepEqual(k, c.layout.keyOf(item)) {
								on++
							}
						}
					}
					assert.LessOrEqual(t, on, 1, "writes on the key in one batch")
				}
				if f == async {
					assert.Equal(t, n("11"), stored(t, client, table, c.keys[0])["v"], "the last write wins")
				}
			})
		})
	}
}
