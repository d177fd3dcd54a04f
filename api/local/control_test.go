package local

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAControlSeesEachRequestBeforeItIsApplied(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	var seen []Request
	db.Control(func(_ context.Context, r *Request) error {
		assert.EqualValues(t, int(r.Sequence)-1, n.Load(), "not applied yet")
		assert.Equal(t, []string{"orders"}, r.Tables())
		seen = append(seen, *r)
		return nil
	})
	require.NoError(t, put(t.Context(), db.Client(), "a"))
	_, err := get(t.Context(), db.Client(), "b")
	require.NoError(t, err)
	require.Len(t, seen, 2)
	require.Equal(t, "PutItem", seen[0].Operation)
	require.Equal(t, item("a"), seen[0].Input.(*dynamodb.PutItemInput).Item)
	require.Equal(t, "GetItem", seen[1].Operation)
	require.EqualValues(t, 2, seen[1].Sequence)
}

func TestControlsComeInTheOrderInWhichTheyWereSetUntilOneEndsTheRequest(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	var order []string
	note := func(name string, err error) Control {
		return func(_ context.Context, r *Request) error {
			order = append(order, name)
			r.After(func(context.Context, any, error) error { order = append(order, "after "+name); return nil })
			return err
		}
	}
	db.Control(note("1", nil))
	remove := db.Control(note("2", nil))
	db.Control(note("3", nil))
	require.NoError(t, put(t.Context(), db.Client(), "a"))
	require.Equal(t, []string{"1", "2", "3", "after 3", "after 2", "after 1"}, order)

	order = nil
	remove()
	remove()
	require.NoError(t, put(t.Context(), db.Client(), "a"))
	require.Equal(t, []string{"1", "3", "after 3", "after 1"}, order)

	order = nil
	db.Control(note("4", internalError()))
	db.Control(note("5", nil))
	require.Error(t, put(t.Context(), db.Client(once), "a"))
	require.Equal(t, []string{"1", "3", "4"}, order, "what isn't applied has no after")
	db.Control(nil)()
}

func TestWhatComesAfterSeesTheAnswerAndMayReplaceIt(t *testing.T) {
	refusal := &types.ConditionalCheckFailedException{}
	var fails bool
	db := withEngine(t, func(_ context.Context, input any) (any, error) {
		if fails {
			return nil, refusal
		}
		return &dynamodb.PutItemOutput{Attributes: item("old")}, nil
	})
	var output any
	var answer error
	replace := error(nil)
	db.Control(func(_ context.Context, r *Request) error {
		r.After(func(_ context.Context, out any, err error) error {
			output, answer = out, err
			return replace
		})
		return nil
	})
	require.NoError(t, put(t.Context(), db.Client(once), "a"))
	require.Equal(t, &dynamodb.PutItemOutput{Attributes: item("old")}, output)
	require.NoError(t, answer)

	replace = internalError()
	var internal *types.InternalServerError
	require.ErrorAs(t, put(t.Context(), db.Client(once), "a"), &internal)

	fails, replace = true, nil
	var conditional *types.ConditionalCheckFailedException
	require.ErrorAs(t, put(t.Context(), db.Client(once), "a"), &conditional)
	require.Nil(t, output)
	require.Same(t, refusal, answer)
}

func TestDelaysEndWithTheCtx(t *testing.T) {
	for name, test := range map[string]struct {
		control Control
		applied int
	}{
		"before": {Delay(time.Hour), 0}, "after": {DelayAnswer(time.Hour), 1}, "held": {Hold(nil), 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var n atomic.Int64
				db := withEngine(t, counting(&n))
				db.Control(test.control)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				start := time.Now()
				require.ErrorIs(t, put(ctx, db.Client(), "a"), context.DeadlineExceeded)
				require.Equal(t, time.Minute, time.Since(start))
				require.EqualValues(t, test.applied, n.Load())
			})
		})
	}
}

func TestDelaysLastAsLongAsTheySay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		db := withEngine(t, counting(&n))
		db.Control(Delay(20 * time.Millisecond))
		db.Control(DelayAnswer(7 * time.Millisecond))
		db.Control(Delay(0))
		start := time.Now()
		require.NoError(t, put(t.Context(), db.Client(), "a"))
		require.Equal(t, 27*time.Millisecond, time.Since(start))
	})
}

func TestHeldRequestsGoOnOneByOneAndThenAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var applied atomic.Int64
		db := withEngine(t, func(context.Context, any) (any, error) {
			applied.Add(1)
			return &dynamodb.PutItemOutput{}, nil
		})
		release := make(chan struct{})
		remove := db.Control(On(Hold(release), "PutItem"))
		var callers sync.WaitGroup
		for range 5 {
			callers.Go(func() { assert.NoError(t, put(context.Background(), db.Client(), "a")) })
		}
		synctest.Wait()
		require.Zero(t, applied.Load())
		for i := range int64(2) {
			release <- struct{}{}
			synctest.Wait()
			require.Equal(t, i+1, applied.Load())
		}
		remove()
		require.NoError(t, put(t.Context(), db.Client(), "a"), "new ones aren't held any more")
		require.EqualValues(t, 3, applied.Load(), "the others still are")
		close(release)
		callers.Wait()
		require.EqualValues(t, 6, applied.Load())
	})
}

func TestControlsForSomeRequestsOnly(t *testing.T) {
	for name, test := range map[string]struct {
		control Control
		fails   bool
	}{
		"of the operation":        {On(Drop(), "GetItem", "PutItem"), true},
		"not of the operation":    {On(Drop(), "GetItem"), false},
		"of no operation":         {On(Drop()), false},
		"of the table":            {OnTable(Drop(), "customers", "orders"), true},
		"not of the table":        {OnTable(Drop(), "customers"), false},
		"of both":                 {On(OnTable(Drop(), "orders"), "PutItem"), true},
		"never":                   {Times(0, Drop()), false},
		"once":                    {Times(1, Drop()), true},
		"always, by rate":         {Rate(1, 1, Drop()), true},
		"never, by rate":          {Rate(1, 0, Drop()), false},
		"nothing to do with puts": {Partial(0), false},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			db := withEngine(t, counting(&n))
			db.Control(test.control)
			require.Equal(t, test.fails, put(t.Context(), db.Client(once), "a") != nil)
		})
	}
}

func TestRatesAreExactInTheLongRunAndRepeatable(t *testing.T) {
	const n = 20000
	run := func(seed int64, p float64) (chosen []int) {
		control := Rate(seed, p, Drop())
		for i := range n {
			if control(t.Context(), &Request{}) != nil {
				chosen = append(chosen, i)
			}
		}
		return chosen
	}
	for _, p := range []float64{0.001, 0.05, 0.5, 0.999} {
		chosen := run(3, p)
		require.InDelta(t, n*p, len(chosen), 5*math.Sqrt(n*p*(1-p)))
		require.Equal(t, chosen, run(3, p))
		require.NotEqual(t, chosen, run(4, p))
	}
}

func TestTheErrorRateFailsItsShareWithoutApplying(t *testing.T) {
	run := func(seed int64) (failed []int, applied int64) {
		var n atomic.Int64
		db := withEngine(t, counting(&n), WithSeed(seed), WithErrorRate(0.2))
		client := db.Client(once)
		for i := range 500 {
			if err := put(t.Context(), client, "a"); err != nil {
				var internal *types.InternalServerError
				require.ErrorAs(t, err, &internal)
				failed = append(failed, i)
			}
		}
		return failed, n.Load()
	}
	failed, applied := run(1)
	require.InDelta(t, 100, len(failed), 45)
	require.EqualValues(t, 500-len(failed), applied)
	again, _ := run(1)
	require.Equal(t, failed, again)
	other, _ := run(2)
	require.NotEqual(t, failed, other)
}

func TestTheErrorRateDrawsFromItsErrorsAndCanBeChanged(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	require.NoError(t, db.SetErrorRate(1, internalError(), ErrDropped))
	var internal, droppedConnections int
	for range 100 {
		err := put(t.Context(), db.Client(once), "a")
		var e *types.InternalServerError
		switch {
		case errors.As(err, &e):
			internal++
		case errors.Is(err, ErrDropped):
			droppedConnections++
		}
	}
	require.Equal(t, 100, internal+droppedConnections)
	require.InDelta(t, 50, internal, 25)
	require.Zero(t, n.Load())
	require.NoError(t, db.SetErrorRate(0))
	require.NoError(t, put(t.Context(), db.Client(once), "a"))
}

func TestControlsMayBeSetAndRemovedWhileTrafficRuns(t *testing.T) {
	var applied atomic.Int64
	db := withEngine(t, func(context.Context, any) (any, error) {
		applied.Add(1)
		return &dynamodb.PutItemOutput{}, nil
	})
	stop := make(chan struct{})
	var traffic, changes sync.WaitGroup
	var sent atomic.Int64
	var seen atomic.Int64
	for range 4 {
		traffic.Go(func() {
			client := db.Client(once)
			for {
				select {
				case <-stop:
					return
				default:
				}
				if assert.NoError(t, put(context.Background(), client, "a")) {
					sent.Add(1)
				}
			}
		})
	}
	always := db.Control(func(context.Context, *Request) error { seen.Add(1); return nil })
	before := sent.Load()
	for range 4 {
		changes.Go(func() {
			for range 200 {
				remove := db.Control(Delay(0))
				assert.NoError(t, db.SetLatency(Latency{Median: 1}))
				assert.NoError(t, db.SetLatency(Latency{}))
				assert.NoError(t, db.SetCapacity(&Capacity{}))
				assert.NoError(t, db.SetCapacity(nil))
				remove()
			}
		})
	}
	changes.Wait()
	close(stop)
	traffic.Wait()
	require.GreaterOrEqual(t, seen.Load(), sent.Load()-before-4, "others' changes took none away")
	always()
	require.Nil(t, db.controls.Load())
	require.Equal(t, sent.Load(), applied.Load())
}
