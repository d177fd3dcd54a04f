package integration

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// inFives is a client whose pages have five items.
type inFives struct {
	*dynamodb.Client
	queries atomic.Int64
}

func (c *inFives) Scan(ctx context.Context, in *dynamodb.ScanInput, o ...optFn) (*dynamodb.ScanOutput, error) {
	own := *in
	if own.Limit == nil {
		own.Limit = aws.Int32(5)
	}
	return c.Client.Scan(ctx, &own, o...)
}

func (c *inFives) Query(ctx context.Context, in *dynamodb.QueryInput, o ...optFn) (*dynamodb.QueryOutput, error) {
	c.queries.Add(1)
	own := *in
	if own.Limit == nil {
		own.Limit = aws.Int32(5)
	}
	return c.Client.Query(ctx, &own, o...)
}

// What a bulk job cuts off a huge partition key, and goes on behind, is what the engine has there, for each type of sort key.
func TestAJobCutsAHugePartitionKey(t *testing.T) {
	const items, others = 240, 30
	client := engine(t)
	for name, kind := range map[string]struct {
		key  dynamodblocal.Key
		sort func(i int) types.AttributeValue
	}{
		"N": {dynamodblocal.N("sk"), func(i int) types.AttributeValue { return n(fmt.Sprintf("%d.5", i-items/2)) }},
		"S": {dynamodblocal.S("sk"), func(i int) types.AttributeValue {
			return s(fmt.Sprintf("2026-%02d-%02dT%02d:00:00Z ü", 1+i/60, 1+i%60/3, i%3))
		}},
		"B": {dynamodblocal.B("sk"), func(i int) types.AttributeValue {
			return &types.AttributeValueMemberB{Value: []byte{0xff, byte(i), 0}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			table := dynamodblocal.TempTable(t, client, dynamodblocal.S("pk"), kind.key)
			for i := range items {
				store(t, client, table, attributes{"pk": s("huge"), "sk": kind.sort(i), "n": n(fmt.Sprint(i))})
			}
			for i := range others {
				store(t, client, table, attributes{"pk": s(fmt.Sprint(i)), "sk": kind.sort(i), "n": n(fmt.Sprint(items + i))})
			}
			eachFace(t, func(t *testing.T, f face) {
				small := &inFives{Client: client}
				ex, err := api.Open(small)
				require.NoError(t, err)
				defer func() { require.NoError(t, ex.Close(context.Background())) }()
				folder := t.TempDir()
				spec := jobs.Export{
					From: jobs.Source{Table: table, Segments: 3, Workers: 4, Consistent: true},
					To:   jobs.Files{Names: []string{folder + "/"}, Compression: jobs.Plain},
				}
				var done jobs.Summary
				if f == async {
					done, err = jobs.New(ex).Export(t.Context(), spec).Await(t.Context())
				} else {
					done, err = jobs.New(ex).Sync().Export(t.Context(), spec)
				}
				require.NoError(t, err)
				require.EqualValues(t, items+others, done.Counts.Written)
				require.Greater(t, small.queries.Load(), int64(5), "nothing was cut")
				seen := map[string]int{}
				names, err := filepath.Glob(filepath.Join(folder, "*"))
				require.NoError(t, err)
				for _, name := range names {
					text, err := os.ReadFile(name)
					require.NoError(t, err)
					for l := range strings.Lines(string(text)) {
						_, number, found := strings.Cut(l, `"n":{"N":"`)
						require.True(t, found, l)
						number, _, _ = strings.Cut(number, `"`)
						seen[number]++
					}
				}
				require.Len(t, seen, items+others)
			})
		})
	}
}
