package admission

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/messages"
)

func TestGateRefusesOrWaitsWhenFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fast := New(1, 10, true)
		require.NoError(t, fast.Acquire(t.Context(), 1, messages.Interactive))
		require.ErrorIs(t, fast.Acquire(t.Context(), 1, messages.Interactive), messages.ErrOverloaded)
		fast.Release(1, 1, messages.Interactive)
		require.NoError(t, fast.Acquire(t.Context(), 10, messages.Interactive))

		slow := New(1, 10, false)
		require.NoError(t, slow.Acquire(t.Context(), 1, messages.Interactive))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, slow.Acquire(ctx, 1, messages.Interactive), context.DeadlineExceeded)
		admitted := make(chan error)
		go func() { admitted <- slow.Acquire(context.Background(), 1, messages.Interactive) }()
		synctest.Wait()
		_, _, waiting := slow.Pending()
		require.EqualValues(t, 1, waiting)
		slow.Release(1, 1, messages.Interactive)
		require.NoError(t, <-admitted)
	})
}

func TestGateServesInOrderSoThatALargeOneIsNotOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(10, 10, false)
		require.NoError(t, g.Acquire(t.Context(), 8, messages.Interactive))
		var mu sync.Mutex
		var order []int64
		for _, bytes := range []int64{10, 1, 2} {
			go func() {
				if g.Acquire(context.Background(), bytes, messages.Interactive) == nil {
					mu.Lock()
					defer mu.Unlock()
					order = append(order, bytes)
				}
			}()
			synctest.Wait()
		}
		require.Empty(t, order, "the small ones would have fitted beside the first")
		g.Release(1, 8, messages.Interactive)
		synctest.Wait()
		require.Equal(t, []int64{10}, order)
		g.Release(1, 10, messages.Interactive)
		synctest.Wait()
		require.ElementsMatch(t, []int64{10, 1, 2}, order)
	})
}

func TestGateWhoLeavesTheLineLetsTheNextIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(10, 10, false)
		require.NoError(t, g.Acquire(t.Context(), 8, messages.Interactive))
		ctx, cancel := context.WithCancel(t.Context())
		var large, small error = errors.New("waits"), errors.New("waits")
		go func() { large = g.Acquire(ctx, 10, messages.Interactive) }()
		synctest.Wait()
		go func() { small = g.Acquire(context.Background(), 1, messages.Interactive) }()
		synctest.Wait()
		require.Error(t, small)
		cancel()
		synctest.Wait()
		require.ErrorIs(t, large, context.Canceled)
		require.NoError(t, small)
	})
}

func TestGateAdmitsWhatIsLargerThanTheLimitAlone(t *testing.T) {
	g := New(10, 10, true)
	require.EqualValues(t, 10, g.Charge(1000))
	require.NoError(t, g.Acquire(t.Context(), g.Charge(1000), messages.Interactive))
	require.ErrorIs(t, g.Acquire(t.Context(), 1, messages.Interactive), messages.ErrOverloaded)
}

func TestGateCloseRefusesThoseWhoWaitAndTellsWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(1, 10, false)
		require.NoError(t, g.Acquire(t.Context(), 1, messages.Interactive))
		waits := make(chan error)
		go func() { waits <- g.Acquire(context.Background(), 1, messages.Interactive) }()
		synctest.Wait()
		g.Close()
		g.Close()
		require.ErrorIs(t, <-waits, messages.ErrClosed)
		require.ErrorIs(t, g.Acquire(t.Context(), 1, messages.Interactive), messages.ErrClosed)
		select {
		case <-g.Idle():
			t.Fatal("idle while one is pending")
		default:
		}
		g.Release(1, 1, messages.Interactive)
		<-g.Idle()
	})
}

// Whatever callers do, the limits hold and nobody's room gets lost.
func TestGateKeepsItsLimits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		items, bytes := rapid.IntRange(1, 4).Draw(rt, "items"), rapid.Int64Range(1, 20).Draw(rt, "bytes")
		asks := rapid.SliceOfN(rapid.Int64Range(0, 30), 1, 20).Draw(rt, "asks")
		leaves := rapid.SliceOfN(rapid.Bool(), len(asks), len(asks)).Draw(rt, "leaves")
		ofBulk := rapid.SliceOfN(rapid.Bool(), len(asks), len(asks)).Draw(rt, "bulk")
		synctest.Test(t, func(t *testing.T) {
			g := New(items, bytes, false)
			var inItems, inBytes atomic.Int64
			for i, ask := range asks {
				go func() {
					ask, p := g.Charge(ask), messages.Interactive
					if ofBulk[i] {
						p = messages.Bulk
					}
					ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*time.Second)
					defer cancel()
					if !leaves[i] {
						ctx = context.Background()
					}
					if g.Acquire(ctx, ask, p) != nil {
						return
					}
					if inItems.Add(1) > int64(items) || inBytes.Add(ask) > bytes {
						t.Error("over the limit")
					}
					time.Sleep(3 * time.Second)
					inItems.Add(-1)
					inBytes.Add(-ask)
					g.Release(1, ask, p)
				}()
			}
			time.Sleep(time.Hour)
			gotItems, gotBytes, waiting := g.Pending()
			if gotItems != 0 || gotBytes != 0 || waiting != 0 {
				t.Errorf("%d items, %d bytes, %d waiting remain", gotItems, gotBytes, waiting)
			}
		})
	})
}

func BenchmarkGate(b *testing.B) {
	g := New(1<<30, 1<<40, false)
	for _, p := range []messages.Priority{messages.Interactive, messages.Bulk} {
		b.Run(p.String(), func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					_ = g.Acquire(context.Background(), 400, p)
					g.Release(1, 400, p)
				}
			})
		})
	}
}
