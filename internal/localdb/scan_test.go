package localdb

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scanned collects an attribute of all pages of a segment, and counts the pages.
func scanned(t testing.TB, e *Engine, in dynamodb.ScanInput) (found []string) {
	for page := 0; ; page++ {
		require.LessOrEqual(t, page, 200, "it does not end")
		request := in
		out := do[*dynamodb.ScanOutput](t, e, &request)
		for _, i := range out.Items {
			found = append(found, fmt.Sprint(i["p"].(*types.AttributeValueMemberS).Value, " ", i["s"].(*types.AttributeValueMemberN).Value))
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; in.ExclusiveStartKey == nil {
			return found
		}
	}
}

// scatter puts items of many partitions, all of which the indexes have.
func scatter(t testing.TB, e *Engine, partitions, each int) (all []string) {
	for p := range partitions {
		for s := range each {
			item := readItem(fmt.Sprint("part", p), s)
			item["g"] = avS(fmt.Sprint("group", p%7))
			item["h"] = avN(s % 2)
			putInto(t, e, "reads", item)
			all = append(all, fmt.Sprintf("part%d %d", p, s))
		}
	}
	slices.Sort(all)
	return all
}

func TestScanPagesHaveEveryItemOnce(t *testing.T) {
	e := New(Config{})
	createTable(t, e, readSpec)
	all := scatter(t, e, 12, 3)
	for _, index := range []string{"", "local-all", "local-keys", "global-all", "global-keys"} {
		in := dynamodb.ScanInput{TableName: ptr.String("reads")}
		if index != "" {
			in.IndexName = &index
		}
		whole := scanned(t, e, in)
		require.Equal(t, all, slices.Sorted(slices.Values(whole)), index)
		for limit := int32(1); limit <= int32(len(all))+1; limit++ {
			in.Limit = &limit
			require.Equal(t, whole, scanned(t, e, in), "index %q, limit %d", index, limit)
		}
	}
}

func TestScanSegmentsHaveEveryItemOnce(t *testing.T) {
	e := New(Config{})
	createTable(t, e, readSpec)
	all := scatter(t, e, 30, 2)
	for _, index := range []string{"", "local-x", "global-x"} {
		for _, total := range []int32{1, 2, 3, 7, 100} {
			var found []string
			for segment := range total {
				in := dynamodb.ScanInput{TableName: ptr.String("reads"), Segment: &segment, TotalSegments: &total, Limit: ptr.Int32(4)}
				if index != "" {
					in.IndexName = &index
				}
				part := scanned(t, e, in)
				if total == 2 {
					require.NotEmpty(t, part, "30 partitions are in both halves")
				}
				found = append(found, part...)
			}
			slices.Sort(found)
			require.Equal(t, all, found, "index %q, %d segments", index, total)
		}
	}
	// The last of the most segments there can be.
	out := do[*dynamodb.ScanOutput](t, e, scanInput(func(in *dynamodb.ScanInput) {
		in.Segment, in.TotalSegments = ptr.Int32(maxSegments-1), ptr.Int32(maxSegments)
	}))
	require.Less(t, int(out.Count), len(all))
}

func TestScanFiltersAndProjects(t *testing.T) {
	e := readEngine(t)
	out := do[*dynamodb.ScanOutput](t, e, scanInput(func(in *dynamodb.ScanInput) {
		in.FilterExpression, in.ProjectionExpression = ptr.String("s > :s AND x <> :x"), ptr.String("s") // keys may be filtered in a scan
		in.ExpressionAttributeValues = avMap{":s": avN(2), ":x": avS("x4")}
	}))
	require.Equal(t, []avMap{{"s": avN(3)}, {"s": avN(5)}}, out.Items)
	require.EqualValues(t, 2, out.Count)
	require.EqualValues(t, 5, out.ScannedCount)

	out = do[*dynamodb.ScanOutput](t, e, scanInput(func(in *dynamodb.ScanInput) {
		in.ScanFilter = map[string]types.Condition{
			"s": condition(types.ComparisonOperatorEq, avN(2)),
			"x": condition(types.ComparisonOperatorEq, avS("x1")),
		}
		in.ConditionalOperator = types.ConditionalOperatorOr
		in.AttributesToGet = []string{"x"}
	}))
	require.Equal(t, []avMap{{"x": avS("x1")}, {"x": avS("x2")}}, out.Items)
}

func TestScanOfAnIndexSeesOnlyWhatItHas(t *testing.T) {
	e := readEngine(t)
	for index, want := range map[string][]string{
		"local-keys": {"l", "p", "s"}, "local-x": {"l", "p", "s", "x"},
		"global-keys": {"g", "p", "s"}, "global-x": {"g", "h", "p", "s", "x"},
	} {
		out := do[*dynamodb.ScanOutput](t, e, scanInput(func(in *dynamodb.ScanInput) { in.IndexName = &index }))
		require.Len(t, out.Items, 5)
		for _, i := range out.Items {
			assert.Equal(t, want, sortedNames(i), index)
		}
		out = do[*dynamodb.ScanOutput](t, e, scanInput(func(in *dynamodb.ScanInput) {
			in.IndexName, in.FilterExpression = &index, ptr.String("attribute_exists(y)")
		}))
		assert.Zero(t, out.Count, "a filter on what %s doesn't have", index)
	}
	out := do[*dynamodb.ScanOutput](t, e, scanInput(func(in *dynamodb.ScanInput) {
		in.IndexName, in.ProjectionExpression = ptr.String("local-keys"), ptr.String("y")
		in.Limit, in.ReturnConsumedCapacity = ptr.Int32(1), types.ReturnConsumedCapacityIndexes
	}))
	require.Equal(t, []avMap{{"y": avS("y1")}}, out.Items)
	require.Equal(t, 0.5, *out.ConsumedCapacity.Table.CapacityUnits, "it was fetched from the table")
}

func TestScanRefuses(t *testing.T) {
	e := readEngine(t)
	const (
		startKey = "The provided starting key is invalid"
		schema   = startKey + ": The provided key element does not match the schema"
	)
	type input = dynamodb.ScanInput
	segment := func(segment, total *int32) func(*input) {
		return func(in *input) { in.Segment, in.TotalSegments = segment, total }
	}
	start := func(index string, m avMap) func(*input) {
		return func(in *input) {
			if index != "" {
				in.IndexName = &index
			}
			in.ExclusiveStartKey = m
		}
	}
	for _, c := range []struct {
		name   string
		change func(*input)
		want   string
	}{
		{"limit", func(in *input) { in.Limit = ptr.Int32(0) },
			"1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"negative segment", segment(ptr.Int32(-1), ptr.Int32(2)),
			"1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0"},
		{"no segments", segment(ptr.Int32(0), ptr.Int32(0)),
			"1 validation error detected: Value '0' at 'totalSegments' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"too many segments", segment(ptr.Int32(0), ptr.Int32(maxSegments+1)),
			"1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000"},
		{"segment alone", segment(ptr.Int32(0), nil),
			"The TotalSegments parameter is required but was not present in the request when Segment parameter is present"},
		{"total alone", segment(nil, ptr.Int32(2)),
			"The Segment parameter is required but was not present in the request when parameter TotalSegments is present"},
		{"segment that isn't there", segment(ptr.Int32(2), ptr.Int32(2)),
			"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2"},
		{"segment before expressions", func(in *input) { in.Segment, in.FilterExpression = ptr.Int32(1), ptr.String("") },
			"The TotalSegments parameter is required but was not present in the request when Segment parameter is present"},
		{"mixed", func(in *input) { in.FilterExpression, in.ScanFilter = ptr.String("x = x"), legacyKey("x", "a") },
			"Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}"},
		{"specific without", func(in *input) { in.Select = types.SelectSpecificAttributes },
			"Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"},
		{"projected of a table", func(in *input) { in.Select = types.SelectAllProjectedAttributes },
			"ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"},
		{"no table", func(in *input) { in.TableName, in.ExclusiveStartKey = ptr.String("other"), avMap{} }, "Requested resource not found"},
		{"no index", start("none", avMap{}), "The table does not have the specified index: none"},
		{"consistent", func(in *input) { in.IndexName, in.ConsistentRead = ptr.String("global-all"), ptr.Bool(true) },
			"Consistent reads are not supported on global secondary indexes"},
		{"all of a global index", func(in *input) { in.IndexName, in.Select = ptr.String("global-x"), types.SelectAllAttributes },
			"One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index global-x because its projection type is not ALL"},
		{"not projected", func(in *input) { in.IndexName, in.AttributesToGet = ptr.String("global-x"), []string{"y"} },
			"One or more parameter values were invalid: Global secondary index global-x does not project [y]"},

		{"projection into the key", func(in *input) { in.ProjectionExpression = ptr.String("p.a") },
			"Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: p"},
		{"filter into an index's key", func(in *input) { in.FilterExpression = ptr.String("attribute_exists(h.a)") },
			"Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: h"},

		{"start: empty", start("", avMap{}), schema},
		{"start: half", start("", avMap{"p": avS("a")}), schema},
		{"start: other names", start("", avMap{"p": avS("a"), "z": avN(1)}), schema},
		{"start: other type", start("", avMap{"p": avS("a"), "s": avS("1")}), schema},
		{"start: a set", start("", avMap{"p": &types.AttributeValueMemberSS{Value: []string{"a"}}, "s": avN(1)}), schema},
		{"start of an index: empty", start("global-all", avMap{}), startKey},
		{"start of an index: of the table", start("global-all", avMap{"p": avS("a"), "s": avN(1)}), startKey},
		{"start of an index: other names", start("global-all", avMap{"p": avS("a"), "s": avN(1), "g": avS("g"), "z": avN(1)}), startKey},
		{"start of an index: other type", start("global-all", avMap{"p": avS("a"), "s": avN(1), "g": avS("g"), "h": avS("1")}),
			"The provided key element does not match the schema"},
		{"start of an index: other type of the table's key", start("global-all", avMap{"p": avS("a"), "s": avS("1"), "g": avS("g"), "h": avN(1)}), schema},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := e.Do(t.Context(), scanInput(c.change))
			requireError(t, err, c.want)
		})
	}
}

func TestScanStartsOnlyInItsSegment(t *testing.T) {
	e := readEngine(t)
	start := avMap{"p": avS("a"), "s": avN(3)}
	inside := 0
	for segment := range int32(4) {
		out, err := e.Do(t.Context(), scanInput(func(in *dynamodb.ScanInput) {
			in.ExclusiveStartKey, in.Segment, in.TotalSegments = start, &segment, ptr.Int32(4)
		}))
		if err != nil {
			requireError(t, err, fmt.Sprintf("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: %d", segment))
			continue
		}
		inside++
		require.Equal(t, []string{"4", "5"}, numbers(out.(*dynamodb.ScanOutput).Items, "s"))
	}
	require.Equal(t, 1, inside)
}

// recorder is a Meter that refuses when told to, and sums what it was charged.
type recorder struct {
	refuse   error
	asked    int
	charged  map[uint64]float64
	resource Resource
}

func (r *recorder) Admit(_ uint64, write bool) error {
	if write {
		return nil
	}
	r.asked++
	return r.refuse
}

func (r *recorder) Charge(hash uint64, write bool, units float64) {
	if !write {
		r.charged[hash] += units
	}
}

func (r *recorder) Update(Resource) {}

func (r *recorder) sum() (total float64) {
	for _, units := range r.charged {
		total += units
	}
	return total
}

func TestReadsAskAndChargeTheMeterOfWhatTheyRead(t *testing.T) {
	meters := map[string]*recorder{}
	e := New(Config{NewMeter: func(r Resource) Meter {
		meters[r.Index] = &recorder{charged: map[uint64]float64{}, resource: r}
		return meters[r.Index]
	}})
	createTable(t, e, readSpec)
	scatter(t, e, 40, 5)
	for p := range 40 {
		item := readItem(fmt.Sprint("part", p), 99)
		item["y"] = avS(string(make([]byte, 9000)))
		putInto(t, e, "reads", item)
	}
	for _, index := range []string{"", "local-all", "global-all"} {
		metered := index
		if index == "local-all" {
			metered = ""
		}
		in := scanInput(func(in *dynamodb.ScanInput) {
			if index != "" {
				in.IndexName = &index
			}
			in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
		})
		for _, m := range meters {
			m.asked, m.charged, m.refuse = 0, map[uint64]float64{}, nil
		}
		out := do[*dynamodb.ScanOutput](t, e, in)
		for name, m := range meters {
			if name != metered {
				assert.Zero(t, m.asked, "%q is not %q", name, index)
				assert.Empty(t, m.charged)
				continue
			}
			assert.Equal(t, 1, m.asked, index)
			assert.Equal(t, *out.ConsumedCapacity.CapacityUnits, m.sum(), index)
			assert.Greater(t, len(m.charged), 1, "a scan charges all the partitions that it walks")
		}

		refusal := errors.New("refused")
		meters[metered].refuse = refusal
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityNone
		_, err := e.Do(t.Context(), in)
		assert.ErrorIs(t, err, refusal)
		_, err = e.Do(t.Context(), queryInput(func(in *dynamodb.QueryInput) {
			if index != "" {
				in.IndexName = &index
			}
		}))
		assert.ErrorIs(t, err, refusal)
	}
}

func BenchmarkScan(b *testing.B) {
	e := benchmarkItems(b, 1000)
	b.Run("filtered", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			out := do[*dynamodb.ScanOutput](b, e, scanInput(func(in *dynamodb.ScanInput) {
				in.FilterExpression = ptr.String("x = :x")
				in.ExpressionAttributeValues = avMap{":x": avS("x500")}
			}))
			if out.ScannedCount != 1000 || out.Count != 1 {
				b.Fatal(out.Count)
			}
		}
	})
}
