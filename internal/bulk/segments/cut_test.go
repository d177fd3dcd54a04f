package segments

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// reader is a worker in the model. It has read the items before read, of which those before settled are; end is where its segment
// or range ends.
type reader struct {
	c                  *Claim
	settled, read, end int
}

// Whatever is cut off, settled, released, and restored from an older snapshot, each item is settled once.
func TestCutsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 4).Draw(t, "sizes")
		none := make([][]int, len(sizes)) // how often each item was settled
		for i, n := range sizes {
			none[i] = make([]int, n)
		}
		clone := func(of [][]int) (c [][]int) {
			for _, s := range of {
				c = append(c, slices.Clone(s))
			}
			return c
		}
		q := newQueue(t, len(sizes), rapid.Uint64().Draw(t, "seed"))
		settled := clone(none)
		saved, savedSettled := q.Snapshot(), clone(none)
		var readers []*reader
		left := 2000 // steps, until which restarts and releases end
		for p := q.Progress(); p.Done < p.Total; p = q.Progress() {
			require.Equal(t, p.Total, p.Done+p.Held+p.Waiting)
			left--
			what := rapid.IntRange(0, 12).Draw(t, "what")
			switch {
			case what == 0:
				saved, savedSettled = throughJSON(t, q.Snapshot()), clone(settled)
				continue
			case what == 1 && left > 0:
				var err error
				q, err = Restore(saved)
				require.NoError(t, err)
				settled, readers = clone(savedSettled), nil
				continue
			case what < 5 || len(readers) == 0:
				if c, ok := q.Next(); ok {
					at, end := position(t, c.Start), sizes[c.Start.Segment]
					if c.Start.To != nil {
						end = position(t, State{After: c.Start.To})
					}
					readers = append(readers, &reader{c: c, settled: at, read: at, end: end})
				}
				continue
			}
			i := rapid.IntRange(0, len(readers)-1).Draw(t, "reader")
			r := readers[i]
			switch what {
			case 5:
				if left > 0 {
					require.NoError(t, r.c.Release())
					readers = slices.Delete(readers, i, i+1)
				}
			case 6, 7:
				r.read = rapid.IntRange(r.read, r.end).Draw(t, "read")
			case 8:
				cut(t, r)
			default:
				to := rapid.IntRange(r.settled, r.read).Draw(t, "settle")
				for ; r.settled < to; r.settled++ {
					settled[r.c.Start.Segment][r.settled]++
				}
				n := int64(to - position(t, State{After: key(r.was(t))}))
				if r.settled == r.end && rapid.Bool().Draw(t, "last page") {
					require.NoError(t, r.c.Done(n))
					readers = slices.Delete(readers, i, i+1)
				} else if to > 0 {
					require.NoError(t, r.c.Settle(key(to), n))
				}
			}
		}
		sum := 0
		for i, s := range settled {
			for at, n := range s {
				require.Equal(t, 1, n, "item %d of segment %d", at, i)
				sum++
			}
		}
		require.EqualValues(t, sum, q.Progress().Items)
		s := throughJSON(t, q.Snapshot())
		require.EqualValues(t, sum, s.DoneItems)
		require.Empty(t, s.Begun)
		require.Empty(t, s.Ranges)
	})
}

// was is the queue's position of it.
func (r *reader) was(t require.TestingT) int {
	return position(t, r.c.q.states[r.c.number])
}

// cut cuts something off, at a random place behind what was read.
func cut(t *rapid.T, r *reader) {
	to := rapid.IntRange(r.read, r.end).Draw(t, "to")
	switch {
	case r.c.Start.To != nil:
		if to < r.end && to > 0 {
			require.NoError(t, r.c.Halve(key(to)))
			r.end = to
		}
	case r.read == 0 || to == r.read:
	case r.settled < r.read || r.was(t) != r.read:
		require.ErrorIs(t, r.c.Carve(key(r.read), key(to)), ErrNotSettled)
	default:
		require.NoError(t, r.c.Carve(key(r.read), key(to)))
		r.read, r.settled = to, to
	}
}

func TestCutsAreRefused(t *testing.T) {
	q := newQueue(t, 1, 1)
	c, _ := q.Next()
	require.NoError(t, c.Settle(key(1), 1))
	require.ErrorContains(t, c.Halve(key(2)), "carved")
	require.Error(t, c.Carve(key(1), nil))
	require.Error(t, c.Carve(nil, key(1)))
	require.NoError(t, c.Carve(json.RawMessage(" 1"), key(9))) // it's the same
	r, ok := q.Next()
	require.True(t, ok)
	require.ErrorContains(t, r.Carve(key(1), key(2)), "halved")
	require.Error(t, r.Halve(json.RawMessage("null")))
	require.NoError(t, r.Done(0))
	require.ErrorIs(t, r.Halve(key(3)), ErrNotHeld)
	require.NoError(t, c.Done(0))
	require.ErrorIs(t, c.Carve(key(9), key(10)), ErrNotHeld)
	p := q.Progress()
	require.Equal(t, []int{2, 2}, []int{p.Total, p.Done})
}

func TestRestoreRefusesContradictoryRanges(t *testing.T) {
	good := func() Snapshot {
		return Snapshot{Total: 10, Done: []byte{1, 0}, Begun: []State{{Segment: 1, Total: 10, After: key(1)}}, Ranges: []State{
			{Segment: 0, Total: 10, After: key(1), To: key(2)}, {Segment: 1, Total: 10, After: key(1), To: key(2), Items: 5},
		}}
	}
	q, err := Restore(good())
	require.NoError(t, err)
	require.EqualValues(t, 5, q.Progress().Items)
	require.Equal(t, good().Ranges, q.Snapshot().Ranges)
	for want, change := range map[string]func(*Snapshot){
		"one of 9 segments":          func(s *Snapshot) { s.Ranges[1].Total = 9 },
		"no such segment":            func(s *Snapshot) { s.Ranges[1].Segment = 10 },
		"there's no such":            func(s *Snapshot) { s.Ranges[1].Segment = -1 },
		"it's done":                  func(s *Snapshot) { s.Ranges[0].Done = true },
		"was not begun":              func(s *Snapshot) { s.Ranges[0].Segment = 2 },
		"-1 items":                   func(s *Snapshot) { s.Ranges[0].Items = -1 },
		"segment 1: a position":      func(s *Snapshot) { s.Ranges[1].To = nil },
		"segment 1: a position must": func(s *Snapshot) { s.Ranges[1].After = nil },
		"it's a range":               func(s *Snapshot) { s.Begun[0].To = key(2) },
	} {
		s := good()
		change(&s)
		_, err := Restore(s)
		assert.ErrorContains(t, err, want)
	}
}

// Workers that have nothing wait for those who read, and get what they cut off, until nobody reads.
func TestWaitersGetWhatIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const items = 1000
		q := newQueue(t, 1, 1)
		var mu sync.Mutex
		seen := make([]int, items)
		began := time.Now()
		var workers sync.WaitGroup
		for range 8 {
			workers.Go(func() {
				for {
					c, ok := q.Wait(t.Context())
					if !ok {
						return
					}
					at, end := position(t, c.Start), items
					if c.Start.To != nil {
						end = position(t, State{After: c.Start.To})
					}
					for at < end {
						time.Sleep(time.Second)
						mu.Lock()
						seen[at]++
						mu.Unlock()
						at++
						assert.NoError(t, c.Settle(key(at), 1))
						if middle := (at + end) / 2; q.Hungry() && at < middle && middle < end {
							if c.Start.To != nil {
								assert.NoError(t, c.Halve(key(middle)))
								end = middle
							} else {
								assert.NoError(t, c.Carve(key(at), key(end)))
								at = end
							}
						}
					}
					assert.NoError(t, c.Done(0))
				}
			})
		}
		workers.Wait()
		for i, n := range seen {
			require.Equal(t, 1, n, strconv.Itoa(i))
		}
		require.Less(t, time.Since(began), 150*time.Second) // 125 if they were always busy
	})
}

func TestWaitingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, 1, 1)
		c, _ := q.Next()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var ended sync.WaitGroup
		wait := func(ctx context.Context) {
			ended.Go(func() {
				_, ok := q.Wait(ctx)
				assert.False(t, ok)
			})
		}
		wait(ctx)
		synctest.Wait()
		require.True(t, q.Hungry())
		cancel()
		ended.Wait()
		require.False(t, q.Hungry())
		wait(t.Context())
		synctest.Wait()
		c.Leave()
		c.Leave()
		ended.Wait()
		require.NoError(t, c.Settle(key(1), 1)) // it may still be settled
		require.NoError(t, c.Release())
		_, ok := q.Wait(t.Context())
		require.True(t, ok)
	})
}
