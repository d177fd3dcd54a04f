package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// skewed are puts of which every other is of one key, and so are the gets.
func skewed(i int) eitherFace {
	id := fmt.Sprint("cold", i)
	if i%2 == 0 {
		id = "celebrity"
	}
	return putOf(orders, item{"id": text(id)})
}

func skewedGets(i int) eitherFace {
	if i%4 == 0 {
		return getOf(orders, "celebrity")
	}
	return getOf(orders, fmt.Sprint("cold", i))
}

// shownAs is what a key is called, with and without its value.
var shownAs = map[string]struct {
	opts    []api.Option
	matches string
}{
	"redacted":    {nil, "^#[0-9a-f]{8}$"},
	"with values": {[]api.Option{api.WithHotKeyValues()}, "^celebrity$"},
}

func TestHotKeysAreReportedByUnits(t *testing.T) {
	for name, test := range shownAs {
		t.Run(name, func(t *testing.T) {
			onService(t, test.opts, func(t *testing.T, s *service) {
				setLatency(t, s, time.Millisecond)
				for range 10 {
					require.NoError(t, s.all(t.Context(), 400, skewed).wait())
					require.NoError(t, s.all(t.Context(), 400, skewedGets).wait())
					for range 40 { // one after the other: of many who ask for it at one time it's read once
						require.NoError(t, s.do(t.Context(), skewedGets(0)))
					}
				}
				keys := s.stats(orders).HotKeys
				require.GreaterOrEqual(t, len(keys.ByUnits), 2)
				require.LessOrEqual(t, len(keys.ByUnits), 10)
				assert.Empty(t, keys.ByThrottles)
				writes, reads := keys.ByUnits[0], keys.ByUnits[1]
				if writes.Read {
					writes, reads = reads, writes
				}
				require.False(t, writes.Read)
				require.True(t, reads.Read)
				assert.Regexp(t, test.matches, writes.Key)
				assert.Equal(t, writes.Key, reads.Key)
				assert.InDelta(t, 0.5, writes.Share, 0.05)
				assert.Greater(t, reads.Share, 0.1)
				assert.Less(t, reads.Share, 0.4)
				assert.InDelta(t, 2000, writes.Units, 200)
				assert.Zero(t, writes.Throttled)
				assert.Empty(t, s.ex.Stats().Total.HotKeys, "there's none in the total")
			})
		})
	}
}

func TestHotKeysAreReportedByThrottles(t *testing.T) {
	for name, test := range shownAs {
		t.Run(name, func(t *testing.T) {
			policy := api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 2, BaseDelay: time.Millisecond, MaxDelay: time.Millisecond})
			onService(t, append(test.opts, policy, api.WithTableNoCoalescing(orders)), func(t *testing.T, s *service) {
				s.db.Control(local.On(func(_ context.Context, r *local.Request) error {
					if r.Input.(*dynamodb.PutItemInput).Item["id"].(*stringValue).Value != "celebrity" {
						return nil
					}
					return &types.ProvisionedThroughputExceededException{
						Message: aws.String("too much"),
						ThrottlingReasons: []types.ThrottlingReason{{
							Reason:   aws.String("TableWriteKeyRangeThroughputExceeded"),
							Resource: aws.String("arn:aws:dynamodb:us-east-1:000000000000:table/orders"),
						}},
					}
				}, "PutItem"))
				require.Error(t, s.all(t.Context(), 400, skewed).wait())
				stats := s.stats(orders)
				require.NotEmpty(t, stats.HotKeys.ByThrottles)
				first := stats.HotKeys.ByThrottles[0]
				assert.Regexp(t, test.matches, first.Key)
				assert.Positive(t, first.Throttled)
				assert.False(t, first.Read)
				assert.Len(t, stats.HotKeys.ByThrottles, 1, "nothing else was refused")
				assert.Equal(t, []string{"TableWriteKeyRangeThroughputExceeded"}, reasonsOf(stats.Write.Throttled))
				assert.Equal(t, stats.Throttles, stats.Write.Throttled["TableWriteKeyRangeThroughputExceeded"])
			})
		})
	}
}

func reasonsOf(m map[string]int64) (all []string) {
	for reason := range m {
		all = append(all, reason)
	}
	return all
}

// What was hot an hour ago isn't any more.
func TestHotKeysAreThoseOfTheLastMinute(t *testing.T) {
	onService(t, []api.Option{api.WithHotKeyValues()}, func(t *testing.T, s *service) {
		require.NoError(t, s.all(t.Context(), 400, skewed).wait())
		require.NotEmpty(t, s.stats(orders).HotKeys.ByUnits)
		time.Sleep(10 * time.Minute)
		for _, k := range s.stats(orders).HotKeys.ByUnits {
			assert.Zero(t, k.Units, k.Key)
		}
	})
}

func TestNumbersAndBytesAreShownAsKeys(t *testing.T) {
	for name, test := range map[string]struct {
		kind  types.ScalarAttributeType
		value types.AttributeValue
		shown string
	}{
		"numbers": {types.ScalarAttributeTypeN, number(42), "42"},
		"bytes":   {types.ScalarAttributeTypeB, &types.AttributeValueMemberB{Value: []byte{0xfb, 0xff}}, "+/8="},
	} {
		t.Run(name, func(t *testing.T) {
			onService(t, []api.Option{api.WithHotKeyValues()}, func(t *testing.T, s *service) {
				_, err := s.sdk.CreateTable(s.aside(t), &dynamodb.CreateTableInput{
					TableName: &stock, BillingMode: types.BillingModePayPerRequest,
					AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: test.kind}},
					KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
				})
				require.NoError(t, err)
				for range 1000 {
					require.NoError(t, s.do(t.Context(), putOf(stock, item{"id": test.value})))
				}
				keys := s.stats(stock).HotKeys.ByUnits
				require.Len(t, keys, 1)
				assert.Equal(t, test.shown, keys[0].Key)
				assert.InDelta(t, 1, keys[0].Share, 1e-6)
			})
		})
	}
}
