package target

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// simulated is a local target whose process is a goroutine of the test.
func simulated(t *testing.T) *Target {
	theirs, ours := io.Pipe()
	greeting, told := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- engine.Serve(theirs, told, engine.Settings{}) }()
	line := make([]byte, 100)
	n, err := greeting.Read(line)
	require.NoError(t, err)
	address, err := net.ResolveTCPAddr("tcp", string(line[len("listening on "):n-1]))
	require.NoError(t, err)
	target := NewLocal("local", server.At("http://"+address.String()), 0)
	t.Cleanup(func() {
		require.NoError(t, target.Close())
		require.NoError(t, ours.Close())
		require.NoError(t, <-done)
	})
	return target
}

func TestALocalTargetIsWatchedAndChanged(t *testing.T) {
	target := simulated(t)
	ctx, table := t.Context(), target.Table("scarce")
	require.NoError(t, target.CreateWith(ctx, table, Schema{}, Units{Read: 7, Write: 3}))
	client := target.Unmetered(func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
	provisioned := func() (int64, int64) {
		out, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
		require.NoError(t, err)
		return *out.Table.ProvisionedThroughput.ReadCapacityUnits, *out.Table.ProvisionedThroughput.WriteCapacityUnits
	}
	read, write := provisioned()
	require.Equal(t, []int64{7, 3}, []int64{read, write})
	require.NoError(t, target.Provision(ctx, table, Units{Read: 14, Write: 6}))
	read, write = provisioned()
	require.Equal(t, []int64{14, 6}, []int64{read, write})

	require.NoError(t, target.Watch(ctx, time.Minute))
	require.NoError(t, target.Meter(ctx, engine.Metering{On: true, Partitions: 2}))
	refused := 0
	put := func(key string) error {
		_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: items.New(key)})
		return err
	}
	for refused == 0 {
		if server.Throttling(put("a")) {
			refused++
		}
	}
	require.NoError(t, target.Normal(ctx))
	for range 30 {
		require.NoError(t, put("a"))
	}
	require.NoError(t, target.Fail(ctx, engine.Faults{Share: 1, Hold: time.Millisecond}))
	require.Error(t, put("a"))
	require.NoError(t, target.Normal(ctx))
	require.NoError(t, put("b"))

	record, err := target.Record(ctx)
	require.NoError(t, err)
	sum := record.Of(func(s engine.Series) bool { return s.Table == table && s.Write }).Sum(0, time.Hour)
	require.Equal(t, 1, sum.Refused)
	require.GreaterOrEqual(t, sum.Served, 31)
	counts, err := target.Counts(ctx)
	require.NoError(t, err)
	require.Empty(t, counts, "only the target has counted")
}

func TestMissingKeysAreThoseThatAScanDoesNotFind(t *testing.T) {
	target := simulated(t)
	ctx, table := t.Context(), target.Table("some")
	require.NoError(t, target.Create(ctx, false, table))
	require.NoError(t, target.Fill(ctx, table, 3, func(int) func(int) items.Item {
		return func(n int) items.Item { return items.New(string(rune('a' + n))) }
	}))
	for want, keys := range [][]string{{"a", "b", "c", "a"}, {"a", "x"}, {"x", "x", "y", "c"}} {
		missing, err := target.Missing(ctx, table, keys)
		require.NoError(t, err)
		require.Equal(t, want, missing, keys)
	}

	sorted := target.Table("sorted")
	require.NoError(t, target.CreateWith(ctx, sorted, Schema{Sorted: true}, Units{}))
	require.NoError(t, target.Fill(ctx, sorted, 3, func(int) func(int) items.Item {
		return func(n int) items.Item { return items.NewSorted("a", string(rune('a'+n))) }
	}))
	missing, err := target.Missing(ctx, sorted, []string{items.Sorted("a", "a"), items.Sorted("a", "c"), items.Sorted("a", "d"), "a"})
	require.NoError(t, err)
	require.Equal(t, 2, missing, "each has both of its keys")

	_, err = target.Missing(ctx, target.Table("absent"), nil)
	require.ErrorContains(t, err, "scanning table")
	require.Error(t, target.Provision(ctx, target.Table("absent"), Units{1, 1}))
	var gone *types.ResourceNotFoundException
	require.ErrorAs(t, err, &gone)
}
