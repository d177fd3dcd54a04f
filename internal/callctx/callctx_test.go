package callctx

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type key struct{}

func TestItHasTheCallersValuesAndTheEarlierDeadline(t *testing.T) {
	early, late := time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
	caller, cancel := context.WithDeadline(context.WithValue(t.Context(), key{}, "value"), early)
	defer cancel()
	for want, own := range map[time.Time]time.Time{early: late, early.Add(-time.Minute): early.Add(-time.Minute)} {
		c := New(caller, own)
		require.Equal(t, "value", c.Value(key{}))
		d, ok := c.Deadline()
		require.True(t, ok)
		require.Equal(t, want, d)
	}
	_, ok := New(context.Background(), time.Time{}).Deadline()
	require.False(t, ok)
}

func TestItEndsOnceForEverybodyWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(t.Context(), time.Time{})
		require.NoError(t, c.Err())
		child, cancel := context.WithCancelCause(c)
		defer cancel(nil)
		waited := false
		go func() { <-c.Done(); waited = true }()
		synctest.Wait()
		require.False(t, waited)
		c.Cancel(context.DeadlineExceeded)
		c.Cancel(context.Canceled)
		synctest.Wait()
		require.True(t, waited)
		require.Equal(t, context.DeadlineExceeded, c.Err())
		<-child.Done()
		require.Equal(t, context.DeadlineExceeded, child.Err())

		late := New(t.Context(), time.Time{})
		late.Cancel(context.Canceled)
		<-late.Done()
		grandchild, cancel2 := context.WithTimeout(late, time.Hour)
		defer cancel2()
		<-grandchild.Done()
	})
}

func TestItTakesNoGoroutineToDeriveFromIt(t *testing.T) {
	c := New(context.Background(), time.Time{})
	before := runtime.NumGoroutine()
	for range 100 {
		_, cancel := context.WithCancel(c)
		defer cancel()
	}
	// Others, of the runtime or of the test before, may begin or end meanwhile.
	require.Less(t, runtime.NumGoroutine(), before+50)
}

func TestWhatStoppedWaitingIsNotCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(t.Context(), time.Time{})
		called := 0
		stop := c.AfterFunc(func() { called++ })
		c.AfterFunc(func() { called += 10 })
		require.True(t, stop())
		require.False(t, stop())
		c.Cancel(context.Canceled)
		synctest.Wait()
		require.Equal(t, 10, called)
		require.False(t, c.AfterFunc(func() {})())
	})
}
