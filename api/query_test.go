package api_test

import (
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func TestQueriesReadAPartitionInItsOrder(t *testing.T) {
	level := expression.Name("level")
	for name, test := range map[string]struct {
		query api.Query
		want  []int
	}{
		"ascending":          {api.Query{Partition: "a"}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		"descending":         {api.Query{Partition: "a", Descending: true}, []int{8, 7, 6, 5, 4, 3, 2, 1, 0}},
		"a sort condition":   {api.Query{Partition: "a", Sort: expression.Key("at").Between(expression.Value(3), expression.Value(5))}, []int{3, 4, 5}},
		"a filter":           {api.Query{Partition: "a", Filter: level.Equal(expression.Value(2))}, []int{2, 5, 8}},
		"a limit":            {api.Query{Partition: "a", Limit: 4}, []int{0, 1, 2, 3}},
		"a filter and limit": {api.Query{Partition: "a", Filter: level.Equal(expression.Value(2)), Limit: 2, PageSize: 2}, []int{2, 5}},
		"small pages":        {api.Query{Partition: "a", PageSize: 2}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		"consistent":         {api.Query{Partition: "a", Consistent: true}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		"a global index":     {api.Query{Index: "by-kind", Partition: "cold", PageSize: 1}, []int{3, 1, 7, 5}},
		"of it a range":      {api.Query{Index: "by-kind", Partition: "warm", Sort: expression.Key("level").GreaterThan(expression.Value(0))}, []int{4, 2, 8}},
		"a local index":      {api.Query{Index: "by-level", Partition: "a", Consistent: true, Descending: true, Limit: 3}, []int{8, 5, 2}},
		"nothing there":      {api.Query{Partition: "b"}, []int{}},
		"an attribute value": {api.Query{Partition: text("a"), Limit: 1}, []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, series("a", 9))
				got := gather(t, s.face.Query(t.Context(), test.query))
				if test.query.Index == "by-kind" { // equal keys come in the order of DynamoDB's
					slices.SortFunc(got, func(a, b reading) int { return a.Level - b.Level })
					assert.ElementsMatch(t, test.want, ats(got))
					return
				}
				assert.Equal(t, test.want, ats(got))
			})
		})
	}
}

// The pages of a query are what DynamoDB is asked for, which nobody sees otherwise.
func TestPagesAreAsSmallAsTheLimitAllowsUnlessThereIsAFilter(t *testing.T) {
	for name, test := range map[string]struct {
		query api.Query
		want  []int32
	}{
		"a limit alone":              {api.Query{Partition: "a", Limit: 4}, []int32{4}},
		"a limit of several pages":   {api.Query{Partition: "a", Limit: 5, PageSize: 2}, []int32{2, 2, 1}},
		"a page beyond the limit":    {api.Query{Partition: "a", Limit: 5, PageSize: 7}, []int32{5}},
		"a filter":                   {api.Query{Partition: "a", Limit: 1, Filter: api.Exists("level")}, []int32{0}},
		"a filter and pages":         {api.Query{Partition: "a", Limit: 3, PageSize: 3, Filter: api.Exists("level")}, []int32{3}},
		"no limit":                   {api.Query{Partition: "a"}, []int32{0}},
		"more than a page can count": {api.Query{Partition: "a", Limit: 1 << 40}, []int32{1<<31 - 1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, series("a", 9))
				gather(t, s.face.Query(t.Context(), test.query))
				var sizes []int32
				for _, in := range s.pages.asked() {
					size := in.(*dynamodb.QueryInput).Limit
					if size == nil {
						size = new(int32)
					}
					sizes = append(sizes, *size)
				}
				assert.Equal(t, test.want, sizes)
			})
		})
	}
}

func TestAProjectionReadsWhatWasAskedForAndNothingElseShows(t *testing.T) {
	for name, test := range map[string]struct {
		index   string
		project []string
		want    reading
	}{
		"no key":        {"", []string{"level", "level"}, reading{Level: 1}},
		"part of it":    {"", []string{"kind", "at"}, reading{Kind: "cold", At: 1}},
		"all of it":     {"", []string{"sensor", "at"}, reading{Sensor: "a", At: 1}},
		"of an index":   {"by-level", []string{"kind"}, reading{Kind: "cold"}},
		"an index' key": {"by-level", []string{"level"}, reading{Level: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, []reading{{Sensor: "a", At: 1, Kind: "cold", Level: 1}, {Sensor: "a", At: 2, Level: 2}})
				var last api.Token
				q := api.Query{Index: test.index, Partition: "a", Project: test.project, Limit: 1, Last: &last}
				assert.Equal(t, []reading{test.want}, gather(t, s.face.Query(t.Context(), q)))
				q.Start, q.Project, q.Limit = last, nil, 0
				assert.Equal(t, []int{2}, ats(gather(t, s.face.Query(t.Context(), q))))
			})
		})
	}
}

// repeating is a client that answers each query with the same output, as a test's may.
type repeating struct {
	*dynamodb.Client
	output *dynamodb.QueryOutput
}

func (c repeating) Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return c.output, nil
}

func TestTheItemsOfAClientAreNotChanged(t *testing.T) {
	output := &dynamodb.QueryOutput{Items: []item{{"sensor": text("a"), "at": number(1), "level": number(2)}}}
	s := openStationOn(t, func(c *dynamodb.Client) api.DynamoDB { return repeating{c, output} }, nil)
	for range 2 {
		got := gather(t, asyncStreams{s.table}.Query(t.Context(), api.Query{Partition: "a", Project: []string{"level"}}))
		require.Equal(t, []reading{{Level: 2}}, got)
	}
	require.Len(t, output.Items[0], 3)
}

// An item of a map type is the user's: to change it changes no place.
func TestItemsThatAreMapsBelongToTheirReceiver(t *testing.T) {
	s := openStation(t, false, series("a", 3))
	table, err := api.TableOf[map[string]types.AttributeValue](s.ex, "readings", api.WithKey("sensor", "at"))
	require.NoError(t, err)
	var last api.Token
	stream := table.Query(t.Context(), api.Query{Partition: "a", Last: &last})
	it, ok, err := stream.Next(t.Context())
	require.True(t, ok)
	require.NoError(t, err)
	clear(it)
	stream.Stop()
	rest, err := api.Collect(table.Sync().Query(t.Context(), api.Query{Partition: "a", Start: last}))
	require.NoError(t, err)
	require.Len(t, rest, 2)
	var first reading
	require.NoError(t, attributevalue.UnmarshalMap(rest[0], &first))
	require.Equal(t, 1, first.At)
}

func TestQueriesThatCannotBeMadeSayWhatToChange(t *testing.T) {
	sensor, at := expression.Key("sensor"), expression.Key("at")
	for name, test := range map[string]struct {
		query api.Query
		says  []string
	}{
		"no partition":                 {api.Query{}, []string{`partition key "sensor"`, "nil", "pass"}},
		"a number":                     {api.Query{Partition: 7}, []string{`"sensor"`, "an int", "string"}},
		"an empty one":                 {api.Query{Partition: ""}, []string{`"sensor"`, "empty"}},
		"an unknown index":             {api.Query{Index: "by-name", Partition: "a"}, []string{`"by-name"`, "by-kind", "by-level"}},
		"a consistent global index":    {api.Query{Index: "by-kind", Partition: "warm", Consistent: true}, []string{`"by-kind"`, "global", "leave out Consistent"}},
		"a sort of the partition":      {api.Query{Partition: "a", Sort: sensor.Equal(expression.Value("a"))}, []string{`"sensor"`, `"at"`, "Partition"}},
		"a sort of another's":          {api.Query{Index: "by-level", Partition: "a", Sort: at.Equal(expression.Value(1))}, []string{`"at"`, `"level"`, "Filter"}},
		"a sort of the wrong type":     {api.Query{Partition: "a", Sort: at.Equal(expression.Value("SECRET"))}, []string{`sort key "at"`, "number"}},
		"a sort that is none":          {api.Query{Partition: "a", Sort: expression.Key("").Equal(expression.Value(1))}, []string{"sort lacks something"}},
		"a filter that is none":        {api.Query{Partition: "a", Filter: expression.Name("").Equal(expression.Value(1))}, []string{"lacks something"}},
		"a projection of nothing":      {api.Query{Partition: "a", Project: []string{""}}, []string{"projection", "name"}},
		"a negative limit":             {api.Query{Partition: "a", Limit: -1}, []string{"limit is -1", "0 for all"}},
		"a negative page size":         {api.Query{Partition: "a", PageSize: -2}, []string{"page size is -2", "1 MB"}},
		"a negative prefetch":          {api.Query{Partition: "a", Prefetch: -3}, []string{"prefetch is -3", "1 to 1000"}},
		"a prefetch without bounds":    {api.Query{Partition: "a", Prefetch: 1001}, []string{"prefetch is 1001", "1 to 1000"}},
		"a start that is not a token":  {api.Query{Partition: "a", Start: "SECRET"}, []string{"start", "not one of ours"}},
		"a start that is damaged":      {api.Query{Partition: "a", Start: "dyn1AAAA"}, []string{"start", "damaged"}},
		"several things at a time":     {api.Query{Partition: "a", Limit: -1, Prefetch: -1}, []string{"limit", "prefetch"}},
		"an empty sort of its own":     {api.Query{Partition: "a", Sort: at.BeginsWith("")}, []string{`"at"`}},
		"a partition of the index too": {api.Query{Index: "by-kind", Partition: 1}, []string{`"kind"`, "by-kind"}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, series("a", 3))
				items, err := api.Collect(s.face.Query(t.Context(), test.query))
				refusal(t, err, test.says)
				assert.Empty(t, items)
				if test.query.Limit == 0 && test.query.Project == nil {
					_, err = s.face.QueryCount(t.Context(), test.query)
					refusal(t, err, test.says)
				}
				assert.Empty(t, s.pages.asked(), "something was sent")
			})
		})
	}
	t.Run("no sort key", func(t *testing.T) {
		s := openStation(t, false, nil)
		table, err := api.TableOf[map[string]any](s.ex, "readings", api.WithKey("sensor", ""))
		require.NoError(t, err)
		_, err = table.Query(t.Context(), api.Query{Partition: "a", Sort: at.Equal(expression.Value(1))}).Collect().Await(t.Context())
		refusal(t, err, []string{"no sort key", "Filter"})
	})
}

// refusal checks an error of what wasn't sent.
func refusal(t *testing.T, err error, says []string) {
	t.Helper()
	var operation *api.OperationError
	require.ErrorAs(t, err, &operation)
	assert.Equal(t, api.NotSent, operation.Outcome)
	assert.Equal(t, "readings", operation.Table)
	for _, part := range says {
		assert.ErrorContains(t, err, part)
	}
	assert.NotContains(t, err.Error(), "SECRET")
}
