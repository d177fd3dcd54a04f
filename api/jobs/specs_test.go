package jobs_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// asks has a spec ready to be given to either face.
func asks[S any](r run[S], spec S) func(*world, context.Context, bool) (jobs.Summary, error) {
	return func(w *world, ctx context.Context, sync bool) (jobs.Summary, error) { return r.do(w, ctx, sync, spec) }
}

func TestWhatCannotBeIsRefusedByName(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		w.small(t, "aaa", 3)
		in := plain(w.file("small.jsonl"))
		from, to := jobs.Source{Table: "aaa"}, plain(w.file("out.jsonl"))
		identity := func(it jobs.Item) (jobs.Item, error) { return it, nil }
		source := func(change func(s *jobs.Source)) jobs.Source { s := from; change(&s); return s }
		output := func(change func(f *jobs.Files)) jobs.Files { f := to; change(&f); return f }
		count := func(change func(s *jobs.Source)) func(*world, context.Context, bool) (jobs.Summary, error) {
			return asks(counting, jobs.Count{From: source(change)})
		}
		option := func(o jobs.Options) func(*world, context.Context, bool) (jobs.Summary, error) {
			return asks(counting, jobs.Count{Options: o, From: from})
		}
		for _, c := range []struct {
			field string
			ask   func(*world, context.Context, bool) (jobs.Summary, error)
		}{
			{"MaxErrors", option(jobs.Options{MaxErrors: -2})},
			{"CheckpointEvery", option(jobs.Options{CheckpointEvery: -1})},
			{"GiveUpAfter", option(jobs.Options{GiveUpAfter: -1})},
			{"Drain", option(jobs.Options{Drain: -1})},
			{"From.Table", count(func(s *jobs.Source) { s.Table = "" })},
			{"From.Segments", count(func(s *jobs.Source) { s.Segments = -1 })},
			{"From.Segments", count(func(s *jobs.Source) { s.Segments = 1_000_001 })},
			{"From.Segments", count(func(s *jobs.Source) { s.KeyCondition, s.Segments = "pk = :p", 2 })},
			{"From.Workers", count(func(s *jobs.Source) { s.Workers = -1 })},
			{"From.Limit", count(func(s *jobs.Source) { s.Limit = -1 })},
			{"From.Project", count(func(s *jobs.Source) { s.Project = "pk" })},
			{"Table", asks(importing, jobs.Import{From: in})},
			{"Window", asks(importing, jobs.Import{From: in, Table: "bbb", Window: -2})},
			{"Window", asks(importing, jobs.Import{From: in, Table: "bbb", Window: 1 << 20})},
			{"From.Names", asks(importing, jobs.Import{Table: "bbb"})},
			{"From", asks(importing, jobs.Import{Table: "bbb", From: jobs.Files{Names: in.Names, Format: "xml"}})},
			{"From", asks(importing, jobs.Import{Table: "bbb", From: jobs.Files{Names: in.Names, Compression: "lzma"}})},
			{"To.Names", asks(exporting, jobs.Export{From: from})},
			{"To.Names", asks(exporting, jobs.Export{From: from, To: jobs.Files{Names: []string{"a", "b"}}})},
			{"To.Names", asks(exporting, jobs.Export{From: from, To: jobs.Files{Names: []string{""}}})},
			{"To.Names", asks(exporting, jobs.Export{From: from, To: jobs.Files{Names: []string{"-"}, Format: jobs.NativeExport}})},
			{"To.Format", asks(exporting, jobs.Export{From: from, To: output(func(f *jobs.Files) { f.Format = "xml" })})},
			{"To.Format", asks(exporting, jobs.Export{From: from, To: jobs.Files{Names: []string{w.file("out.txt")}}})},
			{"To.Compression", asks(exporting, jobs.Export{From: from, To: output(func(f *jobs.Files) { f.Compression = "lzma" })})},
			{"MaxFileBytes", asks(exporting, jobs.Export{From: from, To: to, MaxFileBytes: -1})},
			{"OutputFiles", asks(exporting, jobs.Export{From: from, To: to, OutputFiles: -1})},
			{"OutputFiles", asks(exporting, jobs.Export{From: from, To: to, OutputFiles: 1001})},
			{"Table", asks(copying, jobs.Copy{From: from})},
			{"Table", asks(copying, jobs.Copy{From: from, Table: "aaa"})},
			{"Transform", asks(deleting, jobs.Delete{Options: jobs.Options{Transform: identity}, From: from})},
			{"From.Project", asks(deleting, jobs.Delete{From: source(func(s *jobs.Source) { s.Project = "pk" })})},
			{"Set", asks(updating, jobs.Update{From: from})},
			{"Transform", asks(updating, jobs.Update{Options: jobs.Options{Transform: identity}, From: from, Set: "SET a = :a"})},
			{"Right", asks(comparing, jobs.Diff{Left: from})},
			{"Left", asks(comparing, jobs.Diff{Left: source(func(s *jobs.Source) { s.Index = "x" }), Right: "bbb"})},
			{"Left.Limit", asks(comparing, jobs.Diff{Left: source(func(s *jobs.Source) { s.Limit = 1 }), Right: "bbb"})},
			{"Transform", asks(comparing, jobs.Diff{Options: jobs.Options{Transform: identity}, Left: from, Right: "bbb"})},
			{"To.Names", asks(comparing, jobs.Diff{Left: from, Right: "bbb", To: plain("a", "b")})},
			{"Checkpoint", asks(comparing, jobs.Diff{Options: jobs.Options{Checkpoint: w.file("c")}, Left: from, Right: "bbb", To: to})},
			{"Count", asks(filling, jobs.Fill{Table: "bbb"})},
			{"Size", asks(filling, jobs.Fill{Table: "bbb", Count: 1, Size: -1})},
			{"Size", asks(filling, jobs.Fill{Table: "bbb", Count: 1, Size: 1 << 20})},
			{"Table", asks(filling, jobs.Fill{Count: 1})},
		} {
			_, err := c.ask(w, t.Context(), sync)
			var spec *jobs.SpecError
			require.ErrorAs(t, err, &spec, c.field)
			require.Equal(t, c.field, spec.Field)
			require.NotEmpty(t, spec.Reason)
			require.ErrorContains(t, err, c.field)
		}
		require.Empty(t, w.items(t, "bbb"))
		require.Equal(t, []string{"small.jsonl"}, w.listing(t))
	})
}

func TestExpressionsThatCannotBeAppliedTwiceNeedAWord(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		w.small(t, "aaa", 3)
		from := jobs.Source{Table: "aaa", Names: map[string]string{"#n": "n"}, Values: jobs.Item{":d": num(1)}}
		for _, set := range []string{"ADD #n :d", "SET #n = #n + :d", "SET #n = #n - :d", "SET #n = list_append(#n, :d)", "add #n :d"} {
			spec := jobs.Update{Options: jobs.Options{Checkpoint: w.file("c")}, From: from, Set: set}
			_, err := updating.do(w, t.Context(), sync, spec)
			var refused *jobs.SpecError
			require.ErrorAs(t, err, &refused, set)
			require.Equal(t, "Set", refused.Field)
			require.NoFileExists(t, w.file("c"))
		}
		spec := jobs.Update{Options: jobs.Options{Checkpoint: w.file("c")}, From: from, Set: "ADD #n :d", Repeatable: true}
		s, err := updating.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		require.EqualValues(t, 3, s.Counts.Updated)
		spec.Checkpoint, spec.Repeatable = "", false
		_, err = updating.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		for _, it := range w.items(t, "aaa") {
			require.Contains(t, []string{"2", "3", "4"}, value(it, "n"))
		}
	})
}

func TestUpdateWithACondition(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		w.small(t, "aaa", 100)
		s, err := updating.do(w, t.Context(), sync, jobs.Update{
			From: jobs.Source{Table: "aaa", Filter: "n < :most", Values: jobs.Item{":most": num(50), ":least": num(20), ":d": num(1)}},
			Set:  "SET done = :d", Condition: "n >= :least OR n = :d",
		})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 50, Updated: 31, Unchanged: 19}, s.Counts)
		done := 0
		for _, it := range w.items(t, "aaa") {
			if value(it, "done") == "1" {
				done++
			}
		}
		require.Equal(t, 31, done)
	})
}

func TestItemsThatAnIndexHasAreDeleted(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t)
		_, err := w.sdk.CreateTable(t.Context(), &dynamodb.CreateTableInput{
			TableName: aws.String("indexed"), BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeN}, {AttributeName: aws.String("kind"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange}},
			GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
				IndexName: aws.String("by-kind"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
				KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("kind"), KeyType: types.KeyTypeHash}},
			}},
		})
		require.NoError(t, err)
		s, err := filling.do(w, t.Context(), sync, jobs.Fill{Table: "indexed", Count: 90, Generate: func(n int64) (jobs.Item, error) {
			it := jobs.Item{"pk": str("a"), "sk": num(n)}
			if n%3 > 0 {
				it["kind"] = str([]string{"", "x", "y"}[n%3])
			}
			return it, nil
		}})
		require.NoError(t, err)
		require.EqualValues(t, 90, s.Counts.Written)
		s, err = deleting.do(w, t.Context(), sync, jobs.Delete{From: jobs.Source{Table: "indexed", Index: "by-kind", KeyCondition: "kind = :k", Values: jobs.Item{":k": str("x")}}})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 30, Deleted: 30}, s.Counts)
		require.Len(t, w.items(t, "indexed"), 60)
		s, err = deleting.do(w, t.Context(), sync, jobs.Delete{From: jobs.Source{Table: "indexed", Index: "by-kind", Segments: 4}})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 30, Deleted: 30}, s.Counts)
		require.Len(t, w.items(t, "indexed"), 30)
	})
}

func TestADryRunChangesNothing(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		left, right, names := w.items(t, "aaa"), w.items(t, "bbb"), w.listing(t)
		s, err := v.do(w, t.Context(), sync, jobs.Options{DryRun: true, Checkpoint: w.file("checkpoint"), Rejects: w.file("rejects")})
		require.NoError(t, err)
		require.EqualValues(t, verbItems, s.Counts.Read)
		require.Equal(t, s.Counts.Read, s.Counts.Settled())
		require.Equal(t, v.writes, s.WriteUnits >= verbItems, s.WriteUnits)
		require.Empty(t, s.Checkpoint)
		require.Empty(t, s.Files)
		require.Equal(t, names, w.listing(t))
		require.Equal(t, left, w.items(t, "aaa"))
		require.Equal(t, right, w.items(t, "bbb"))
	})
}

func TestADiffWithAFilterComparesWhatMeetsItOnEitherSide(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		put := func(table, pk string, n int) {
			_, err := w.sdk.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: jobs.Item{"pk": str(pk), "sk": num(1), "n": num(n)}})
			require.NoError(t, err)
		}
		for pk, n := range map[string][2]int{"same": {1, 1}, "left": {1, 10}, "right": {10, 1}, "neither": {10, 11}} {
			put("aaa", pk, n[0])
			put("bbb", pk, n[1])
		}
		put("aaa", "only left", 1)
		put("bbb", "only right", 1)
		put("bbb", "not seen", 10)
		spec := jobs.Diff{Left: jobs.Source{Table: "aaa", Filter: "n < :n AND pk <> :no", Values: jobs.Item{":n": num(5), ":no": str("")}}, Right: "bbb", To: jobs.Files{Names: []string{w.file("diff")}}}
		s, err := comparing.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 8, Same: 1, Different: 2, OnlyLeft: 1, OnlyRight: 1}, s.Counts)
		lines := strings.Join(readLines(t, w.file("diff")), "\n")
		require.Contains(t, lines, `"left":{"`)
		for _, pk := range []string{`"left"`, `"right"`, `"only left"`, `"only right"`} {
			require.Contains(t, lines, `"key":{`)
			require.Contains(t, lines, pk)
		}
		spec.Left.Filter = "n <"
		_, err = comparing.do(w, t.Context(), sync, spec)
		var bad *jobs.SpecError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, "Left.Filter", bad.Field)
	})
}
