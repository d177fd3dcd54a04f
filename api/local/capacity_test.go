package local

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/localdb"
)

const ordersARN = "arn:aws:dynamodb:us-east-1:000000000000:table/orders"

func provisioned(read, write int64) localdb.Resource {
	return localdb.Resource{ARN: ordersARN, Table: "orders", Billing: types.BillingModeProvisioned, Read: read, Write: write}
}

// spend makes one write every millisecond, and returns how many were admitted.
func spend(m localdb.Meter, d time.Duration) (admitted int, refusal error) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if err := m.Admit(7, true); err != nil {
			refusal = err
			continue
		}
		m.Charge(7, true, 1)
		admitted++
	}
	return admitted, refusal
}

func TestCapacityIsMeteredFromWhenItIsSetToWhenItIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := New()
		require.NoError(t, err)
		m := db.newMeter(provisioned(10, 10))
		all, refusal := spend(m, 10*time.Second)
		require.Equal(t, 10_000, all)
		require.NoError(t, refusal)

		require.NoError(t, db.SetCapacity(&Capacity{}))
		some, refusal := spend(m, 100*time.Second)
		require.InDelta(t, 1000+10, some, 2)
		var exceeded *types.ProvisionedThroughputExceededException
		require.ErrorAs(t, refusal, &exceeded)
		require.Equal(t, "TableWriteProvisionedThroughputExceeded", *exceeded.ThrottlingReasons[0].Reason)
		require.Equal(t, ordersARN, *exceeded.ThrottlingReasons[0].Resource)
		require.NoError(t, m.Admit(7, false), "reads have buckets of their own")

		m.Update(provisioned(10, 50))
		some, _ = spend(m, 100*time.Second)
		require.InDelta(t, 5000, some, 10)

		m.Update(localdb.Resource{ARN: ordersARN, Table: "orders", Billing: types.BillingModePayPerRequest, MaxWrite: 20})
		some, refusal = spend(m, 100*time.Second)
		require.InDelta(t, 2000+20, some, 2)
		var throttled *types.ThrottlingException
		require.ErrorAs(t, refusal, &throttled)
		require.Equal(t, "TableWriteMaxOnDemandThroughputExceeded", *throttled.ThrottlingReasons[0].Reason)

		require.NoError(t, db.SetCapacity(nil))
		all, _ = spend(m, time.Second)
		require.Equal(t, 1000, all)
	})
}

func TestPartitionsAreAsConfiguredOrAsTheServiceMakesThem(t *testing.T) {
	for name, test := range map[string]struct {
		capacity Capacity
		resource localdb.Resource
		differ   bool // whether the first and the last hash are in different partitions
	}{
		"one for a small table":   {Capacity{}, provisioned(5, 5), false},
		"two for a larger table":  {Capacity{}, provisioned(3000, 500), true},
		"four on demand":          {Capacity{}, localdb.Resource{Billing: types.BillingModePayPerRequest}, true},
		"one on demand if so set": {Capacity{Partitions: 1}, localdb.Resource{Billing: types.BillingModePayPerRequest}, false},
		"eight if so set":         {Capacity{Partitions: 8}, provisioned(40000, 40000), true},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := New(WithCapacity(test.capacity))
			require.NoError(t, err)
			m := db.newMeter(test.resource)
			m.Charge(0, true, 2000)
			require.True(t, namesKeyRange(m.Admit(0, true)))
			require.Equal(t, !test.differ, namesKeyRange(m.Admit(^uint64(0), true)))
		})
	}
}

// namesKeyRange says whether a partition is among the reasons of a refusal.
func namesKeyRange(err error) bool {
	var reasons []types.ThrottlingReason
	switch e := err.(type) {
	case *types.ProvisionedThroughputExceededException:
		reasons = e.ThrottlingReasons
	case *types.ThrottlingException:
		reasons = e.ThrottlingReasons
	}
	return slices.ContainsFunc(reasons, func(r types.ThrottlingReason) bool {
		return *r.Reason == "TableWriteKeyRangeThroughputExceeded"
	})
}

func TestTheAccountsQuotaIsTheDefaultOrAsConfigured(t *testing.T) {
	clock := time.Unix(1_700_000_000, 0)
	for name, test := range map[string]struct {
		capacity Capacity
		units    float64
	}{
		"default":    {Capacity{Partitions: 64}, 40000},
		"configured": {Capacity{Partitions: 64, AccountWriteUnits: 500}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := New(WithCapacity(test.capacity), WithClock(func() time.Time { return clock }))
			require.NoError(t, err)
			m := db.newMeter(localdb.Resource{ARN: ordersARN + "/index/i", Table: "orders", Index: "i", Billing: types.BillingModePayPerRequest})
			for i := range uint64(64) {
				require.NoError(t, m.Admit(i<<58, true), "unit %d of 64", i)
				m.Charge(i<<58, true, test.units/64)
			}
			err = m.Admit(0, true)
			var limit *types.RequestLimitExceeded
			require.ErrorAs(t, err, &limit)
			require.Equal(t, "IndexWriteAccountLimitExceeded", *limit.ThrottlingReasons[0].Reason)
			require.NoError(t, m.Admit(0, false))
		})
	}
}
