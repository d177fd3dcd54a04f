package target

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// cloud is an AWS whose endpoint is an api/local.
func cloud(t *testing.T, control local.Control) *Target {
	db, err := local.New()
	require.NoError(t, err)
	if control != nil {
		db.Control(control)
	}
	server := httptest.NewServer(db.Handler())
	t.Cleanup(server.Close)
	target, err := NewAWS(aws.Config{
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("a", "b", ""),
		BaseEndpoint: aws.String(server.URL),
		HTTPClient:   http.DefaultClient,
	})
	require.NoError(t, err)
	return target
}

func TestTheEstimateIsWhatTheWorkCostsAtMost(t *testing.T) {
	prices := Prices{Write: 1, Read: 0.25}
	for name, c := range map[string]struct {
		work Work
		want float64
	}{
		"nothing":                            {Work{ItemBytes: 400}, 0},
		"a closed loop takes what it gets":   {Work{Seconds: 1000, ItemBytes: 400}, 4},
		"an open loop asks for so many":      {Work{Seconds: 1000, PerSecond: 100, ItemBytes: 400}, 0.1},
		"of two units each":                  {Work{Seconds: 1000, PerSecond: 100, ItemBytes: 1100}, 0.2},
		"or for more than it gets":           {Work{Seconds: 1000, PerSecond: 1e9, ItemBytes: 1100}, 4},
		"loading and counting":               {Work{Items: 1_000_000, ItemBytes: 400}, 1 + 0.25},
		"reads may be dearer":                {Work{Seconds: 1, PerSecond: 1e9, ItemBytes: 400}, 0.004},
		"large items":                        {Work{Items: 1000, ItemBytes: 100_000}, (98*1000 + 25*1000*0.25) / 1e6},
		"a second and an item are added up ": {Work{Seconds: 1, Items: 1, ItemBytes: 400}, 0.004 + 1.25e-6},
	} {
		require.InDelta(t, c.want, prices.Estimate(c.work), 1e-9, name)
	}
	require.InDelta(t, 0.003, Prices{Write: 0.1, Read: 0.25}.Estimate(Work{Seconds: 1, ItemBytes: 400}), 1e-9, "the dearer of both counts")
}

func TestMoneyIsSpentOnlyAfterAYes(t *testing.T) {
	for answer, want := range map[string]error{"y\n": nil, "YES\n": nil, "yes": nil, "n\n": ErrDeclined, "\n": ErrDeclined, "": ErrDeclined, "yep\n": ErrDeclined} {
		var out strings.Builder
		require.ErrorIs(t, Confirm(strings.NewReader(answer), &out, 0.5, 1, false), want, answer)
		require.Contains(t, out.String(), "up to some $0.50")
		require.Contains(t, out.String(), "[y/N]")
	}
	var out strings.Builder
	require.NoError(t, Confirm(strings.NewReader(""), &out, 0.5, 1, true))
	require.NotContains(t, out.String(), "[y/N]")
	require.Contains(t, out.String(), "$0.50")
	require.ErrorContains(t, Confirm(strings.NewReader("y\n"), &out, 1.5, 1, true), "some $1.50, and --max-cost is $1.00")
	broken := errors.New("broken")
	require.ErrorIs(t, Confirm(iotestErr{broken}, &out, 0.5, 1, false), broken)
}

type iotestErr struct{ err error }

func (r iotestErr) Read([]byte) (int, error) { return 0, r.err }

var _ io.Reader = iotestErr{}

func TestARegionIsNeeded(t *testing.T) {
	_, err := NewAWS(aws.Config{})
	require.ErrorContains(t, err, "set AWS_REGION")
}

func TestTheTablesAreDeletedAlsoAfterAnInterrupt(t *testing.T) {
	target := cloud(t, nil)
	ctx, interrupt := context.WithCancel(t.Context())
	require.NoError(t, target.Create(ctx, false, target.Table("a"), target.Table("b")))
	require.Len(t, tablesOf(t, target), 2)
	interrupt()
	require.ErrorIs(t, target.Create(ctx, false, target.Table("c")), context.Canceled)
	admin := target.tables.client
	require.NoError(t, target.Close())
	out, err := admin.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	require.Empty(t, out.TableNames)
	require.NoError(t, admin.Close(t.Context()))
}

func TestATableThatCannotBeDeletedIsNamed(t *testing.T) {
	target := cloud(t, local.On(local.Fail(local.Error(400, "AccessDeniedException", "no")), "DeleteTable"))
	name := target.Table("a")
	require.NoError(t, target.Create(t.Context(), false, name))
	require.ErrorContains(t, target.Close(), "deleting table "+name+", which you have to do now")
}

func TestARunEndsWhenItHasSpentEnough(t *testing.T) {
	target := cloud(t, nil)
	defer func() { require.NoError(t, target.Close()) }()
	table := target.Table("a")
	require.NoError(t, target.Create(t.Context(), false, table))
	client := target.Client()
	prices := Prices{Write: 1000, Read: 1}
	ctx, stop := target.Limit(t.Context(), prices, 0.003, 1100)
	defer stop()
	for {
		_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: items.New("a")})
		if err != nil {
			break
		}
	}
	require.ErrorIs(t, context.Cause(ctx), ErrMaxCost)
	require.GreaterOrEqual(t, target.Spent(prices, 1100), 0.003)
	counts, err := target.Counts(t.Context())
	require.NoError(t, err)
	require.InDelta(t, float64(counts["PutItem"].Items)*2*0.001, target.Spent(prices, 1100), 1e-9)
}

func TestAWatchThatIsStoppedEndsItsContext(t *testing.T) {
	target := cloud(t, nil)
	defer func() { require.NoError(t, target.Close()) }()
	ctx, stop := target.Limit(t.Context(), Prices{}, 1, 1)
	require.NoError(t, ctx.Err())
	stop()
	require.Error(t, ctx.Err())
	require.NotErrorIs(t, context.Cause(ctx), ErrMaxCost)
}
