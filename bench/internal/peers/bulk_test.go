package peers

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/items"
)

func ignore(string, time.Time) {}

// load puts items under the keys with as many goroutines as the contestant's user
// would have.
func (r ring) load(ctx context.Context, keys []string, done Done) error {
	return bulk(r.Bulk.Callers(), keys, done, func(next func() (string, bool), done Done) error {
		return r.Bulk.Put(ctx, items.Table, func() (items.Item, bool) {
			key, ok := next()
			return items.New(key), ok
		}, done)
	})
}

// fetch gets the items under the keys in the same way.
func (r ring) fetch(ctx context.Context, keys []string, done Done) error {
	return bulk(r.Bulk.Callers(), keys, done, func(next func() (string, bool), done Done) error {
		return r.Bulk.Get(ctx, items.Table, next, done)
	})
}

func bulk(callers int, keys []string, done Done, run func(next func() (string, bool), done Done) error) error {
	var (
		mu   sync.Mutex
		wait sync.WaitGroup
		errs error
	)
	next := func() (string, bool) {
		mu.Lock()
		defer mu.Unlock()
		if len(keys) == 0 {
			return "", false
		}
		key := keys[0]
		keys = keys[1:]
		return key, true
	}
	told := func(key string, start time.Time) {
		mu.Lock()
		defer mu.Unlock()
		done(key, start)
	}
	for range callers {
		wait.Go(func() {
			err := run(next, told)
			mu.Lock()
			defer mu.Unlock()
			errs = errors.Join(errs, err)
		})
	}
	wait.Wait()
	return errs
}

// tally counts how often each key was acknowledged.
func tally(counts map[string]int) Done {
	return func(key string, _ time.Time) { counts[key]++ }
}

func once(keys []string) map[string]int {
	counts := map[string]int{}
	for _, key := range keys {
		counts[key] = 1
	}
	return counts
}

func TestBulkWritesAndReadsAllItemsOnce(t *testing.T) {
	eachContestant(t, []string{"bulk"}, func(t *testing.T, r ring) {
		keys := numbered(3333)
		counts := map[string]int{}
		before := time.Now()
		require.NoError(t, r.load(t.Context(), keys, func(key string, start time.Time) {
			counts[key]++
			if start.Before(before) || start.After(time.Now()) {
				counts["started at another time"]++
			}
		}))
		require.Equal(t, once(keys), counts)
		require.Equal(t, keys, r.keys(t))

		counts = map[string]int{}
		require.NoError(t, r.fetch(t.Context(), keys, tally(counts)))
		require.Equal(t, once(keys), counts)
	})
}

func TestBulkOfNothingIsDone(t *testing.T) {
	eachContestant(t, []string{"bulk"}, func(t *testing.T, r ring) {
		require.NoError(t, r.load(t.Context(), nil, ignore))
		require.NoError(t, r.fetch(t.Context(), nil, ignore))
		require.Empty(t, r.keys(t))
	})
}

func TestUnprocessedItemsOfBulkAreSentAgain(t *testing.T) {
	eachContestant(t, []string{"bulk"}, func(t *testing.T, r ring) {
		keys := numbered(200)
		for name, bulk := range map[string]func(context.Context, []string, Done) error{"load": r.load, "fetch": r.fetch} {
			if name == "fetch" {
				require.NoError(t, r.load(t.Context(), keys, ignore))
			}
			remove := r.db.Control(local.Times(2, local.On(local.Partial(3), "BatchWriteItem", "BatchGetItem")))
			counts := map[string]int{}
			require.NoError(t, bulk(t.Context(), keys, tally(counts)), name)
			remove()
			require.Equal(t, once(keys), counts, name)
			require.Equal(t, keys, r.keys(t), name)
		}
	})
}

func TestBulkReadFailsWhenAnItemIsMissing(t *testing.T) {
	eachContestant(t, []string{"bulk"}, func(t *testing.T, r ring) {
		keys := numbered(120)
		require.NoError(t, r.load(t.Context(), keys, ignore))
		require.Error(t, r.fetch(t.Context(), append(keys, "nothing"), ignore))
	})
}

func TestWindowHoldsNoMoreThanItsSizeAndWaitsForAll(t *testing.T) {
	for name, c := range map[string]struct {
		failAt  int
		askFail bool
	}{"all succeed": {failAt: -1}, "one fails": {failAt: 7}, "asking fails": {failAt: 7, askFail: true}} {
		t.Run(name, func(t *testing.T) {
			var asked, answered, told int
			err := window(5, func(string, time.Time) { told++ }, func() (p pending, ok bool, err error) {
				i := asked
				if i == 20 {
					return p, false, nil
				}
				if c.askFail && i == c.failAt {
					return p, false, errBroken
				}
				asked++
				require.LessOrEqual(t, asked-answered, 5)
				return pending{wait: func() error {
					answered++
					if i == c.failAt {
						return errBroken
					}
					return nil
				}}, true, nil
			})
			require.Equal(t, asked, answered)
			switch {
			case c.failAt < 0:
				require.NoError(t, err)
				require.Equal(t, 20, told)
			case c.askFail:
				require.ErrorIs(t, err, errBroken)
				require.Equal(t, 7, told)
			default:
				require.ErrorIs(t, err, errBroken)
				require.Equal(t, answered-1, told)
			}
		})
	}
}
