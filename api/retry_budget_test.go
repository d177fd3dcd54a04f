package api_test

import (
	"context"
	"errors"
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

// outage has every call fail with an error that another attempt might mend.
func outage() local.Control {
	return local.Fail(&types.InternalServerError{Message: aws.String("outage")})
}

// eagerly retries soon and often.
func eagerly(p api.RetryPolicy) api.Option {
	p.BaseDelay, p.MaxDelay = 10*time.Millisecond, 100*time.Millisecond
	return api.WithRetryPolicy(p)
}

func TestAnOutageIsntAmplifiedByRetries(t *testing.T) {
	const requests = 1200
	for name, test := range map[string]struct {
		budget    float64
		least     float64 // retries
		mostByNow func(d time.Duration) float64
	}{
		"by default":  {0, 1000, func(d time.Duration) float64 { return 1000 + 10*d.Seconds() + 1 }},
		"without any": {-1, 9 * requests, func(time.Duration) float64 { return 9 * requests }},
	} {
		t.Run(name, func(t *testing.T) {
			opts := []api.Option{eagerly(api.RetryPolicy{MaxAttempts: 10, Budget: test.budget, MaxElapsed: 5 * time.Second}), api.WithTableNoCoalescing(orders)}
			onService(t, opts, func(t *testing.T, s *service) {
				s.db.Control(outage())
				setLatency(t, s, time.Millisecond)
				load := s.all(t.Context(), requests, puts(orders))
				require.Error(t, load.wait())
				for _, err := range load.errs {
					var failure *types.InternalServerError
					require.ErrorAs(t, err, &failure)
				}
				retries := float64(len(s.came()) - requests)
				assert.LessOrEqual(t, retries, test.mostByNow(s.came()[len(s.came())-1].at))
				assert.GreaterOrEqual(t, retries, test.least)
			})
		})
	}
}

// With successes there are retries enough.
func TestABudgetDoesntHurtWhereMostSucceeds(t *testing.T) {
	onService(t, []api.Option{eagerly(api.RetryPolicy{MaxAttempts: 20}), api.WithTableNoCoalescing(orders)}, func(t *testing.T, s *service) {
		s.db.Control(local.Rate(1, 0.2, outage()))
		for range 8 {
			require.NoError(t, s.all(t.Context(), 500, puts(orders)).wait())
		}
		assert.Less(t, len(s.came()), 5200)
		assert.Less(t, time.Since(s.began), time.Minute)
	})
}

// What has waited through an outage is soon done when the table is back, though it's nothing but retries.
func TestAfterAnOutageTheBudgetIsNoBrake(t *testing.T) {
	policy := api.RetryPolicy{MaxAttempts: 1000, BaseDelay: 25 * time.Millisecond, MaxDelay: 5 * time.Second, MaxElapsed: -1}
	onService(t, []api.Option{api.WithRetryPolicy(policy)}, func(t *testing.T, s *service) {
		remove := s.db.Control(outage())
		all := s.all(t.Context(), 5000, puts(orders))
		time.Sleep(3 * time.Minute)
		remove()
		back := time.Now()
		require.NoError(t, all.wait())
		assert.Less(t, time.Since(back), 10*time.Second)
	})
}

// Throttled requests are bounded by the rate that adapts to throttles, not by the budget.
func TestThrottlesDontUseUpTheBudget(t *testing.T) {
	onService(t, []api.Option{eagerly(api.RetryPolicy{MaxAttempts: 1000, Budget: 0.001})}, func(t *testing.T, s *service) {
		require.NoError(t, s.db.SetCapacity(&local.Capacity{}))
		s.create(t, &dynamodb.CreateTableInput{TableName: &stock, ProvisionedThroughput: provisioned(100, 100)})
		require.NoError(t, s.all(t.Context(), 3000, puts(stock)).wait())
		assert.Less(t, time.Since(s.began), 45*time.Second)
		assert.Positive(t, s.stats(stock).Throttles)
	})
}

func TestRetriesEndWithMaxElapsed(t *testing.T) {
	for name, test := range map[string]struct {
		policy      time.Duration
		least, most time.Duration
	}{
		"of 3 s":     {3 * time.Second, 3 * time.Second, 4100 * time.Millisecond},
		"by default": {0, 2 * time.Minute, 2*time.Minute + 1100*time.Millisecond},
		"never":      {-1, 5 * time.Minute, 20 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			policy := api.RetryPolicy{MaxAttempts: 1000, BaseDelay: time.Second, MaxDelay: time.Second, MaxElapsed: test.policy, Budget: -1}
			onService(t, []api.Option{api.WithRetryPolicy(policy)}, func(t *testing.T, s *service) {
				s.db.Control(outage())
				err := s.do(t.Context(), puts(orders)(0))
				requireOutcome(t, err, api.Unknown, len(s.came()))
				var failure *types.InternalServerError
				require.ErrorAs(t, err, &failure)
				assert.GreaterOrEqual(t, time.Since(s.began), test.least)
				assert.LessOrEqual(t, time.Since(s.began), test.most)
			})
		})
	}
}

// Nobody waits for an attempt that comes too late.
func TestARetryThatCantBeginBeforeTheDeadlineFailsAtOnceWithTheLastError(t *testing.T) {
	policy := api.RetryPolicy{MaxAttempts: 10, BaseDelay: time.Hour, MaxDelay: time.Hour} // of which a part is drawn
	for name, ask := range map[string]func(int) eitherFace{"an item": puts(orders), "a transaction": func(int) eitherFace { return transactionOf(orders, "t", 2) }} {
		t.Run(name, func(t *testing.T) {
			onService(t, []api.Option{api.WithRetryPolicy(policy)}, func(t *testing.T, s *service) {
				s.db.Control(local.Fail(&types.ProvisionedThroughputExceededException{Message: aws.String("not now")}))
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				err := s.do(ctx, ask(0))
				assert.Zero(t, time.Since(s.began))
				requireOutcome(t, err, api.Throttled, 1)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				var last *types.ProvisionedThroughputExceededException
				require.ErrorAs(t, err, &last)
			})
		})
	}
}

func TestBadRetryBoundsAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		policy api.RetryPolicy
		says   string
	}{
		"too large a budget": {api.RetryPolicy{MaxAttempts: 1, Budget: 101}, "RetryPolicy Budget is 101"},
		"a budget of NaN":    {api.RetryPolicy{MaxAttempts: 1, Budget: nan()}, "RetryPolicy Budget is NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := api.Open(&dynamodb.Client{}, api.WithRetryPolicy(test.policy))
			require.ErrorContains(t, err, test.says)
		})
	}
}

func nan() float64 { zero := 0.0; return zero / zero }

// Close doesn't wait for a budget that an outage has used up for longer than it may.
func TestCloseEndsWhatWaitsForTheBudget(t *testing.T) {
	opts := []api.Option{eagerly(api.RetryPolicy{MaxAttempts: 10_000, MaxElapsed: -1}), api.WithTableNoCoalescing(orders)}
	onService(t, opts, func(t *testing.T, s *service) {
		s.db.Control(outage())
		load := s.all(t.Context(), 1500, puts(orders))
		time.Sleep(5 * time.Second)
		assert.Positive(t, s.stats(orders).Waiting.Retry)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := s.ex.Close(ctx)
		var closing *api.CloseError
		require.ErrorAs(t, err, &closing)
		require.Error(t, load.wait())
		for _, err := range load.errs {
			require.True(t, errors.Is(err, api.ErrClosed), "%v", err)
			var failure *api.OperationError
			require.ErrorAs(t, err, &failure)
			require.Equal(t, api.Unknown, failure.Outcome)
		}
		s.ex, _ = api.Open(s.sdk) // for the end of the test, which closes without an error
	})
}
