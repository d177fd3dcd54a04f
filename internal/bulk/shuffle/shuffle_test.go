package shuffle

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type value struct {
	hash uint64
	n    int // counts the values from 0
}

// held is a value in the model, and how often it was passed over.
type held struct {
	value
	passed int
}

// model is the window as a plain list in the order of adding.
type model []held

// take checks a value that came out, and counts those that were passed over.
func (m *model) take(t require.TestingT, v value, bound int) {
	first := slices.IndexFunc(*m, func(o held) bool { return o.hash == v.hash })
	require.GreaterOrEqual(t, first, 0, "value %d isn't in the window", v.n)
	require.Equal(t, (*m)[first].value, v, "not the oldest of its hash")
	*m = slices.Delete(*m, first, first+1)
	for i := range *m {
		if (*m)[i].passed++; (*m)[i].passed > bound {
			require.Fail(t, "passed over too often", "value %d", (*m)[i].n)
		}
	}
}

func TestAgreesWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := rapid.OneOf(rapid.IntRange(1, 12), rapid.Just(200)).Draw(t, "window")
		hashes := rapid.SampledFrom([]int{1, 2, 5, 1000}).Draw(t, "hashes")
		s := New[value](window, rapid.Uint64().Draw(t, "seed"))
		var m model
		added, taken := 0, 0
		bound := s.Bound()
		take := func() {
			v, ok := s.Take()
			require.Equal(t, len(m) > 0, ok)
			if ok {
				m.take(t, v, bound)
				taken++
			} else {
				require.Zero(t, v)
			}
		}
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			// Runs of one kind, so that a large window fills and shrinks too.
			isAdd := rapid.Bool().Draw(t, "add")
			first := rapid.Uint64().Draw(t, "hash")
			for i := range rapid.SampledFrom([]uint64{1, 2, 10, 150}).Draw(t, "times") {
				if !isAdd || s.Full() {
					take()
				}
				if isAdd {
					v := value{hash: (first + i*i) % uint64(hashes), n: added}
					s.Add(v.hash, v)
					m = append(m, held{value: v})
					added++
				}
			}
			require.Equal(t, len(m), s.Len())
			require.Equal(t, len(m) == window, s.Full())
		}
		for s.Len() > 0 {
			take()
		}
		take()
		require.Equal(t, added, taken)
		require.LessOrEqual(t, len(s.slots), window)
		require.Zero(t, s.byHash.count)
	})
}

// run sends n values through a window that's kept full, and returns the output.
func run(window, n int, seed uint64, hash func(n int) uint64) []int {
	s := New[int](window, seed)
	out := make([]int, 0, n)
	for i := range n {
		if s.Full() {
			v, _ := s.Take()
			out = append(out, v)
		}
		s.Add(hash(i), i)
	}
	for v, ok := s.Take(); ok; v, ok = s.Take() {
		out = append(out, v)
	}
	return out
}

func spread(n int) uint64 { return uint64(n) * 0x9e3779b97f4a7c15 }

func TestSeedDecides(t *testing.T) {
	one := run(64, 2000, 1, spread)
	assert.Equal(t, one, run(64, 2000, 1, spread))
	assert.NotEqual(t, one, run(64, 2000, 2, spread))
}

func TestWindowIsBroughtIntoRange(t *testing.T) {
	assert.Equal(t, MaxWindow, New[int](1<<40, 0).window)
	for _, window := range []int{1, 0, -5} {
		out := run(window, 100, 1, spread)
		assert.True(t, slices.IsSorted(out))
		assert.Len(t, out, 100)
	}
}

func TestOneHashStaysInOrder(t *testing.T) {
	assert.True(t, slices.IsSorted(run(50, 1000, 3, func(int) uint64 { return 7 })))
}

// Every place of a full window has the same chance: the time that a value waits is geometric with mean window,
// cut off by age.
func TestDrawsEvenly(t *testing.T) {
	const window, rounds = 8, 20_000
	var count [window]int
	s := New[int](window, 11)
	for range rounds {
		for j := range window {
			s.Add(uint64(j), j)
		}
		v, _ := s.Take()
		count[v]++
		for s.Len() > 0 {
			s.Take()
		}
	}
	for j, n := range count {
		assert.InDelta(t, rounds/window, n, 250, "place %d", j) // 5 standard deviations
	}
}

// A hash has as many turns as it has values in the window, so that a frequent key doesn't fill it up.
func TestFrequentHashDoesntFillWindow(t *testing.T) {
	const window = 1000
	s := New[bool](window, 5)
	frequent := 0
	for i := range 50 * window {
		if s.Full() {
			if v, _ := s.Take(); v {
				frequent--
			}
		}
		if i%5 == 0 {
			frequent++
			s.Add(0, true)
		} else {
			s.Add(spread(i), false)
		}
	}
	assert.InDelta(t, 200, frequent, 80) // a fifth of the input, a fifth of the window
}

func TestAgedValueHasNextTurn(t *testing.T) {
	const window = 10
	longest := 0
	for seed := range uint64(200) {
		s := New[value](window, seed)
		at := map[int]int{}
		for i := range 2000 {
			if s.Full() {
				v, _ := s.Take()
				longest = max(longest, i-at[v.n]-window)
			}
			at[i] = i
			s.Add(spread(i), value{n: i})
		}
	}
	assert.LessOrEqual(t, longest, (AgeFactor+1)*window-1)
	assert.GreaterOrEqual(t, longest, AgeFactor*window-window, "age cuts in far too early")
	assert.Equal(t, (AgeFactor+1)*window-1, New[int](window, 0).Bound())
}

func TestAddToFullWindowPanics(t *testing.T) {
	s := New[int](2, 0)
	s.Add(1, 1)
	s.Add(2, 2)
	assert.PanicsWithValue(t, "shuffle: Add to a full window of 2 values, call Take first", func() { s.Add(3, 3) })
}

func TestLetsGoOfTaken(t *testing.T) {
	s := New[*int](4, 0)
	for i := range 4 {
		s.Add(uint64(i), new(int))
	}
	for s.Len() > 0 {
		s.Take()
	}
	for i := range s.slots {
		assert.Nil(t, s.slots[i].value)
	}
}

func TestAllocatesNothingOnceFull(t *testing.T) {
	s := New[int](1024, 0)
	n := 0
	step := func() {
		if s.Full() {
			s.Take()
		}
		s.Add(spread(n), n)
		n++
	}
	for range 20_000 {
		step()
	}
	assert.Less(t, testing.AllocsPerRun(20_000, step), 0.01)
}

// A window that gets emptier gives memory back, and forgets neither order nor age.
func TestShrinks(t *testing.T) {
	const window = 5000
	s := New[int](window, 2)
	for i := range window {
		s.Add(spread(i), i)
	}
	for s.Len() > 100 {
		s.Take()
		assert.LessOrEqual(t, len(s.slots), max(2*s.Len(), minSlots))
	}
	assert.LessOrEqual(t, len(s.ages.slots), 1024)
	assert.LessOrEqual(t, len(s.byHash.chains), 1024)
	before := -1
	for n := s.ages.first; n < s.ages.next; n++ {
		if e := s.slots[s.ages.slots[n%uint64(len(s.ages.slots))]]; !s.ages.left(n) {
			assert.Less(t, before, e.value)
			assert.Zero(t, e.added)
			before = e.value
		}
	}
}

func BenchmarkAddTake(b *testing.B) {
	for _, window := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(window), func(b *testing.B) {
			s := New[*int](window, 1)
			v := new(int)
			for i := range window {
				s.Add(spread(i), v)
			}
			n := window
			for b.Loop() {
				s.Take()
				s.Add(spread(n), v)
				n++
			}
		})
	}
}

func TestOldestComeOutAsTheyWentIn(t *testing.T) {
	s := New[int](1_000, 1)
	for i := range 1_000 {
		s.Add(uint64(i%7)*0x9e3779b97f4a7c15, i)
	}
	gone := map[int]bool{}
	for range 300 {
		v, _ := s.Take()
		gone[v] = true
	}
	var got, want []int
	for i := range 1_000 {
		if !gone[i] {
			want = append(want, i)
		}
	}
	for v := range s.Oldest() {
		if got = append(got, v); len(got) == 400 {
			break
		}
	}
	require.Equal(t, 300, s.Len(), "what wasn't asked for stays")
	for v := range s.Oldest() {
		got = append(got, v)
	}
	require.Equal(t, want, got)
	require.Zero(t, s.Len())
}
