package api_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// halves are of what there is.
var halves = api.Limits{Read: api.ShareOfCapacity(0.5), Write: api.ShareOfCapacity(0.5)}

func provisioned(reads, writes int64) *types.ProvisionedThroughput {
	return &types.ProvisionedThroughput{ReadCapacityUnits: &reads, WriteCapacityUnits: &writes}
}

func TestAShareIsOfWhatDescribeTableReports(t *testing.T) {
	for name, test := range map[string]*dynamodb.CreateTableInput{
		"provisioned":              {ProvisionedThroughput: provisioned(40, 20)},
		"a maximum on demand":      {BillingMode: types.BillingModePayPerRequest, OnDemandThroughput: &types.OnDemandThroughput{MaxReadRequestUnits: ptr[int64](40), MaxWriteRequestUnits: ptr[int64](20)}},
		"provisioned, named so":    {BillingMode: types.BillingModeProvisioned, ProvisionedThroughput: provisioned(40, 20)},
		"with an index of its own": {ProvisionedThroughput: provisioned(40, 20), GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{ProvisionedThroughput: provisioned(1, 1)}}},
	} {
		t.Run(name, func(t *testing.T) {
			for known, opts := range map[string][]api.Option{
				"schema given":   {api.WithLimits(stock, halves), api.WithKeySchema(stock, "id", "")},
				"schema unknown": {api.WithLimits(stock, halves)},
			} {
				t.Run(known, func(t *testing.T) {
					onService(t, opts, func(t *testing.T, s *service) {
						in := *test // each run has its own, since it's filled in
						in.GlobalSecondaryIndexes = append([]types.GlobalSecondaryIndex(nil), in.GlobalSecondaryIndexes...)
						in.TableName = &stock
						s.create(t, &in)
						reading := s.all(t.Context(), 120, gets(stock))
						writing := s.all(t.Context(), 60, puts(stock))
						require.NoError(t, errors.Join(reading.wait(), writing.wait()))
						assert.InDelta(t, 5, time.Since(s.began).Seconds(), 1.5)
						assert.EqualValues(t, 20, s.stats(stock).Read.Limit)
						assert.EqualValues(t, 10, s.stats(stock).Write.Limit)
						assert.Len(t, s.came("DescribeTable"), 1)
						visits := s.came()
						for i := range visits {
							if visits[i].operation == "BatchGetItem" || visits[i].operation == "GetItem" {
								visits[i].units = nil
							}
						}
						keeps(t, visits, stock, 10, time.Second)
					})
				})
			}
		})
	}
}

// The first of them wait for the answer, however long it takes.
func TestNothingIsSentUntilAShareIsKnown(t *testing.T) {
	onStock(t, []api.Option{api.WithLimits(stock, halves)}, func(t *testing.T, s *service) {
		release := make(chan struct{})
		s.db.Control(local.On(local.Hold(release), "DescribeTable"))
		load := s.all(t.Context(), 10, puts(stock))
		time.Sleep(time.Second)
		require.Len(t, s.came(), 1, "DescribeTable alone")
		close(release)
		require.NoError(t, load.wait())
	})
}

// The capacity that is there changes, and a share with it, once a minute.
func TestAShareFollowsTheCapacity(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(stock, halves), api.WithKeySchema(stock, "id", "")}, func(t *testing.T, s *service) {
		s.create(t, &dynamodb.CreateTableInput{TableName: &stock, ProvisionedThroughput: provisioned(20, 20)})
		load := s.all(t.Context(), 2000, puts(stock))
		_, err := s.sdk.UpdateTable(s.aside(t), &dynamodb.UpdateTableInput{TableName: &stock, ProvisionedThroughput: provisioned(200, 200)})
		require.NoError(t, err)
		time.Sleep(55 * time.Second)
		slow := s.used(stock)
		assert.InDelta(t, 560, slow, 30)
		// Who submits something after the minute has it asked again.
		time.Sleep(6 * time.Second)
		require.NoError(t, s.all(t.Context(), 1, gets(stock)).wait())
		require.NoError(t, load.wait())
		assert.InDelta(t, 75, time.Since(s.began).Seconds(), 5)
		assert.EqualValues(t, 100, s.stats(stock).Write.Limit)
	})
}

func TestAShareOfAnIndexIsOfTheIndexesCapacity(t *testing.T) {
	onService(t, []api.Option{api.WithIndexLimits(stock, "by-kind", halves)}, func(t *testing.T, s *service) {
		s.create(t, &dynamodb.CreateTableInput{
			TableName: &stock, ProvisionedThroughput: provisioned(1000, 1000),
			GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{ProvisionedThroughput: provisioned(20, 20)}},
		})
		require.NoError(t, s.all(t.Context(), 60, kindPuts).wait())
		assert.InDelta(t, 5, time.Since(s.began).Seconds(), 1)
		keeps(t, s.came(), stockByKind, 10, time.Second)
	})
}

// Without an answer there's no limit, and that's said once.
func TestAShareThatCantBeKnownIsNoLimitAndIsWarnedOf(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(t *testing.T, s *service)
		says    string
	}{
		"DescribeTable is denied": {func(t *testing.T, s *service) {
			s.createIndexed(t, stock)
			s.db.Control(local.On(local.Fail(local.Error(400, "AccessDeniedException", "no")), "DescribeTable"))
		}, "DescribeTable failed"},
		"on demand without a maximum": {func(t *testing.T, s *service) { s.createIndexed(t, stock) }, "has no maximum"},
	} {
		t.Run(name, func(t *testing.T) {
			for known, schema := range map[string]bool{"schema given": true, "schema unknown": false} {
				t.Run(known, func(t *testing.T) {
					core, logs := observer.New(zap.WarnLevel)
					opts := []api.Option{api.WithLimits(stock, halves), api.WithLogger(zap.New(core))}
					if schema {
						opts = append(opts, api.WithKeySchema(stock, "id", ""))
					}
					onService(t, opts, func(t *testing.T, s *service) {
						test.prepare(t, s)
						require.NoError(t, s.all(t.Context(), 500, puts(stock)).wait())
						assert.Less(t, time.Since(s.began), time.Second)
						require.NoError(t, s.all(t.Context(), 500, puts(stock)).wait())
						assert.Zero(t, s.stats(stock).Write.Set)
						var warned []string
						for _, entry := range logs.TakeAll() {
							if entry.ContextMap()["table"] == stock && entry.Message != "" {
								warned = append(warned, entry.Message)
							}
						}
						found := 0
						for _, message := range warned {
							if assert.NotContains(t, message, "kind") && containsAll(message, "a share of the table's capacity", test.says) {
								found++
							}
						}
						assert.Equal(t, 1, found, "%q", warned)
					})
				})
			}
		})
	}
}

func TestAShareIsSetWhileTheExecutorRuns(t *testing.T) {
	onService(t, []api.Option{api.WithKeySchema(stock, "id", "")}, func(t *testing.T, s *service) {
		s.create(t, &dynamodb.CreateTableInput{TableName: &stock, ProvisionedThroughput: provisioned(20, 20)})
		require.NoError(t, s.do(t.Context(), puts(stock)(0)))
		require.NoError(t, s.setter().SetLimits(stock, halves))
		require.NoError(t, s.all(t.Context(), 60, puts(stock)).wait())
		assert.InDelta(t, 5, time.Since(s.began).Seconds(), 1)
		assert.EqualValues(t, 10, s.stats(stock).Write.Set)
		assert.EqualValues(t, 10, s.stats(stock).Read.Set)
	})
}
