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
				f.leave(time.Now(), true)
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
				f.leave(time.Now(), true)
			}
		}
		close(asked)
		<-serving
	})
	return most
}

func TestInFlightIsWhatSomeSecondsServe(t *testing.T) {
	require.InDelta(t, 1_000, last(served(t, 200, 10*time.Millisecond, 15)), 150)
	require.InDelta(t, 5_000, last(served(t, 1_000, 100*time.Millisecond, 15)), 700)
}

func TestInFlightHasItsBounds(t *testing.T) {
	require.Equal(t, leastInFlight, last(served(t, 5, 10*time.Millisecond, 5)), "some batches, however slow the table is")
	require.Equal(t, mostInFlight, last(served(t, 50_000, 20*time.Millisecond, 3)))
}

func TestInFlightGrowsFastOnATableThatIsFarAway(t *testing.T) {
	require.Equal(t, mostInFlight, last(served(t, 40_000, 200*time.Millisecond, 3)))
	require.Equal(t, mostInFlight, last(served(t, 40_000, 2*time.Second, 60)), "and where requests are tried again and again")
}

func last(all []int) int { return all[len(all)-1] }
