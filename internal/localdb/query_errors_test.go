package localdb

import (
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/require"
)

func sortedNames(m avMap) []string { return slices.Sorted(maps.Keys(m)) }

func TestQueryRefuses(t *testing.T) {
	e := readEngine(t)
	const (
		startKey  = "The provided starting key is invalid"
		schema    = "The provided key element does not match the schema"
		predicate = "The provided starting key does not match the range key predicate"
		scalars   = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
		outside   = "The provided starting key is outside query boundaries based on provided conditions"
	)
	type input = dynamodb.QueryInput
	start := func(m avMap) func(*input) { return func(in *input) { in.ExclusiveStartKey = m } }
	indexStart := func(index string, m avMap) func(*input) {
		return func(in *input) { in.IndexName, in.ExclusiveStartKey = &index, m }
	}
	sorted := func(condition string, m avMap) func(*input) {
		return func(in *input) {
			in.KeyConditionExpression, in.ExclusiveStartKey = &condition, m
			in.ExpressionAttributeValues[":s"] = avN(2)
		}
	}
	sel := func(s types.Select, index, wants string) func(*input) {
		return func(in *input) {
			in.Select = s
			if index != "" {
				in.IndexName = &index
			}
			if wants != "" {
				in.ProjectionExpression = &wants
			}
		}
	}
	filter := func(index, name string) func(*input) {
		return func(in *input) {
			if index != "" {
				in.IndexName = &index
			}
			in.FilterExpression = ptr.String(name + " = :f")
			in.ExpressionAttributeValues[":f"] = avS("f")
		}
	}
	legacy := func(change func(*input)) func(*input) {
		return func(in *input) {
			in.KeyConditionExpression, in.ExpressionAttributeValues, in.KeyConditions = nil, nil, legacyKey("p", "a")
			change(in)
		}
	}
	for _, c := range []struct {
		name   string
		change func(*input)
		want   string
	}{
		{"limit", func(in *input) { in.Limit = ptr.Int32(0) },
			"1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"select", sel("BAD", "", ""),
			"1 validation error detected: Value 'BAD' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]"},
		{"index name", func(in *input) { in.IndexName = ptr.String("i") },
			"1 validation error detected: Value 'i' at 'indexName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		{"comparison", legacy(func(in *input) { in.QueryFilter = map[string]types.Condition{"x": {}} }),
			"1 validation error detected: Value null at 'queryFilter.x.member.comparisonOperator' failed to satisfy constraint: Member must not be null"},
		{"no key condition", func(in *input) { in.KeyConditionExpression, in.ExpressionAttributeValues = nil, nil },
			"Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."},
		{"mixed", func(in *input) {
			in.AttributesToGet, in.QueryFilter, in.ConditionalOperator, in.KeyConditions = []string{"a"}, legacyKey("x", "a"), "OR", legacyKey("p", "a")
		}, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: {KeyConditionExpression}"},
		{"values without expressions", legacy(func(in *input) { in.ExpressionAttributeValues = avMap{":a": avS("a")} }),
			"ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null"},
		{"unused values", func(in *input) { in.ExpressionAttributeValues[":u"], in.IndexName = avS("u"), ptr.String("none") },
			"Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}"},
		{"operator alone", legacy(func(in *input) { in.ConditionalOperator = types.ConditionalOperatorOr }),
			"ConditionalOperator cannot be used without Filter or Expected"},
		{"operator of one", legacy(func(in *input) {
			in.ConditionalOperator, in.QueryFilter = types.ConditionalOperatorOr, legacyKey("x", "a")
		}), "ConditionalOperator can only be used when Filter or Expected has two or more elements"},
		{"doubled attribute", legacy(func(in *input) { in.AttributesToGet = []string{"x", "x"} }),
			"One or more parameter values were invalid: Duplicate value in attribute name: x"},

		{"no table", func(in *input) { in.TableName, in.IndexName = ptr.String("other"), ptr.String("none") }, "Requested resource not found"},
		{"no index", func(in *input) { in.IndexName, in.ConsistentRead = ptr.String("none"), ptr.Bool(true) },
			"The table does not have the specified index: none"},
		{"consistent", func(in *input) { in.IndexName, in.ConsistentRead = ptr.String("global-all"), ptr.Bool(true) },
			"Consistent reads are not supported on global secondary indexes"},
		{"wrong key", func(in *input) { in.KeyConditionExpression = ptr.String("x = :p") }, "Query condition missed key schema element: p"},

		{"count with projection", sel(types.SelectCount, "", "x"), "Cannot specify the ProjectionExpression when choosing to get only the Count"},
		{"all with projection", sel(types.SelectAllAttributes, "", "x"), "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"},
		{"projected with projection", sel(types.SelectAllProjectedAttributes, "local-x", "x"),
			"Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES"},
		{"all with attributes", legacy(func(in *input) { in.Select, in.AttributesToGet = types.SelectAllAttributes, []string{"x"} }),
			"Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES"},
		{"specific without", sel(types.SelectSpecificAttributes, "", ""),
			"1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"},
		{"projected of a table", sel(types.SelectAllProjectedAttributes, "", ""),
			"ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"},
		{"all of a global index", sel(types.SelectAllAttributes, "global-x", ""),
			"One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index global-x because its projection type is not ALL"},
		{"not projected", sel("", "global-x", "y.a, x, l"),
			"One or more parameter values were invalid: Global secondary index global-x does not project [l, y]"},

		{"filter on the partition key", filter("", "p"), "Filter Expression can only contain non-primary key attributes: Primary key attribute: p"},
		{"filter on the sort key", filter("", "s"), "Filter Expression can only contain non-primary key attributes: Primary key attribute: s"},
		{"filter on an index's key", filter("global-all", "h"), "Filter Expression can only contain non-primary key attributes: Primary key attribute: h"},
		{"legacy filter on the key", legacy(func(in *input) { in.QueryFilter = legacyKey("s", "a") }),
			"QueryFilter can only contain non-primary key attributes: Primary key attribute: s"},
		{"filter beyond a global index", filter("global-x", "y"),
			"One or more parameter values were invalid: Secondary index global-x does not project one or more filter attributes: [y]"},
		{"filter beyond a local index", filter("local-x", "y"),
			"One or more parameter values were invalid: Secondary index local-x does not project one or more filter attributes: [y]"},

		{"projection into the key", sel("", "", "y, s.a"), scalars + "Key: s"},
		{"projection into an index's key", sel("", "", "x[1], h[0].a"), scalars + "IndexKey: h"},
		{"projection into a key before the filter", func(in *input) {
			filter("", "p")(in)
			in.ProjectionExpression = ptr.String("g.a")
		}, scalars + "IndexKey: g"},
		{"filter into the key", filter("", "s.a"), scalars + "Key: s"},
		{"filter into an index's key", filter("", "l[0]"), scalars + "IndexKey: l"},
		{"filter into the table's key", filter("local-all", "s.a"), scalars + "Key: s"},

		{"empty key", func(in *input) { in.ExpressionAttributeValues[":p"] = avS("") },
			"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p"},
		{"empty key of an index", func(in *input) {
			in.IndexName, in.ExpressionAttributeValues[":p"] = ptr.String("local-all"), avS("")
		}, "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: local-all, IndexKey: p"},

		{"start: empty", start(avMap{}), startKey},
		{"start: half", start(avMap{"p": avS("a")}), startKey},
		{"start: too much", start(readItem("a", 1)), startKey},
		{"start: other names", start(avMap{"p": avS("a"), "z": avN(1)}), startKey},
		{"start: other type", start(avMap{"p": avS("a"), "s": avS("1")}), schema},
		{"start: other type of partition key", start(avMap{"p": avN(1), "s": avN(1)}), schema},
		{"start: bad number", start(avMap{"p": avS("a"), "s": &types.AttributeValueMemberN{Value: "one"}}),
			"The parameter cannot be converted to a numeric value: one"},
		{"start: bad value", start(avMap{"p": avS("a"), "s": &types.AttributeValueMemberBS{}}),
			startKey + ": One or more parameter values were invalid: Binary sets should not be empty"},
		{"start: doubled element", start(avMap{"p": avS("a"), "s": &types.AttributeValueMemberSS{Value: []string{"a", "a"}}}),
			"One or more parameter values were invalid: Input collection [a, a] contains duplicates."},
		{"start: empty value", start(avMap{"p": avS(""), "s": avN(1)}),
			startKey + ": One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p"},
		{"start: other partition", start(avMap{"p": avS("b"), "s": avN(1)}), outside},
		{"start: other partition, sorted", sorted("p = :p AND s > :s", avMap{"p": avS("b"), "s": avN(3)}),
			"The query can return at most one row and cannot be restarted"},
		{"start: on the bound", sorted("p = :p AND s > :s", avMap{"p": avS("a"), "s": avN(2)}), predicate},
		{"start: below", sorted("p = :p AND s >= :s", avMap{"p": avS("a"), "s": avN(1)}), predicate},
		{"start: above", sorted("p = :p AND s <= :s", avMap{"p": avS("a"), "s": avN(3)}), predicate},
		{"start: at the end", sorted("p = :p AND s <= :s", avMap{"p": avS("a"), "s": avN(2)}), predicate},
		{"start: at the end of one", sorted("p = :p AND s BETWEEN :s AND :s", avMap{"p": avS("a"), "s": avN(2)}), predicate},
		{"start: not equal", sorted("p = :p AND s = :s", avMap{"p": avS("a"), "s": avN(3)}), predicate},

		{"local start: of the table", indexStart("local-all", avMap{"p": avS("a"), "s": avN(1)}), startKey},
		{"local start: of the index", indexStart("local-all", avMap{"p": avS("a"), "l": avS("1")}), startKey},
		{"local start: other type", indexStart("local-all", avMap{"p": avS("a"), "l": avN(1), "s": avN(1)}), schema},
		{"local start: other type of the table's key", indexStart("local-all", avMap{"p": avS("a"), "l": avS("l"), "s": avS("1")}), startKey + ": " + schema},
		{"local start: other partition", indexStart("local-all", avMap{"p": avS("b"), "l": avS("l"), "s": avN(1)}), outside},
		{"global start: of the table", indexStart("global-all", avMap{"p": avS("a"), "s": avN(1)}), startKey},
		{"global start: other names", indexStart("global-all", avMap{"p": avS("a"), "s": avN(1), "g": avS("g"), "z": avN(1)}), startKey},
		{"global start: other type", indexStart("global-all", avMap{"p": avS("a"), "s": avN(1), "g": avN(1), "h": avN(1)}), schema},
		{"global start: the table's key has other names", indexStart("global-all", avMap{"p": avS("a"), "z": avN(1), "g": avS("g"), "h": avN(1)}), startKey + ": " + schema},
		{"global start: other partition", indexStart("global-all", avMap{"p": avS("a"), "s": avN(1), "g": avS("z"), "h": avN(1)}), outside},
		{"start before the key condition", func(in *input) {
			in.KeyConditionExpression, in.ExclusiveStartKey = ptr.String("x = :p"), avMap{}
		}, startKey},
		{"key condition before the sort key of the start", func(in *input) {
			in.KeyConditionExpression, in.ExclusiveStartKey = ptr.String("x = :p"), avMap{"p": avS("a"), "s": avS("1")}
		}, "Query condition missed key schema element: p"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := e.Do(t.Context(), queryInput(c.change))
			requireError(t, err, c.want)
		})
	}
}

func TestQueryGoesOnBehindAnyKey(t *testing.T) {
	e := readEngine(t)
	for _, c := range []struct {
		index string
		start avMap
		want  []string
	}{
		{"", avMap{"p": avS("a"), "s": &types.AttributeValueMemberN{Value: "3.5"}}, []string{"4", "5"}},
		{"", avMap{"p": avS("a"), "s": &types.AttributeValueMemberN{Value: "30e-1"}}, []string{"4", "5"}},
		{"", avMap{"p": avS("a"), "s": avN(5)}, nil},
		{"local-all", avMap{"p": avS("a"), "l": avS("l3"), "s": avN(9)}, []string{"4", "5"}},
		{"local-all", avMap{"p": avS("a"), "l": avS("l3"), "s": avN(2)}, []string{"3", "4", "5"}},
		{"global-all", avMap{"g": avS("g"), "h": avN(5), "p": avS("a"), "s": avN(5)}, nil},
	} {
		out := do[*dynamodb.QueryOutput](t, e, queryInput(func(in *dynamodb.QueryInput) {
			if c.index != "" {
				in.IndexName = &c.index
			}
			in.ExclusiveStartKey = c.start
		}))
		require.Equal(t, c.want, numbers(out.Items, "s"), "%s %v", c.index, c.start)
	}
}

func TestReadsOfAnIndexThatIsDroppedMeanwhile(t *testing.T) {
	e := readEngine(t)
	e.find(ptr.String("reads")).store.DropIndex("global-all") // what a request sees that found it just before
	const gone = "The table does not have the specified index: global-all"
	_, err := e.Do(t.Context(), queryInput(func(in *dynamodb.QueryInput) { in.IndexName = ptr.String("global-all") }))
	requireError(t, err, gone)
	_, err = e.Do(t.Context(), scanInput(func(in *dynamodb.ScanInput) { in.IndexName = ptr.String("global-all") }))
	requireError(t, err, gone)
}
