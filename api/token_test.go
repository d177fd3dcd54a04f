package api_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/api"
)

// pagesOf is how one kind of reading is begun from a place with drawn bounds.
type pagesOf func(t *rapid.T, start api.Token, last *api.Token) iter.Seq2[reading, error]

// drawPages draws what to read, for all the times that it's read.
func drawPages(t *rapid.T, s *station) (kind string, ordered bool, read pagesOf) {
	bounds := func(t *rapid.T) (pageSize int32, prefetch int) {
		return int32(rapid.IntRange(0, 4).Draw(t, "page size")), rapid.IntRange(0, 4).Draw(t, "prefetch")
	}
	var filter expression.ConditionBuilder
	if rapid.Bool().Draw(t, "filter") {
		filter = expression.Name("remark").BeginsWith("kept")
	}
	project := rapid.SampledFrom([][]string{nil, {"remark", "level"}}).Draw(t, "project")
	ctx := context.Background()
	switch kind = rapid.SampledFrom([]string{"query", "scan", "statement"}).Draw(t, "kind"); kind {
	case "query":
		q := api.Query{Filter: filter, Project: project, Descending: rapid.Bool().Draw(t, "descending")}
		q.Index = rapid.SampledFrom([]string{"", "by-kind", "by-level"}).Draw(t, "index")
		q.Partition = "sensor0"
		if q.Index == "by-kind" {
			q.Partition = "warm"
		}
		return kind, true, func(t *rapid.T, start api.Token, last *api.Token) iter.Seq2[reading, error] {
			q := q
			q.Start, q.Last = start, last
			q.PageSize, q.Prefetch = bounds(t)
			return s.face.Query(ctx, q)
		}
	case "scan":
		scan := api.Scan{Filter: filter, Project: project, TotalSegments: rapid.IntRange(0, 5).Draw(t, "segments")}
		scan.Index = rapid.SampledFrom([]string{"", "by-kind"}).Draw(t, "index")
		if scan.TotalSegments > 2 && rapid.Bool().Draw(t, "share") {
			scan.Segments = []int{2, 0}
		}
		return kind, scan.TotalSegments < 2, func(t *rapid.T, start api.Token, last *api.Token) iter.Seq2[reading, error] {
			scan := scan
			scan.Start, scan.Last = start, last
			scan.PageSize, scan.Prefetch = bounds(t)
			return s.face.Scan(ctx, scan)
		}
	default:
		statement := api.Statement{Text: "SELECT * FROM readings WHERE sensor = 'sensor0'"}
		if filter.IsSet() {
			statement.Text += " AND begins_with(remark, 'kept')"
		}
		return kind, true, func(t *rapid.T, start api.Token, last *api.Token) iter.Seq2[reading, error] {
			statement := statement
			statement.Start, statement.Last = start, last
			statement.PageSize, statement.Prefetch = bounds(t)
			return s.face.Execute(ctx, statement)
		}
	}
}

// Behind each item that is received, Last leads to the rest: nothing is lost and nothing comes twice,
// whatever the bounds are then.
func TestEveryPlaceLeadsToTheRest(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		rapid.Check(t, func(rt *rapid.T) {
			var all []reading
			for i := range rapid.IntRange(1, 4).Draw(rt, "sensors") {
				for at := range rapid.IntRange(0, 6).Draw(rt, "readings") {
					all = append(all, reading{Sensor: fmt.Sprint("sensor", i), At: at, Kind: "warm", Level: rapid.IntRange(0, 2).Draw(rt, "level"), Remark: rapid.SampledFrom([]remark{"kept", "left out", ""}).Draw(rt, "remark")})
				}
			}
			s := openStation(t, sync, all)
			_, ordered, read := drawPages(rt, s)
			var whole []reading
			var last api.Token
			places := []api.Token{}
			for r, err := range read(rt, "", &last) {
				require.NoError(rt, err)
				whole = append(whole, r)
				places = append(places, last)
			}
			require.Empty(rt, last, "all was received")
			for i, place := range places {
				got := slices.Clone(whole[:i+1])
				if place != "" {
					rest, err := api.Collect(read(rt, place, &last))
					require.NoError(rt, err)
					require.Empty(rt, last)
					got = append(got, rest...)
				}
				if !ordered {
					require.ElementsMatch(rt, whole, got)
					continue
				}
				require.Equal(rt, whole, got, "from place %d", i)
			}
		})
	})
}

// A page after a page, as a web server gives them out, in requests that know nothing of each other.
func TestAListIsPagedByItsTokens(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 10))
		var pages [][]int
		start := api.Token("")
		for {
			var last api.Token
			q := api.Query{Partition: "a", Limit: 4, Start: start, Last: &last, Descending: true}
			pages = append(pages, ats(gather(t, s.face.Query(t.Context(), q))))
			if last == "" {
				break
			}
			start = last
		}
		assert.Equal(t, [][]int{{9, 8, 7, 6}, {5, 4, 3, 2}, {1, 0}}, pages)
	})
}

// Before the first item Last is the beginning, and Start if there's one.
func TestLastIsTheBeginningUntilAnItemIsReceived(t *testing.T) {
	s := openStation(t, false, series("a", 9))
	ctx := t.Context()
	for name, begin := range map[string]func(start api.Token, last *api.Token) *api.Stream[reading]{
		"query": func(start api.Token, last *api.Token) *api.Stream[reading] {
			return s.table.Query(ctx, api.Query{Partition: "a", Start: start, Last: last})
		},
		"scan": func(start api.Token, last *api.Token) *api.Stream[reading] {
			return s.table.Scan(ctx, api.Scan{TotalSegments: 3, Start: start, Last: last})
		},
		"statement": func(start api.Token, last *api.Token) *api.Stream[reading] {
			return s.table.Execute(ctx, api.Statement{Text: "SELECT * FROM readings", Start: start, Last: last})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var beginning, again api.Token
			begin("", &beginning).Stop()
			require.NotEmpty(t, beginning)
			stream := begin(beginning, &again)
			require.Equal(t, beginning, again)
			all, err := stream.Collect().Await(ctx)
			require.NoError(t, err)
			require.Len(t, all, 9)
		})
	}
}

func TestATokenOfAnotherRequestIsRefusedWithBothNamed(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(2, 9))
		ctx := t.Context()
		token := func(q api.Query) (last api.Token) {
			q.Limit, q.Last = 2, &last
			gather(t, s.face.Query(ctx, q))
			return last
		}
		ofQuery := token(api.Query{Partition: "sensor0"})
		var ofScan, ofStatement, ofShare api.Token
		gather(t, s.face.Scan(ctx, api.Scan{TotalSegments: 3, Limit: 1, Last: &ofScan}))
		gather(t, s.face.Scan(ctx, api.Scan{TotalSegments: 3, Segments: []int{0, 1, 2}, Limit: 1, Last: &ofShare}))
		statement := api.Statement{Text: "SELECT * FROM readings WHERE sensor = ?", Params: []any{"sensor0"}, Limit: 1}
		statement.Last = &ofStatement
		gather(t, s.face.Execute(ctx, statement))
		statement.Last = nil
		query := func(q api.Query) func() iter.Seq2[reading, error] {
			return func() iter.Seq2[reading, error] { return s.face.Query(ctx, q) }
		}
		scan := func(scan api.Scan) func() iter.Seq2[reading, error] {
			return func() iter.Seq2[reading, error] { return s.face.Scan(ctx, scan) }
		}
		execute := func(text, param string, start api.Token) func() iter.Seq2[reading, error] {
			return func() iter.Seq2[reading, error] {
				return s.face.Execute(ctx, api.Statement{Text: text, Params: []any{param}, Start: start})
			}
		}
		for name, test := range map[string]struct {
			read func() iter.Seq2[reading, error]
			says []string
		}{
			"another partition":  {query(api.Query{Partition: "sensor1", Start: ofQuery}), []string{"another partition"}},
			"another direction":  {query(api.Query{Partition: "sensor0", Descending: true, Start: ofQuery}), []string{"ascending", "descending"}},
			"another index":      {query(api.Query{Index: "by-level", Partition: "sensor0", Start: ofQuery}), []string{`"readings" itself`, `"by-level"`}},
			"another operation":  {query(api.Query{Partition: "sensor0", Start: ofScan}), []string{"a scan", "a query"}},
			"other segments":     {scan(api.Scan{TotalSegments: 4, Start: ofScan}), []string{"3 segments", "4 segments"}},
			"one segment":        {scan(api.Scan{Start: ofScan}), []string{"3 segments", "1 segment"}},
			"a share":            {scan(api.Scan{TotalSegments: 3, Segments: []int{1}, Start: ofScan}), []string{"all segments", "some segments"}},
			"another share":      {scan(api.Scan{TotalSegments: 3, Segments: []int{1}, Start: ofShare}), []string{"some segments"}},
			"a scan by a query":  {scan(api.Scan{TotalSegments: 3, Start: ofQuery}), []string{"a query", "a scan"}},
			"another statement":  {execute("SELECT * FROM readings WHERE sensor = ? AND kind = 'warm'", "sensor0", ofStatement), []string{"another statement"}},
			"another parameter":  {execute(statement.Text, "sensor1", ofStatement), []string{"another statement", "parameters"}},
			"a statement's scan": {execute(statement.Text, "sensor0", ofScan), []string{"a scan", "a statement"}},
			"truncated":          {query(api.Query{Partition: "sensor0", Start: ofQuery[:len(ofQuery)-3]}), []string{"damaged"}},
			"changed":            {query(api.Query{Partition: "sensor0", Start: ofQuery[:20] + "AA" + ofQuery[22:]}), []string{"damaged"}},
			"of a later version": {query(api.Query{Partition: "sensor0", Start: "dyn2" + ofQuery[4:]}), []string{"another version"}},
		} {
			t.Run(name, func(t *testing.T) {
				before := len(s.pages.asked())
				_, err := api.Collect(test.read())
				refusal(t, err, append(test.says, "start"))
				assert.NotContains(t, err.Error(), "sensor0")
				assert.Len(t, s.pages.asked(), before, "something was sent")
			})
		}
		auto := gather(t, s.face.Scan(ctx, api.Scan{TotalSegments: api.AutoSegments, Start: ofScan}))
		assert.Len(t, auto, 17, "the token says how many segments there are")
	})
}

// DynamoDB ends pages at 1 MB, a limit of bytes that nobody sets.
func TestPagesThatEndByTheirBytesAreOneStream(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		all := series("a", 9)
		for i := range all {
			all[i].Remark = remark(strings.Repeat("x", 300<<10))
		}
		s := openStation(t, sync, all)
		var last api.Token
		got := gather(t, s.face.Query(t.Context(), api.Query{Partition: "a", Limit: 5, Last: &last}))
		require.Equal(t, []int{0, 1, 2, 3, 4}, ats(got))
		assert.Equal(t, []int{4, 1}, s.pages.answered())
		assert.Equal(t, []int{5, 6, 7, 8}, ats(gather(t, s.face.Query(t.Context(), api.Query{Partition: "a", Start: last}))))
		assert.Len(t, gather(t, s.face.Scan(t.Context(), api.Scan{})), 9)
	})
}

// Items and token of a place that no token can hold: the stream fails, it doesn't go on without.
func TestAPlaceThatNoTokenCanHoldEndsAStreamThatKeepsOne(t *testing.T) {
	s := openStation(t, false, series("a", 3))
	table, err := api.TableOf[map[string]any](s.ex, strings.Repeat("t", 2000), api.WithKey("sensor", "at"))
	require.NoError(t, err)
	_, err = table.Query(t.Context(), api.Query{Partition: "a", Last: new(api.Token)}).Collect().Await(t.Context())
	require.ErrorContains(t, err, "no token can be made")
	require.ErrorContains(t, err, "2000")
	_, err = table.Scan(t.Context(), api.Scan{TotalSegments: api.AutoSegments, Last: new(api.Token)}).Collect().Await(t.Context())
	require.ErrorContains(t, err, "no token can be made")
	require.Empty(t, s.pages.asked())
}

// cutting is a client whose items lack an attribute of their key, as no table's do.
type cutting struct{ *dynamodb.Client }

func (c cutting) Query(ctx context.Context, in *dynamodb.QueryInput, opts ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	out, err := c.Client.Query(ctx, in, opts...)
	if err == nil {
		for _, it := range out.Items {
			it["at"] = text("")
		}
	}
	return out, err
}

func TestAnItemWhoseKeyIsNoneEndsAStreamThatKeepsItsPlace(t *testing.T) {
	s := openStationOn(t, func(c *dynamodb.Client) api.DynamoDB { return cutting{c} }, series("a", 3))
	var last api.Token
	_, err := s.table.Query(t.Context(), api.Query{Partition: "a", Last: &last}).Collect().Await(t.Context())
	require.ErrorContains(t, err, "no token can be made")
	rest := gather(t, asyncStreams{s.table}.Scan(t.Context(), api.Scan{}))
	require.Len(t, rest, 3)
	require.NotEmpty(t, last)
}
