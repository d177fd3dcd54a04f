package segments

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func newQueue(t require.TestingT, total int, seed uint64) *Queue {
	q, err := New(total, seed)
	require.NoError(t, err)
	return q
}

// key is a position behind item n of a segment.
func key(n int) json.RawMessage { return json.RawMessage(strconv.Itoa(n)) }

// position reads it back: how many items of the segment are before it.
func position(t require.TestingT, s State) int {
	if s.After == nil {
		return 0
	}
	var n int
	require.NoError(t, json.Unmarshal(s.After, &n))
	return n
}

// throughJSON is what a checkpoint does to a snapshot.
func throughJSON(t require.TestingT, s Snapshot) Snapshot {
	text, err := json.Marshal(s)
	require.NoError(t, err)
	var back Snapshot
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}

// A scan with workers that settle, finish, and release, and with restarts from the last snapshot, settles each
// item of each segment once. A restart forgets what was settled after the snapshot, as the checkpoint does.
func TestNothingIsLostAndNothingSettledTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 6), 1, 20).Draw(t, "sizes")
		q := newQueue(t, len(sizes), rapid.Uint64().Draw(t, "seed"))
		settled := make([]int, len(sizes)) // in the model
		saved, savedSettled := q.Snapshot(), slices.Clone(settled)
		type worker struct {
			c  *Claim
			at int
		}
		var workers []worker
		for q.Progress().Done < len(sizes) {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				saved, savedSettled = throughJSON(t, q.Snapshot()), slices.Clone(settled)
			case 1:
				var err error
				q, err = Restore(saved)
				require.NoError(t, err)
				settled, workers = slices.Clone(savedSettled), nil
			case 2, 3:
				c, ok := q.Next()
				p := q.Progress()
				require.Equal(t, len(sizes), p.Done+p.Held+p.Waiting)
				if !ok {
					require.Equal(t, len(workers), p.Held)
					require.Zero(t, p.Waiting)
					continue
				}
				require.Equal(t, len(sizes), c.Start.Total)
				require.Equal(t, settled[c.Start.Segment], position(t, c.Start), "handed out at another position")
				require.EqualValues(t, settled[c.Start.Segment], c.Start.Items)
				for _, w := range workers {
					require.NotEqual(t, w.c.Start.Segment, c.Start.Segment, "handed out twice")
				}
				workers = append(workers, worker{c, position(t, c.Start)})
			default:
				if len(workers) == 0 {
					continue
				}
				i := rapid.IntRange(0, len(workers)-1).Draw(t, "worker")
				w := &workers[i]
				segment := w.c.Start.Segment
				if rapid.IntRange(0, 4).Draw(t, "release") == 0 {
					require.NoError(t, w.c.Release())
					require.ErrorIs(t, w.c.Settle(key(1), 1), ErrNotHeld)
					workers = slices.Delete(workers, i, i+1)
					continue
				}
				n := rapid.IntRange(0, sizes[segment]-w.at).Draw(t, "items")
				w.at += n
				settled[segment] += n
				if w.at < sizes[segment] || rapid.Bool().Draw(t, "empty last page") {
					if w.at == 0 {
						continue
					}
					require.NoError(t, w.c.Settle(key(w.at), int64(n)))
					continue
				}
				require.NoError(t, w.c.Done(int64(n)))
				require.ErrorIs(t, w.c.Done(0), ErrNotHeld)
				require.ErrorIs(t, w.c.Release(), ErrNotHeld)
				workers = slices.Delete(workers, i, i+1)
			}
		}
		require.Equal(t, sizes, settled)
		var sum int64
		for _, n := range sizes {
			sum += int64(n)
		}
		require.Equal(t, sum, q.Progress().Items)
		s := throughJSON(t, q.Snapshot())
		require.Equal(t, sum, s.DoneItems)
		require.Empty(t, s.Begun)
		_, ok := q.Next()
		require.False(t, ok)
	})
}

func TestWorkersShareSegments(t *testing.T) {
	const total = 500
	q := newQueue(t, total, 1)
	var seen [total]int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				c, ok := q.Next()
				if !ok {
					return
				}
				if n%5 == w%5 && c.Start.After == nil {
					assert.NoError(t, c.Settle(key(1), 1))
					assert.NoError(t, c.Release())
					continue
				}
				q.Snapshot()
				q.Progress()
				assert.NoError(t, c.Done(2))
				mu.Lock()
				seen[c.Start.Segment]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for i, n := range seen {
		assert.Equal(t, 1, n, "segment %d", i)
	}
	assert.Equal(t, total, q.Progress().Done)
}

func TestHandsOutInOrderButBegunFirst(t *testing.T) {
	q := newQueue(t, 50, 9)
	order := Order(50, 9)
	slices.Reverse(order)
	next := func() *Claim {
		c, ok := q.Next()
		require.True(t, ok)
		return c
	}
	first, second := next(), next()
	assert.Equal(t, order[:2], []int{first.Start.Segment, second.Start.Segment})
	require.NoError(t, second.Settle(key(5), 5))
	require.NoError(t, first.Done(0))

	var err error
	q, err = Restore(q.Snapshot())
	require.NoError(t, err)
	got := next()
	assert.Equal(t, State{Segment: order[1], Total: 50, After: key(5), Items: 5}, got.Start)
	assert.Equal(t, order[2], next().Start.Segment)

	require.NoError(t, got.Release())
	assert.Equal(t, order[1], next().Start.Segment, "what was released comes first")
}

// A worker that was given up and comes back can't move what another one has by now.
func TestEndedClaimChangesNothing(t *testing.T) {
	q := newQueue(t, 1, 1)
	late, _ := q.Next()
	require.NoError(t, late.Settle(key(2), 2))
	require.NoError(t, late.Release())
	c, ok := q.Next()
	require.True(t, ok)
	before := q.Snapshot()
	require.ErrorIs(t, late.Settle(key(9), 7), ErrNotHeld)
	require.ErrorIs(t, late.Release(), ErrNotHeld)
	require.ErrorIs(t, late.Done(1), ErrNotHeld)
	assert.Equal(t, before, q.Snapshot())
	_, ok = q.Next()
	assert.False(t, ok)
	require.NoError(t, c.Done(1))
	assert.Equal(t, State{Total: 1, Done: true, Items: 3}, q.Progress().Largest)
}

func TestProgress(t *testing.T) {
	q := newQueue(t, 3, 1)
	a, _ := q.Next()
	b, _ := q.Next()
	require.NoError(t, a.Settle(key(7), 7))
	require.NoError(t, b.Done(3))
	p := q.Progress()
	assert.Equal(t, Progress{
		Total: 3, Done: 1, Held: 1, Waiting: 1, Items: 10,
		Largest: State{Segment: a.Start.Segment, Total: 3, After: key(7), Items: 7},
	}, p)
}

// Nobody outside can change a position.
func TestPositionsAreCopied(t *testing.T) {
	q := newQueue(t, 1, 1)
	c, _ := q.Next()
	after := key(5)
	require.NoError(t, c.Settle(after, 1))
	after[0] = '6'
	s := q.Snapshot()
	assert.Equal(t, key(5), s.Begun[0].After)
	s.Begun[0].After[0] = '7'
	q.Progress().Largest.After[0] = '8'
	require.NoError(t, c.Release())
	c, _ = q.Next()
	c.Start.After[0] = '9'
	s = q.Snapshot()
	assert.Equal(t, key(5), s.Begun[0].After)
	r, err := Restore(s)
	require.NoError(t, err)
	s.Begun[0].After[0] = '7'
	assert.Equal(t, key(5), r.Snapshot().Begun[0].After)
}

func TestRefusesBadPositions(t *testing.T) {
	q := newQueue(t, 1, 1)
	c, _ := q.Next()
	for _, after := range []string{"", "null", " null\n", "{", strings.Repeat(" ", MaxPosition) + "1"} {
		require.Error(t, c.Settle(json.RawMessage(after), 1))
	}
	require.Error(t, c.Settle(key(1), -1))
	require.Error(t, c.Done(-1))
	assert.Equal(t, Progress{Total: 1, Held: 1, Largest: State{Total: 1}}, q.Progress())
}

func TestNewRefusesOtherCounts(t *testing.T) {
	for _, total := range []int{-1, 0, MaxSegments + 1} {
		_, err := New(total, 0)
		assert.ErrorContains(t, err, "1 to 1000000")
	}
	if !raced { // a million states
		_, err := New(MaxSegments, 0)
		assert.NoError(t, err)
	}
}

func TestRestoreRefusesContradictions(t *testing.T) {
	good := func() Snapshot {
		begun := []State{{Segment: 1, Total: 10, After: key(1), Items: 1}}
		return Snapshot{Total: 10, Done: []byte{1, 0}, DoneItems: 4, Begun: begun}
	}
	_, err := Restore(good())
	require.NoError(t, err)
	for want, change := range map[string]func(*Snapshot){
		"give 1 to":                   func(s *Snapshot) { s.Total = 0 },
		"1 bytes of done segments":    func(s *Snapshot) { s.Done = s.Done[:1] },
		"segment 15 of 10 is done":    func(s *Snapshot) { s.Done[1] = 0x80 },
		"-1 items in 1 done segments": func(s *Snapshot) { s.DoneItems = -1 },
		"4 items in 0 done segments":  func(s *Snapshot) { s.Done[0] = 0 },
		"one of 9 segments":           func(s *Snapshot) { s.Begun[0].Total = 9 },
		"segment 10: there's no such": func(s *Snapshot) { s.Begun[0].Segment = 10 },
		"segment -1: there's no such": func(s *Snapshot) { s.Begun[0].Segment = -1 },
		"it's done and":               func(s *Snapshot) { s.Begun[0].Segment = 0 },
		"segment 1: it's done and":    func(s *Snapshot) { s.Begun[0].Done = true },
		"two positions":               func(s *Snapshot) { s.Begun = append(s.Begun, s.Begun[0]) },
		"it has -1 items":             func(s *Snapshot) { s.Begun[0].Items = -1 },
		"must be JSON and not null":   func(s *Snapshot) { s.Begun[0].After = nil },
		"over the limit":              func(s *Snapshot) { s.Begun[0].After = make([]byte, MaxPosition+1) },
	} {
		s := good()
		change(&s)
		_, err := Restore(s)
		assert.ErrorContains(t, err, want)
	}
}

// The checkpoint of a large scan stays small.
func TestSnapshotIsSmall(t *testing.T) {
	q := newQueue(t, DefaultMax, 1)
	for range DefaultMax / 2 {
		c, _ := q.Next()
		require.NoError(t, c.Done(1e9))
	}
	text, err := json.Marshal(q.Snapshot())
	require.NoError(t, err)
	assert.Less(t, len(text), 1000)
}
