package jobs_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/internal/sealed"
)

// newFarWorld is newWorld with an executor that goes to the tables by HTTP, so that items aren't decoded on their way. What the
// world looks at itself, it looks at as ever.
func newFarWorld(t *testing.T, tables ...string) *farWorld {
	w := newWorld(t, tables...)
	server, err := w.db.Listen("127.0.0.1:0")
	require.NoError(t, err)
	way := new(http.Transport)
	ex, err := api.Open(dynamodb.New(dynamodb.Options{
		Region: "eu-north-1", BaseEndpoint: aws.String(server.URL()), HTTPClient: &http.Client{Transport: way}, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	}), api.WithoutAdaptiveCapacity()) // or what comes back would have it wait, in real time here
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, ex.Close(context.Background()))
		way.CloseIdleConnections()
		require.NoError(t, server.Close())
	})
	require.True(t, sealed.Accepts(ex))
	require.False(t, sealed.Accepts(w.ex), "its HTTP client is one of its own")
	w.runner = jobs.New(ex)
	return &farWorld{w, ex}
}

type farWorld struct {
	*world
	far *api.Executor
}

func TestItemsThatAreNotDecodedArriveWhole(t *testing.T) {
	for _, f := range []jobs.Format{jobs.DynamoDBJSON, jobs.NativeExport} {
		t.Run(string(f), func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				w := newFarWorld(t, "aaa", "bbb", "ccc")
				w.fill(t, "aaa", 500)
				out := w.file("out") + "/"
				s, err := exporting.do(w.world, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa", Segments: 3}, To: jobs.Files{Names: []string{out}, Format: f}})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: 500, Written: 500}, s.Counts)
				s, err = importing.do(w.world, t.Context(), sync, jobs.Import{From: jobs.Files{Names: []string{out}}, Table: "bbb"})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: 500, Written: 500}, s.Counts)
				s, err = copying.do(w.world, t.Context(), sync, jobs.Copy{From: jobs.Source{Table: "bbb", Segments: 3}, Table: "ccc"})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: 500, Written: 500}, s.Counts)
				want := w.items(t, "aaa")
				require.Len(t, want, 500)
				require.Equal(t, want, w.items(t, "bbb"))
				require.Equal(t, want, w.items(t, "ccc"))
			})
		})
	}
}

func TestAQueryThatIsNotDecodedIsCopiedWhole(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newFarWorld(t, "aaa", "bbb")
		w.fill(t, "aaa", 50)
		from := jobs.Source{Table: "aaa", KeyCondition: "pk = :pk", Values: jobs.Item{":pk": str("p0003")}}
		for range 2 { // the first call of each operation is decoded, as the SDK makes it
			s, err := copying.do(w.world, t.Context(), sync, jobs.Copy{From: from, Table: "bbb"})
			require.NoError(t, err)
			require.Equal(t, jobs.Counts{Read: 10, Written: 10}, s.Counts)
		}
		all := w.items(t, "aaa")
		got := w.items(t, "bbb")
		require.Len(t, got, 10)
		for key, it := range got {
			require.Equal(t, all[key], it)
		}
	})
}

// What DynamoDB refuses, and leaves unprocessed, is dealt with as for any other item.
func TestItemsThatAreNotDecodedAreRejectedAndTriedAgain(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newFarWorld(t, "aaa")
		defer w.db.Control(local.Rate(1, 0.1, local.Partial(3)))()
		defer w.db.Control(local.Rate(2, 0.03, local.Drop()))()
		var b strings.Builder
		for i := range 2_000 {
			fmt.Fprintf(&b, `{"Item":{"pk":{"S":"p%d"},"sk":{"N":"%d"},"n":{"N":"%d"},"t":{"L":[{"S":"a\"b"}]}}}`+"\n", i%10, i/10, i)
			switch i {
			case 700: // as a sort key a text is refused by the table, a set by the executor's rules, and half an item by nobody's
				b.WriteString(`{"Item":{"pk":{"S":"bad"},"sk":{"S":"1"},"secret":{"S":"kept"}}}` + "\n")
			case 900:
				b.WriteString(`{"Item":{"pk":{"S":"bad"},"sk":{"NS":["1"]}}}` + "\n")
			case 1_100:
				b.WriteString(`{"Item":{"pk":{"S":"bad"},"sk":{"N":"1"}` + "\n")
			}
		}
		in := w.write(t, "in.json", b.String())
		s, err := importing.do(w.world, t.Context(), sync, jobs.Import{Options: jobs.Options{Rejects: w.file("rejects")}, From: jobs.Files{Names: []string{in}}, Table: "aaa"})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 2_003, Written: 2_000, Rejected: 3}, s.Counts)
		lines := map[float64]map[string]any{}
		for _, r := range rejected(t, w.file("rejects")) {
			lines[r["line"].(float64)] = r
		}
		require.Len(t, lines, 3)
		require.Contains(t, lines[702]["reason"], "Type mismatch for key sk")
		require.Equal(t, map[string]any{"pk": map[string]any{"S": "bad"}, "sk": map[string]any{"S": "1"}, "secret": map[string]any{"S": "kept"}}, lines[702]["item"])
		require.Contains(t, lines, float64(903))
		require.Contains(t, lines, float64(1_104))
		got := w.items(t, "aaa")
		require.Len(t, got, 2_000)
		for _, it := range got {
			require.Len(t, it, 4)
		}
	})
}

// Users look into items as ever: a transform has all of them.
func TestATransformSeesWholeItems(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newFarWorld(t, "aaa", "bbb")
		w.fill(t, "aaa", 60)
		look := func(it jobs.Item) (jobs.Item, error) {
			if len(it) != len(everyType(1)) {
				return nil, fmt.Errorf("%d attributes", len(it))
			}
			return it, nil
		}
		s, err := copying.do(w.world, t.Context(), sync, jobs.Copy{Options: jobs.Options{Transform: look}, From: jobs.Source{Table: "aaa"}, Table: "bbb"})
		require.NoError(t, err)
		require.EqualValues(t, 60, s.Counts.Written)
		require.Equal(t, w.items(t, "aaa"), w.items(t, "bbb"))
	})
}

// An index's limit holds for items that have its key, and for them alone.
func TestIndexLimitsHoldForItemsThatAreNotDecoded(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newFarWorld(t)
		_, err := w.sdk.CreateTable(t.Context(), &dynamodb.CreateTableInput{
			TableName: aws.String("aaa"), BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: "S"}, {AttributeName: aws.String("kind"), AttributeType: "S"}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: "HASH"}},
			GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
				IndexName: aws.String("by-kind"), KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("kind"), KeyType: "HASH"}}, Projection: &types.Projection{ProjectionType: "ALL"},
			}},
		})
		require.NoError(t, err)
		require.NoError(t, w.far.SetIndexLimits("aaa", "by-kind", api.Limits{Write: api.UnitsPerSecond(50)}))
		lines := func(name, more string) jobs.Files {
			var b strings.Builder
			for i := range 150 {
				fmt.Fprintf(&b, `{"pk":{"S":"%s%d"}%s}`+"\n", name, i, more)
			}
			return jobs.Files{Names: []string{w.write(t, name+".json", b.String())}}
		}
		s, err := importing.do(w.world, t.Context(), sync, jobs.Import{From: lines("without", ""), Table: "aaa"})
		require.NoError(t, err)
		require.EqualValues(t, 150, s.Counts.Written)
		require.Zero(t, w.far.Stats().Tables["aaa"].Indexes["by-kind"].Write.Used)
		s, err = importing.do(w.world, t.Context(), sync, jobs.Import{From: lines("with", `,"kind":{"S":"k"}`), Table: "aaa"})
		require.NoError(t, err)
		require.EqualValues(t, 150, s.Counts.Written)
		require.GreaterOrEqual(t, s.Took, 1500*time.Millisecond, "150 units at 50 a second, with a second's worth at hand")
	})
}
