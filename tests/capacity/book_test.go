package capacity

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ask is one request of a caller, and what it was told.
type ask struct {
	group   string
	name    string
	began   time.Time
	answers atomic.Int32
	took    time.Duration
	err     error
}

// done takes the answer.
func (a *ask) done(err error) {
	if a.answers.Add(1) == 1 {
		a.took, a.err = time.Since(a.began), err
	}
}

// book has all that was asked for.
type book struct {
	mu   sync.Mutex
	asks []*ask
	// longest is how long the executor held a caller up who doesn't wait for answers.
	longest time.Duration
}

// returned notes that the executor has taken a request.
func (b *book) returned(a *ask) {
	b.mu.Lock()
	b.longest = max(b.longest, time.Since(a.began))
	b.mu.Unlock()
}

func (b *book) heldUp() time.Duration { return b.longest }

// enter notes a request that is about to be made.
func (b *book) enter(group, name string) *ask {
	a := &ask{group: group, name: name, began: time.Now()}
	b.mu.Lock()
	b.asks = append(b.asks, a)
	b.mu.Unlock()
	return a
}

// requireAnsweredOnce is called when all callers have ended and the executor is closed.
func (b *book) requireAnsweredOnce(t *testing.T) {
	t.Helper()
	require.NotEmpty(t, b.asks)
	never, again := 0, 0
	for _, a := range b.asks {
		switch n := a.answers.Load(); {
		case n == 0:
			never++
		case n > 1:
			again++
		}
	}
	require.Zero(t, never, "of %d requests so many were never answered", len(b.asks))
	require.Zero(t, again, "of %d requests so many were answered more than once", len(b.asks))
}

// requireNoErrors is for scenarios in which nothing may fail.
func (b *book) requireNoErrors(t *testing.T) {
	t.Helper()
	for _, a := range b.asks {
		require.NoError(t, a.err)
	}
}

// requireNothingLost looks for every acknowledged item.
func (b *book) requireNothingLost(t *testing.T, items map[string]item) {
	t.Helper()
	lost, acknowledged := 0, 0
	for _, a := range b.asks {
		if a.err == nil {
			acknowledged++
			if items[a.name] == nil {
				lost++
			}
		}
	}
	require.NotZero(t, acknowledged)
	require.Zero(t, lost, "of %d acknowledged items so many aren't there", acknowledged)
}

// p99 is the time that 99 of 100 answers took at most, of the requests of a group that were made from then on.
func (b *book) p99(t *testing.T, group string, from time.Time) time.Duration {
	t.Helper()
	var all []time.Duration
	for _, a := range b.asks {
		if a.group == group && !a.began.Before(from) {
			all = append(all, a.took)
		}
	}
	require.Greater(t, len(all), 1_000, "too few for a percentile")
	slices.Sort(all)
	return all[len(all)*99/100]
}
