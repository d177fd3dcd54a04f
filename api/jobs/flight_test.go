package jobs

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// served has a flight served by so many a second, each after that time, with more wanted than there's room for. It returns
// how many might be in flight at the end of each second.
func served(t *testing.T, perSecond int, after time.Duration, seconds int) (most []int) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlight(time.Now())
		stop := make(chan struct{})
		wanting := make(chan struct{})
		asked := make(chan time.Time, mostInFlight)
		go func() {
			defer close(wanting)
			for {
				f.enter()
				select {
				case <-stop:
					return
				case asked <- time.Now():
				}
			}
		}()
		serving := make(chan struct{})
		go func() {
			defer close(serving)
			every := time.Second / time.Duration(perSecond)
			next := time.Now()
			for at := range asked {
				time.Sleep(max(time.Until(next), time.Until(at.Add(after))))
				next = next.Add(every)
				f.leave(time.Now())
			}
		}()
		for range seconds {
			time.Sleep(time.Second)
			f.mu.Lock()
			require.LessOrEqual(t, f.in, mostInFlight)
			most = append(most, f.most)
			f.mu.Unlock()
		}
		close(stop)
		for done := false; !done; {
			select {
			case <-wanting:
				done = true
			case <-asked: // so that there's room for the one that waits
				f.leave(time.Now())
			}
		}
		close(asked)
		<-serving
	})
	return most
}

func TestInFlightIsWhatTwoSecondsServe(t *testing.T) {
	require.InDelta(t, 400, last(served(t, 200, 10*time.Millisecond, 5)), 60)
	require.InDelta(t, 2_000, last(served(t, 1_000, 100*time.Millisecond, 5)), 300)
}

func TestInFlightHasItsBounds(t *testing.T) {
	require.Equal(t, leastInFlight, last(served(t, 5, 10*time.Millisecond, 5)), "some batches, however slow the table is")
	require.Equal(t, mostInFlight, last(served(t, 50_000, 20*time.Millisecond, 3)))
}

func TestInFlightGrowsFastOnATableThatIsFarAway(t *testing.T) {
	require.Equal(t, mostInFlight, last(served(t, 40_000, 200*time.Millisecond, 3)))
}

func last(all []int) int { return all[len(all)-1] }
