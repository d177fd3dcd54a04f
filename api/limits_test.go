package api_test

import (
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/api"
)

// limitSetter is what changes limits in either face.
type limitSetter interface {
	SetLimits(table string, l api.Limits) error
	SetIndexLimits(table, index string, l api.Limits) error
}

func (s *service) setter() limitSetter {
	if s.sync {
		return s.ex.Sync()
	}
	return s.ex
}

func writeLimit(n float64) api.Limits { return api.Limits{Write: api.UnitsPerSecond(n)} }
func readLimit(n float64) api.Limits  { return api.Limits{Read: api.UnitsPerSecond(n)} }

func TestBadLimitsAreRefusedWithTheFieldsName(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		for name, test := range map[string]struct {
			limits api.Limits
			says   []string
		}{
			"no writes":           {writeLimit(0), []string{"Write is 0 units per second"}},
			"negative writes":     {writeLimit(-5), []string{"Write is -5 units per second"}},
			"NaN writes":          {writeLimit(math.NaN()), []string{"Write is NaN units per second"}},
			"endless writes":      {writeLimit(math.Inf(1)), []string{"Write is +Inf units per second"}},
			"no reads":            {readLimit(0), []string{"Read is 0 units per second"}},
			"negative reads":      {readLimit(-0.1), []string{"Read is -0.1 units per second"}},
			"NaN reads":           {readLimit(math.NaN()), []string{"Read is NaN units per second"}},
			"endless reads":       {readLimit(math.Inf(1)), []string{"Read is +Inf units per second"}},
			"no share":            {api.Limits{Read: api.ShareOfCapacity(0)}, []string{"Read is a share of 0", "at most 1"}},
			"a share over 1":      {api.Limits{Write: api.ShareOfCapacity(1.01)}, []string{"Write is a share of 1.01", "at most 1"}},
			"a negative share":    {api.Limits{Write: api.ShareOfCapacity(-1)}, []string{"Write is a share of -1"}},
			"a share that's NaN":  {api.Limits{Write: api.ShareOfCapacity(math.NaN())}, []string{"Write is a share of NaN"}},
			"a negative burst":    {api.Limits{Burst: -time.Second}, []string{"Burst is -1s"}},
			"a burst over 5 min":  {api.Limits{Burst: 5*time.Minute + 1}, []string{"Burst is 5m0.000000001s", "up to 5m0s"}},
			"two bad ones":        {api.Limits{Read: api.UnitsPerSecond(0), Burst: -1}, []string{"Read is 0", "Burst is -1ns"}},
			"a bad one of a pair": {api.Limits{Read: api.UnitsPerSecond(1), Write: api.UnitsPerSecond(0)}, []string{"Write is 0"}},
		} {
			_, ofTable := api.Open(s.sdk, api.WithLimits("stock", test.limits))
			_, ofIndex := api.Open(s.sdk, api.WithIndexLimits("stock", "by-kind", test.limits))
			var option *api.OptionError
			require.ErrorAs(t, ofTable, &option, name)
			require.ErrorAs(t, ofIndex, &option, name)
			require.ErrorContains(t, ofTable, `Limits of table "stock"`, name)
			require.ErrorContains(t, ofIndex, `Limits of index "by-kind" of table "stock"`, name)
			setTable := s.setter().SetLimits("stock", test.limits)
			setIndex := s.setter().SetIndexLimits("stock", "by-kind", test.limits)
			require.ErrorContains(t, setTable, `Limits of table "stock"`, name)
			require.ErrorContains(t, setIndex, `Limits of index "by-kind" of table "stock"`, name)
			for _, err := range []error{ofTable, ofIndex, setTable, setIndex} {
				for _, say := range test.says {
					require.ErrorContains(t, err, say, name)
				}
			}
		}
	})
}

func TestLimitsOfNothingAreRefused(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		fine := writeLimit(1)
		_, err := api.Open(s.sdk, api.WithLimits("", fine))
		require.ErrorContains(t, err, `names the table ""`)
		_, err = api.Open(s.sdk, api.WithIndexLimits("stock", "", fine))
		require.ErrorContains(t, err, `the index ""`)
		_, err = api.Open(s.sdk, api.WithIndexLimits("", "by-kind", fine))
		require.ErrorContains(t, err, `names the table ""`)
		require.ErrorContains(t, s.setter().SetLimits("", fine), `table's name is ""`)
		require.ErrorContains(t, s.setter().SetIndexLimits("", "by-kind", fine), `table is ""`)
		require.ErrorContains(t, s.setter().SetIndexLimits("stock", "", fine), `index ""`)
	})
}

func TestLimitsCantBeSetAfterClose(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		require.NoError(t, s.ex.Close(t.Context()))
		require.ErrorIs(t, s.setter().SetLimits(orders, writeLimit(1)), api.ErrClosed)
		require.ErrorIs(t, s.setter().SetIndexLimits(orders, "by-kind", writeLimit(1)), api.ErrClosed)
		require.ErrorContains(t, s.setter().SetLimits(orders, writeLimit(0)), "Write is 0", "what is wrong is said all the same")
	})
}

// The rate, the saving and the sizes are anything: no span of time has more in it than allowed, and no time is
// wasted while somebody waits.
func TestALimitIsKeptAndMadeUseOf(t *testing.T) {
	for _, face := range []string{"async", "sync"} {
		t.Run(face, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				rate := rapid.Float64Range(2, 2000).Draw(rt, "units per second")
				burst := time.Duration(rapid.IntRange(1, 5000).Draw(rt, "burst in ms")) * time.Millisecond
				sizes := rapid.SliceOfN(rapid.IntRange(1, 12), 1, 60).Draw(rt, "KB")
				latency := time.Duration(rapid.IntRange(0, 20).Draw(rt, "latency in ms")) * time.Millisecond
				synctest.Test(t, func(t *testing.T) {
					s := openService(t, []api.Option{api.WithLimits(orders, api.Limits{Write: api.UnitsPerSecond(rate), Burst: burst})})
					s.sync = face == "sync"
					defer s.close(t)
					setLatency(t, s, latency)
					var units float64
					for _, kb := range sizes {
						units += float64(kb)
					}
					load := s.all(t.Context(), len(sizes), func(i int) eitherFace { return putOf(orders, weighing(fmt.Sprint(i), sizes[i])) })
					require.NoError(t, load.wait())
					require.InDelta(t, units, s.used(orders), 1e-6)
					keeps(t, s.came(), orders, rate, burst)
					// Each call may begin when there's anything left, and then waits for its latency. Timers have
					// a grain of 1 ms.
					most := time.Duration(units/rate*float64(time.Second)) + 2*latency + 10*time.Millisecond
					require.LessOrEqual(t, s.lastOf(orders), most)
				})
			})
		})
	}
}

func TestReadsAndWritesHaveLimitsOfTheirOwn(t *testing.T) {
	limits := api.Limits{Read: api.UnitsPerSecond(50), Write: api.UnitsPerSecond(10)}
	onService(t, []api.Option{api.WithLimits(orders, limits)}, func(t *testing.T, s *service) {
		writing := s.all(t.Context(), 60, puts(orders))
		reading := s.all(t.Context(), 300, gets(orders))
		require.NoError(t, reading.wait())
		assert.InDelta(t, 5, time.Since(s.began).Seconds(), 1.5)
		require.NoError(t, writing.wait())
		assert.InDelta(t, 5, time.Since(s.began).Seconds(), 1.5)
		stats := s.stats(orders)
		assert.EqualValues(t, 50, stats.Read.Set)
		assert.EqualValues(t, 50, stats.Read.Limit)
		assert.EqualValues(t, 10, stats.Write.Set)
		assert.InDelta(t, 300, stats.Read.Used, 1e-6)
		assert.InDelta(t, 60, stats.Write.Used, 1e-6)
	})
}

func TestATableWithoutALimitIsntHeldBackByAnothers(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(1)), api.WithKeySchema("stock", "id", "")}, func(t *testing.T, s *service) {
		s.create(t, &dynamodb.CreateTableInput{TableName: ptr("stock"), BillingMode: types.BillingModePayPerRequest})
		slow := s.all(t.Context(), 10, puts(orders))
		require.NoError(t, s.all(t.Context(), 500, puts("stock")).wait())
		assert.Less(t, time.Since(s.began), time.Second)
		require.NoError(t, slow.wait())
		assert.Greater(t, time.Since(s.began), 7*time.Second)
	})
}

func TestALimitThatIsChangedHoldsForWhoWaitsAlready(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(10))}, func(t *testing.T, s *service) {
		load := s.all(t.Context(), 1000, puts(orders))
		time.Sleep(10 * time.Second)
		slow := s.used(orders)
		assert.InDelta(t, 105, slow, 10)
		require.NoError(t, s.setter().SetLimits(orders, writeLimit(100)))
		assert.EqualValues(t, 100, s.stats(orders).Write.Limit)
		time.Sleep(2 * time.Second)
		assert.InDelta(t, 200, s.used(orders)-slow, 20)
		require.NoError(t, s.setter().SetLimits(orders, api.Limits{}))
		changed := time.Now()
		require.NoError(t, load.wait())
		assert.Less(t, time.Since(changed), time.Second, "there's no limit any more")
		assert.Zero(t, s.stats(orders).Write.Set)
	})
}

func TestALimitCanBeSetForATableThatNobodyHasUsed(t *testing.T) {
	onService(t, nil, func(t *testing.T, s *service) {
		require.NoError(t, s.setter().SetLimits(orders, writeLimit(10)))
		require.NoError(t, s.all(t.Context(), 50, puts(orders)).wait())
		assert.InDelta(t, 4.5, time.Since(s.began).Seconds(), 1)
		keeps(t, s.came(), orders, 10, time.Second)
	})
}

func TestARequestLargerThanTheBurstIsLetThroughAndPaidOff(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, api.Limits{Write: api.UnitsPerSecond(10), Burst: time.Millisecond})}, func(t *testing.T, s *service) {
		require.NoError(t, s.do(t.Context(), putOf(orders, weighing("large", 300))))
		assert.Less(t, time.Since(s.began), time.Second, "nothing was owed")
		assert.InDelta(t, 300, s.stats(orders).Write.Debt, 15)
		require.NoError(t, s.do(t.Context(), putOf(orders, weighing("small", 1))))
		assert.InDelta(t, 30, time.Since(s.began).Seconds(), 2, "300 units are paid off in 30 s")
	})
}

// A read's size is known when it's been read: the estimate is corrected, and those after it pay.
func TestReadsPayForWhatTheyTurnOutToCost(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, readLimit(100))}, func(t *testing.T, s *service) {
		_, err := s.sdk.PutItem(s.aside(t), &dynamodb.PutItemInput{TableName: &orders, Item: weighing("large", 200)})
		require.NoError(t, err)
		for range 40 {
			require.NoError(t, s.do(t.Context(), getOf(orders, "large")))
		}
		// 50 units each.
		assert.InDelta(t, 19, time.Since(s.began).Seconds(), 1.5)
		keeps(t, s.came(), orders, 100, time.Second)
	})
}

func TestALimitLosesNothing(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, api.Limits{Read: api.UnitsPerSecond(40), Write: api.UnitsPerSecond(40)})}, func(t *testing.T, s *service) {
		require.NoError(t, s.all(t.Context(), 200, puts(orders)).wait())
		require.NoError(t, s.all(t.Context(), 200, gets(orders)).wait())
		out, err := s.sdk.Scan(s.aside(t), &dynamodb.ScanInput{TableName: &orders, Select: types.SelectCount})
		require.NoError(t, err)
		assert.EqualValues(t, 200, out.Count)
	})
}
