package api

import (
	"math"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/actors"
)

func TestBadOptionsAreRefusedTogetherEachWithFieldValueAndMend(t *testing.T) {
	for name, test := range map[string]struct {
		option Option
		says   []string
	}{
		"no items":        {WithMaxPending(0, 1), []string{"MaxPending items", "0", "1 or more"}},
		"no bytes":        {WithMaxPending(1, -1), []string{"MaxPending bytes", "-1", "1 or more"}},
		"no calls":        {WithCallsInFlight(0), []string{"CallsInFlight", "0"}},
		"no part calls":   {WithPartCallsInFlight(-3), []string{"PartCallsInFlight", "-3"}},
		"26 writes":       {WithBatchLimits(26, 100, 1), []string{"BatchLimits writes", "26", "25 at the most"}},
		"101 reads":       {WithBatchLimits(25, 101, 1), []string{"BatchLimits reads", "101", "100 at the most"}},
		"17 MiB":          {WithBatchLimits(25, 100, 17<<20), []string{"BatchLimits bytes", "17825792"}},
		"no tables":       {WithMaxTables(0), []string{"MaxTables"}},
		"no attempts":     {WithRetryPolicy(RetryPolicy{}), []string{"RetryPolicy MaxAttempts", "0"}},
		"max below base":  {WithRetryPolicy(RetryPolicy{MaxAttempts: 1, BaseDelay: 2, MaxDelay: 1}), []string{"BaseDelay is 2ns", "MaxDelay 1ns"}},
		"negative delay":  {WithRetryPolicy(RetryPolicy{MaxAttempts: 1, BaseDelay: -1}), []string{"BaseDelay is -1ns"}},
		"negative limit":  {WithCallTimeout(-time.Second), []string{"CallTimeout is -1s"}},
		"nil logger":      {WithLogger(nil), []string{"Logger is nil"}},
		"no table name":   {WithTableUnordered(""), []string{`names the table ""`}},
		"no partition":    {WithKeySchema("orders", "", "x"), []string{`"orders"`, `partition key ""`}},
		"one key twice":   {WithKeySchema("orders", "x", "x"), []string{`"orders"`, `"x" as partition and sort key`}},
		"too many writes": {WithMaxPending(math.MaxInt, 1), []string{"MaxPending items"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(&dynamodb.Client{}, WithCallTimeout(-time.Minute), test.option)
			var option *OptionError
			require.ErrorAs(t, err, &option)
			for _, s := range test.says {
				require.ErrorContains(t, err, s)
			}
			if name != "negative limit" {
				require.ErrorContains(t, err, "CallTimeout is -1m0s", "all that is wrong is told at once")
			}
		})
	}
	_, err := Open(nil)
	require.ErrorContains(t, err, "client is nil")
}

func TestOptionsOfOneTableAddUp(t *testing.T) {
	c := actors.DefaultConfig()
	for _, o := range []Option{WithKeySchema("a", "pk", "sk"), WithTableUnordered("a"), WithTableNoCoalescing("a"), WithTableUnordered("b")} {
		o(&c)
	}
	require.NoError(t, c.Validate())
	a := c.Tables["a"]
	require.True(t, a.NoCoalescing && a.Unordered && a.Schema.Sort == "sk")
	require.False(t, c.Tables["b"].NoCoalescing)
}
