package messages

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPromiseIsSettledByTheFirstOnly(t *testing.T) {
	for range 200 {
		var p Promise
		var won atomic.Int64
		var winner atomic.Value
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if p.Settle(i, nil) {
					won.Add(1)
					winner.Store(i)
				}
			})
		}
		wg.Wait()
		require.EqualValues(t, 1, won.Load())
		value, err, ok := p.Result()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, winner.Load(), value)
	}
}

func TestPromiseWakesEveryKindOfWaiterOnce(t *testing.T) {
	var ws Waiters
	for range 200 {
		p := Promise{Means: &ws}
		var wg sync.WaitGroup
		var then atomic.Int64
		for i := range 30 {
			wg.Go(func() {
				switch i % 5 {
				case 0:
					<-p.Done()
				case 1:
					require.True(t, p.Wait(nil))
				case 2:
					wg.Add(1)
					p.Then(func() { then.Add(1); wg.Done() })
				case 3:
					require.True(t, p.WaitOnce(nil))
				case 4:
					wg.Add(1)
					p.Inline(func() { then.Add(1); wg.Done() })
				}
				_, _, _ = p.Result()
			})
		}
		wg.Go(func() { p.Settle("value", nil) })
		wg.Wait()
		require.EqualValues(t, 12, then.Load())
		// Whoever comes late finds it done.
		<-p.Done()
		require.True(t, p.Wait(nil))
	}
}

func TestPromiseDoneIsOneChannelForAll(t *testing.T) {
	var p Promise
	stop := make(chan struct{})
	close(stop)
	require.False(t, p.Wait(stop))
	a := p.Done()
	p.Inline(func() {})
	require.Equal(t, a, p.Done())
	select {
	case <-a:
		t.Fatal("done before it was settled")
	default:
	}
	p.Settle(nil, nil)
	<-a
}

func TestPromiseWaitThatWasStoppedDoesNotDisturbLaterOnes(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	var ws Waiters
	left := Promise{Means: &ws}
	for range 10 {
		require.False(t, left.WaitOnce(stop))
	}
	for range 100 { // would be woken by a stray token if an abandoned waiter were reused
		p := Promise{Means: &ws}
		woken := make(chan bool)
		go func() { woken <- p.WaitOnce(nil) }()
		p.Settle(1, nil)
		require.True(t, <-woken)
		require.True(t, p.Settled())
	}
	left.Settle(nil, nil)
}

func TestPromiseResultIsNotThereBeforeItIs(t *testing.T) {
	var p Promise
	_, _, ok := p.Result()
	require.False(t, ok)
	cause := errors.New("cause")
	p.Settle(nil, cause)
	_, err, ok := p.Result()
	require.True(t, ok)
	require.Equal(t, cause, err)
}

func BenchmarkPromiseSettledBeforeWait(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var p Promise
		p.Settle(nil, nil)
		p.Wait(nil)
	}
}
