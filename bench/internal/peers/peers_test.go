package peers

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errBroken = errors.New("broken")

// book notes which keys were asked for, and how many at once.
type book struct {
	mu       sync.Mutex
	keys     map[string]int
	inFlight int
	most     int
}

func (b *book) enter(keys ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.keys == nil {
		b.keys = map[string]int{}
	}
	for _, key := range keys {
		b.keys[key]++
	}
	b.inFlight++
	b.most = max(b.most, b.inFlight)
}

func (b *book) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight--
}

// call is a Call that takes 3 ms.
func (b *book) call(_ context.Context, key string) error {
	b.enter(key)
	defer b.leave()
	time.Sleep(3 * time.Millisecond)
	return nil
}

// requireAll makes sure that the result has all keys of the book, each once.
func (b *book) requireAll(t *testing.T, result load.Result) {
	t.Helper()
	var sum items.Sum
	for key, times := range b.keys {
		require.Equal(t, 1, times, key)
		sum.Add(items.Hash(key))
	}
	require.Equal(t, len(b.keys), result.Acknowledged)
	require.Equal(t, sum, result.Keys)
}

func run(peer Peer, d time.Duration) (load.Result, error) {
	return load.Section(func() ([]*load.Recorder, error) {
		return peer.Run(context.Background(), time.Now().Add(d))
	})
}

func TestBlockingCallersCallOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		result, err := run(Blocking("", 4, b.call), 30*time.Millisecond)
		require.NoError(t, err)
		require.Equal(t, 4*10, result.Acknowledged)
		require.Equal(t, 4, b.most)
		require.Equal(t, 30*time.Millisecond, result.Elapsed)
		b.requireAll(t, result)
	})
}

func TestBlockingOnOneKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		result, err := run(BlockingOnOneKey("", 4, b.call, "hot"), 30*time.Millisecond)
		require.NoError(t, err)
		require.Equal(t, map[string]int{"hot": 40}, b.keys)
		require.Equal(t, 40, result.Acknowledged)
		require.Equal(t, 40*items.Sum(items.Hash("hot")), result.Keys)
	})
}

func TestGoroutinesPerCallAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		result, err := run(GoroutinePerCall("", 16, b.call), 30*time.Millisecond)
		require.NoError(t, err)
		require.Equal(t, 16, b.most)
		require.GreaterOrEqual(t, result.Acknowledged, 16*10)
		b.requireAll(t, result)
	})
}

func TestAFailedCallFailsTheRun(t *testing.T) {
	for name, peer := range map[string]func(Call) Peer{
		"blocking":   func(call Call) Peer { return Blocking("", 4, call) },
		"goroutines": func(call Call) Peer { return GoroutinePerCall("", 4, call) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var (
					b     book
					calls atomic.Int32
				)
				_, err := run(peer(func(ctx context.Context, key string) error {
					if calls.Add(1) == 7 {
						return errBroken
					}
					return b.call(ctx, key)
				}), 30*time.Millisecond)
				require.ErrorIs(t, err, errBroken)
			})
		})
	}
}

func TestBackoffWaitsForContextOnly(t *testing.T) {
	require.NoError(t, backoff(t.Context(), 0))
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		require.NoError(t, backoff(t.Context(), 50))
		require.Less(t, time.Since(start), mostBackoff)

		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errBroken)
		require.ErrorIs(t, backoff(ctx, 50), errBroken)
	})
}
