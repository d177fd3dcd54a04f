package jobs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a DynamoDB of its own, an executor on it, and a client beside it.
type world struct {
	db     *local.DB
	ex     *api.Executor
	runner *jobs.Runner
	sdk    *dynamodb.Client
	folder string
}

func newWorld(t *testing.T, tables ...string) *world {
	t.Helper()
	db, err := local.New()
	require.NoError(t, err)
	w := &world{db: db, sdk: db.Client(), folder: t.TempDir()}
	w.ex, err = api.Open(w.sdk)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.ex.Close(context.Background())); require.NoError(t, db.Close()) })
	w.runner = jobs.New(w.ex)
	for _, name := range tables {
		w.create(t, name)
	}
	return w
}

func (w *world) create(t *testing.T, name string) {
	t.Helper()
	_, err := w.sdk.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeN}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange}},
	})
	require.NoError(t, err)
}

// items are all items of a table by key, as the SDK's client reads them.
func (w *world) items(t *testing.T, table string) map[string]jobs.Item {
	t.Helper()
	all := map[string]jobs.Item{}
	p := dynamodb.NewScanPaginator(w.sdk, &dynamodb.ScanInput{TableName: &table})
	for p.HasMorePages() {
		out, err := p.NextPage(t.Context())
		require.NoError(t, err)
		for _, it := range out.Items {
			all[it["pk"].(*types.AttributeValueMemberS).Value+"/"+it["sk"].(*types.AttributeValueMemberN).Value] = it
		}
	}
	return all
}

func (w *world) file(name string) string { return filepath.Join(w.folder, name) }

func (w *world) write(t *testing.T, name, text string) string {
	t.Helper()
	require.NoError(t, os.WriteFile(w.file(name), []byte(text), 0o600))
	return w.file(name)
}

func str(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func num(v any) types.AttributeValue    { return &types.AttributeValueMemberN{Value: fmt.Sprint(v)} }

// everyType has an attribute of each type.
func everyType(n int) jobs.Item {
	return jobs.Item{
		"pk": str(fmt.Sprintf("p%04d", n/10)), "sk": num(n % 10),
		"text": str("naïve, \"quoted\"\nline"), "empty": str(""), "number": num("12345678901234567890123456789012345678"), "small": num("1.5e-100"),
		"binary": &types.AttributeValueMemberB{Value: []byte{0, 1, 254, 255}}, "yes": &types.AttributeValueMemberBOOL{Value: true}, "null": &types.AttributeValueMemberNULL{Value: true},
		"ss": &types.AttributeValueMemberSS{Value: []string{"a", "b,c"}}, "ns": &types.AttributeValueMemberNS{Value: []string{"1", "2.5"}}, "bs": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2, 3}}},
		"list": &types.AttributeValueMemberL{Value: []types.AttributeValue{str("x"), num(1), &types.AttributeValueMemberM{Value: jobs.Item{"deep": str("y")}}}},
		"map":  &types.AttributeValueMemberM{Value: jobs.Item{"$B": str("looks like a tag"), "n": num(2)}},
	}
}

// fill puts items of every type into a table.
func (w *world) fill(t *testing.T, table string, n int) {
	t.Helper()
	for i := range n {
		_, err := w.sdk.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: everyType(i)})
		require.NoError(t, err)
	}
}

// run runs a job in both faces' ways.
type run[S any] struct {
	async func(*jobs.Runner, context.Context, S) *jobs.Job
	sync  func(*jobs.SyncRunner, context.Context, S) (jobs.Summary, error)
}

func inBothFaces(t *testing.T, test func(t *testing.T, sync bool)) {
	t.Run("async", func(t *testing.T) { test(t, false) })
	t.Run("sync", func(t *testing.T) { test(t, true) })
}

func (r run[S]) do(w *world, ctx context.Context, sync bool, spec S) (jobs.Summary, error) {
	if sync {
		return r.sync(w.runner.Sync(), ctx, spec)
	}
	return r.async(w.runner, ctx, spec).Await(context.Background())
}

var (
	importing = run[jobs.Import]{(*jobs.Runner).Import, (*jobs.SyncRunner).Import}
	exporting = run[jobs.Export]{(*jobs.Runner).Export, (*jobs.SyncRunner).Export}
	copying   = run[jobs.Copy]{(*jobs.Runner).Copy, (*jobs.SyncRunner).Copy}
	deleting  = run[jobs.Delete]{(*jobs.Runner).Delete, (*jobs.SyncRunner).Delete}
	updating  = run[jobs.Update]{(*jobs.Runner).Update, (*jobs.SyncRunner).Update}
	counting  = run[jobs.Count]{(*jobs.Runner).Count, (*jobs.SyncRunner).Count}
	comparing = run[jobs.Diff]{(*jobs.Runner).Diff, (*jobs.SyncRunner).Diff}
	filling   = run[jobs.Fill]{(*jobs.Runner).Fill, (*jobs.SyncRunner).Fill}
)

func TestACopyHasTheSameItems(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		w.fill(t, "aaa", 500)
		s, err := copying.do(w, t.Context(), sync, jobs.Copy{From: jobs.Source{Table: "aaa", Segments: 7}, Table: "bbb"})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 500, Written: 500}, s.Counts)
		require.Equal(t, w.items(t, "aaa"), w.items(t, "bbb"))

		s, err = comparing.do(w, t.Context(), sync, jobs.Diff{Left: jobs.Source{Table: "aaa"}, Right: "bbb"})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 1000, Same: 500}, s.Counts)
	})
}

func TestDeleteUpdateCountFill(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		s, err := filling.do(w, t.Context(), sync, jobs.Fill{Table: "aaa", Count: 1000})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 1000, Written: 1000}, s.Counts)
		s, err = counting.do(w, t.Context(), sync, jobs.Count{From: jobs.Source{Table: "aaa"}})
		require.NoError(t, err)
		require.EqualValues(t, 1000, s.Counts.Counted)
		s, err = updating.do(w, t.Context(), sync, jobs.Update{From: jobs.Source{Table: "aaa", Filter: "sk < :n", Names: map[string]string{"#s": "state"}, Values: jobs.Item{":n": num(50), ":s": str("done")}}, Set: "SET #s = :s"})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 500, Updated: 500}, s.Counts)
		s, err = deleting.do(w, t.Context(), sync, jobs.Delete{From: jobs.Source{Table: "aaa", Filter: "attribute_exists(#s)", Names: map[string]string{"#s": "state"}}})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 500, Deleted: 500}, s.Counts)
		require.Len(t, w.items(t, "aaa"), 500)
		s, err = counting.do(w, t.Context(), sync, jobs.Count{From: jobs.Source{Table: "aaa", KeyCondition: "pk = :p", Values: jobs.Item{":p": str("000000000003")}}})
		require.NoError(t, err)
		require.EqualValues(t, 50, s.Counts.Counted)
		s, err = copying.do(w, t.Context(), sync, jobs.Copy{From: jobs.Source{Table: "aaa", Limit: 123, Segments: 5}, Table: "bbb"})
		require.NoError(t, err)
		require.EqualValues(t, 123, s.Counts.Written)
		require.Len(t, w.items(t, "bbb"), 123)
	})
}

func TestEveryFormatComesBackEqual(t *testing.T) {
	for _, f := range []jobs.Format{jobs.DynamoDBJSON, jobs.PlainJSON, jobs.CSV, jobs.Parquet, jobs.NativeExport} {
		t.Run(string(f), func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				w := newWorld(t, "aaa", "bbb")
				w.fill(t, "aaa", 300)
				out := w.file("out") + "/"
				s, err := exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa", Segments: 3}, To: jobs.Files{Names: []string{out}, Format: f}})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: 300, Written: 300}, s.Counts)
				require.NotEmpty(t, s.Files)
				format := f
				if f == jobs.NativeExport {
					format = jobs.ByName
				}
				s, err = importing.do(w, t.Context(), sync, jobs.Import{From: jobs.Files{Names: []string{out}, Format: format}, Table: "bbb"})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: 300, Written: 300}, s.Counts)
				require.Equal(t, w.items(t, "aaa"), w.items(t, "bbb"))
			})
		})
	}
}

func TestBadRecordsAreRejectedAndNamed(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		in := w.write(t, "in.jsonl", strings.Join([]string{`{"pk":"a","sk":1}`, `{"pk":`, `{"pk":"a"}`, `{"pk":"b","sk":2}`}, "\n"))
		spec := jobs.Import{From: jobs.Files{Names: []string{in}, Format: jobs.PlainJSON}, Table: "aaa"}
		_, err := importing.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, jobs.ErrTooManyRejected)
		spec.Rejects = w.file("rejects.jsonl")
		s, err := importing.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 4, Written: 2, Rejected: 2}, s.Counts)
		text, err := os.ReadFile(s.Rejects)
		require.NoError(t, err)
		require.Contains(t, string(text), `"line":2`)
		require.Contains(t, string(text), `"line":3`)
	})
}
