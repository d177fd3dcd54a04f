package throughput

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	table = "arn:aws:dynamodb:us-east-1:000000000000:table/orders"
	index = table + "/index/by-date"
)

// offer makes requests of the given cost at ten times the rate that is to be expected, and returns
// how many units a second were admitted.
func offer(r *Resource, from time.Time, seconds int, a Access, expected, cost float64, hash func(i int) uint64) float64 {
	n := int(10*expected/cost) * seconds
	admitted := 0.0
	for i := range n {
		now := from.Add(time.Duration(float64(seconds) * float64(time.Second) * float64(i) / float64(n)))
		if r.Admits(now, a, hash(i), nil) {
			r.Charge(now, a, hash(i), cost)
			admitted += cost
		}
	}
	return admitted / float64(seconds)
}

func one(int) uint64 { return 12345 }

// spread walks over the whole hash space.
func spread(i int) uint64 { return uint64(i) * 0x9e3779b97f4a7c15 }

func TestTheAdmittedRateIsTheConfiguredOne(t *testing.T) {
	for name, test := range map[string]struct {
		settings   Settings
		partitions int
		access     Access
		cost       float64
		hash       func(int) uint64
		want       float64
	}{
		"provisioned reads":          {Settings{Provisioned: Units{Read: 100, Write: 10}}, 1, Read, 0.5, one, 100},
		"provisioned writes":         {Settings{Provisioned: Units{Read: 100, Write: 10}}, 1, Write, 1, one, 10},
		"requests above the rate":    {Settings{Provisioned: Units{Read: 10, Write: 10}}, 1, Read, 64, one, 10},
		"a partition's reads":        {Settings{Provisioned: Units{Read: 9000, Write: 9000}}, 8, Read, 5, one, 3000},
		"a partition's writes":       {Settings{OnDemand: true}, 8, Write, 2, one, 1000},
		"a table's partitions":       {Settings{OnDemand: true}, 4, Write, 2, spread, 4000},
		"the maximum on demand":      {Settings{OnDemand: true, Maximum: Units{Write: 50}}, 4, Write, 1, spread, 50},
		"the account's quota":        {Settings{OnDemand: true, Account: Units{Read: 400}}, 4, Read, 1, spread, 400},
		"not provisioned, on demand": {Settings{OnDemand: true, Provisioned: Units{Write: 1}}, 1, Write, 2, one, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			r := New(table, false, test.partitions, test.settings, start)
			// What a new bucket holds, and up to one request's debt, is over after this.
			offer(r, start, 20, test.access, test.want, test.cost, test.hash)
			const seconds = 200
			got := offer(r, start.Add(20*time.Second), seconds, test.access, test.want, test.cost, test.hash)
			require.InDelta(t, test.want, got, test.want/100+test.cost/seconds)
		})
	}
}

func TestUnusedCapacityIsSavedForFiveMinutesAndSpentOnce(t *testing.T) {
	for _, idle := range []time.Duration{0, 60 * time.Second, 299 * time.Second, time.Hour} {
		r := New(table, false, 1, Settings{Provisioned: Units{Write: 10}}, start)
		now := start.Add(idle)
		admitted := 0
		for r.Admits(now, Write, 1, nil) {
			// A partition saves one second's worth only, so a burst takes its time.
			r.Charge(now, Write, 1, 1)
			admitted++
			now = now.Add(time.Millisecond)
		}
		saved := min(idle+time.Second, Burst).Seconds() * 10
		during := now.Sub(start.Add(idle)).Seconds() * 10
		require.InDelta(t, saved+during, admitted, 2, "idle for %s", idle)
	}
}

func TestEachLimitHasItsReasonAndItsError(t *testing.T) {
	const type1, type2, type3 = "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"
	for name, test := range map[string]struct {
		index    bool
		settings Settings
		access   Access
		charge   float64
		reasons  []string
		code     string
		message  string
	}{
		"table, provisioned reads": {false, Settings{Provisioned: Units{1, 1}}, Read, 1.5,
			[]string{"TableReadProvisionedThroughputExceeded"}, type1, tableProvisioned},
		"table, provisioned writes": {false, Settings{Provisioned: Units{1, 1}}, Write, 1.5,
			[]string{"TableWriteProvisionedThroughputExceeded"}, type1, tableProvisioned},
		"index, provisioned writes": {true, Settings{Provisioned: Units{1, 1}}, Write, 1.5,
			[]string{"IndexWriteProvisionedThroughputExceeded"}, type1, indexProvisioned},
		"table, provisioned, a partition": {false, Settings{Provisioned: Units{9000, 9000}}, Write, 1500,
			[]string{"TableWriteKeyRangeThroughputExceeded"}, type1, tableProvisioned},
		"table, both": {false, Settings{Provisioned: Units{1, 1}}, Write, 1500,
			[]string{"TableWriteProvisionedThroughputExceeded", "TableWriteKeyRangeThroughputExceeded"}, type1, tableProvisioned},
		"table, on demand, a partition": {false, Settings{OnDemand: true}, Read, 3500,
			[]string{"TableReadKeyRangeThroughputExceeded"}, type2, tableOnDemand},
		"index, on demand, a partition": {true, Settings{OnDemand: true}, Write, 1500,
			[]string{"IndexWriteKeyRangeThroughputExceeded"}, type2, indexOnDemand},
		"table, the maximum": {false, Settings{OnDemand: true, Maximum: Units{Read: 5}}, Read, 6,
			[]string{"TableReadMaxOnDemandThroughputExceeded"}, type2, maxOnDemand},
		"index, the account": {true, Settings{OnDemand: true, Account: Units{Write: 5}}, Write, 6,
			[]string{"IndexWriteAccountLimitExceeded"}, type3, accountLimit},
	} {
		t.Run(name, func(t *testing.T) {
			arn := table
			if test.index {
				arn = index
			}
			r := New(arn, test.index, 8, test.settings, start)
			var why Refusal
			require.True(t, r.Admits(start, test.access, 7, &why))
			require.NoError(t, why.Err())
			r.Charge(start, test.access, 7, test.charge)
			require.False(t, r.Admits(start, test.access, 7, &why))
			require.False(t, r.Admits(start, test.access, 7, &why), "asking again adds no reason twice")
			var got []string
			for _, reason := range why.Reasons {
				got = append(got, *reason.Reason)
				assert.Equal(t, arn, *reason.Resource)
			}
			assert.Equal(t, test.reasons, got)
			err := why.Err()
			var coded interface {
				ErrorCode() string
				ErrorMessage() string
			}
			require.ErrorAs(t, err, &coded)
			assert.Equal(t, test.code, coded.ErrorCode())
			assert.Equal(t, test.message, coded.ErrorMessage())
			assert.Contains(t, why.String(), test.reasons[0]+" on "+arn)
			// The other kind of access isn't touched.
			require.True(t, r.Admits(start, Write-test.access, 7, nil))
		})
	}
}

func TestAHotPartitionLeavesTheOthersAlone(t *testing.T) {
	r := New(table, false, 4, Settings{OnDemand: true}, start)
	r.Charge(start, Write, 0, 5000)
	admitted := 0
	for i := range uint64(4) {
		if r.Admits(start, Write, i<<62, nil) {
			admitted++
		}
		require.EqualValues(t, i, r.Partition(i<<62))
	}
	require.Equal(t, 3, admitted)
	require.Equal(t, 3, r.Partition(^uint64(0)))
}

func TestUpdateTableTakesEffectWhileTrafficRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(table, false, 1, Settings{Provisioned: Units{Write: 10}}, time.Now())
		var admitted atomic.Int64
		stop := make(chan struct{})
		var callers sync.WaitGroup
		for range 4 {
			callers.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(10 * time.Millisecond):
					}
					if now := time.Now(); r.Admits(now, Write, 1, nil) {
						r.Charge(now, Write, 1, 1)
						admitted.Add(1)
					}
				}
			})
		}
		measure := func() int64 {
			before := admitted.Load()
			time.Sleep(100 * time.Second)
			return admitted.Load() - before
		}
		time.Sleep(5 * time.Second)
		assert.InDelta(t, 1000, measure(), 10)
		r.Set(time.Now(), Settings{Provisioned: Units{Write: 50}})
		assert.InDelta(t, 5000, measure(), 50)
		r.Set(time.Now(), Settings{OnDemand: true, Maximum: Units{Write: 20}})
		assert.InDelta(t, 2000, measure(), 40)
		r.Set(time.Now(), Settings{OnDemand: true, Maximum: Units{Write: -1}})
		assert.InDelta(t, 40000, measure(), 4)
		close(stop)
		callers.Wait()
	})
}

func TestPartitionsOfANewResource(t *testing.T) {
	for name, test := range map[string]struct {
		settings Settings
		want     int
	}{
		"none":             {Settings{}, 1},
		"small":            {Settings{Provisioned: Units{5, 5}}, 1},
		"exactly one":      {Settings{Provisioned: Units{1500, 500}}, 1},
		"one past":         {Settings{Provisioned: Units{1501, 500}}, 2},
		"large":            {Settings{Provisioned: Units{40000, 40000}}, 54},
		"on demand":        {Settings{OnDemand: true}, 4},
		"bounded for good": {Settings{Provisioned: Units{1e12, 1}}, MaxPartitions},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, PartitionsFor(test.settings)) })
	}
	require.Len(t, New(table, false, 0, Settings{}, start).partitions[Read], 1)
	require.Len(t, New(table, false, MaxPartitions+1, Settings{}, start).partitions[Write], MaxPartitions)
}

func TestConcurrentChargesAreAllCounted(t *testing.T) {
	r := New(table, false, 1, Settings{Provisioned: Units{Write: 100}}, start)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for range 1000 {
				r.Charge(start, Write, 1, 1)
			}
		})
	}
	callers.Wait()
	require.InDelta(t, 100-8000, r.limits[Write][Provisioned].units(start), 1e-6)
}

func BenchmarkAdmitAndCharge(b *testing.B) {
	r := New(table, false, 4, Settings{OnDemand: true, Account: Units{AccountReads, AccountWrites}}, start)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for i := uint64(0); p.Next(); i += 1 << 40 {
			now := start.Add(time.Duration(i >> 20))
			r.Admits(now, Write, i, nil)
			r.Charge(now, Write, i, 1)
		}
	})
}
