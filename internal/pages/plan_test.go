package pages

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func one(prefetch, limit int) *Plan[int, int] {
	return New(Config[int, int]{Total: 1, Next: 1, Open: []Position[int]{{}}, Prefetch: prefetch, MaxOpen: 1, Limit: limit})
}

func take(t *testing.T, p *Plan[int, int]) int {
	t.Helper()
	it, status, err := p.Take()
	require.NoError(t, err)
	require.Equal(t, Item, status)
	return it
}

func TestAPageIsConsumedWithItsLastItem(t *testing.T) {
	p := one(1, 0)
	_, ok := p.Ask()
	require.True(t, ok)
	p.Arrive(0, []int{1, 2}, 2, true)
	take(t, p)
	_, ok = p.Ask()
	require.False(t, ok, "the page is still being consumed")
	take(t, p)
	ask, ok := p.Ask()
	require.True(t, ok)
	require.Equal(t, Ask[int]{At: 2}, ask)
}

func TestAnEmptyPageIsConsumedWhenItsTurnComes(t *testing.T) {
	p := one(1, 0)
	p.Ask()
	p.Arrive(0, nil, 7, true)
	_, ok := p.Ask()
	require.False(t, ok, "nobody has asked for an item")
	_, status, _ := p.Take()
	require.Equal(t, Waiting, status)
	ask, ok := p.Ask()
	require.True(t, ok)
	require.Equal(t, 7, ask.At)
}

func TestNoMoreIsAskedForThanTheLimitLeaves(t *testing.T) {
	p := one(3, 5)
	ask, _ := p.Ask()
	require.Equal(t, 5, ask.Want)
	p.Arrive(0, []int{1, 2}, 2, true)
	take(t, p)
	ask, _ = p.Ask()
	require.Equal(t, 3, ask.Want)
	p.Arrive(0, []int{3, 4, 5, 6}, 6, true)
	require.True(t, p.Enough())
	for range 4 {
		take(t, p)
	}
	_, status, _ := p.Take()
	require.Equal(t, End, status)
	require.False(t, p.Done(), "there's one more, for the next reader")
}

func TestAPageThatIsNotNeededAnyMoreMayFail(t *testing.T) {
	p := New(Config[int, int]{Total: 2, Prefetch: 2, MaxOpen: 2, Limit: 1})
	p.Ask()
	p.Ask()
	p.Arrive(0, []int{1}, 1, true)
	p.Fail(errPage)
	take(t, p)
	_, status, err := p.Take()
	require.NoError(t, err)
	require.Equal(t, End, status)
}

func TestItemsToSkipMayReachOverPages(t *testing.T) {
	p := New(Config[int, int]{Total: 1, Next: 1, Open: []Position[int]{{At: 0, Taken: 3}}, Prefetch: 3, MaxOpen: 1})
	p.Ask()
	p.Arrive(0, []int{1, 2}, 2, true)
	_, open := p.Reached()
	require.Equal(t, []Position[int]{{At: 0, Taken: 3}}, open)
	_, status, _ := p.Take()
	require.Equal(t, Waiting, status)
	_, open = p.Reached()
	require.Equal(t, []Position[int]{{At: 2, Taken: 1}}, open)
	p.Ask()
	p.Arrive(0, []int{3, 4}, 4, false)
	require.Equal(t, 4, take(t, p))
	require.True(t, p.Done())
}

func TestStoppedPlansAndAbortedOnesDiscardWhatTheyHold(t *testing.T) {
	p := one(2, 0)
	p.Ask()
	p.Arrive(0, []int{1}, 1, true)
	p.Ask()
	p.Stop()
	p.Arrive(0, []int{2}, 2, true)
	p.Stop()
	_, status, err := p.Take()
	require.NoError(t, err)
	require.Equal(t, End, status)

	p = one(2, 0)
	p.Ask()
	p.Arrive(0, []int{1}, 1, true)
	p.Abort(errPage)
	p.Abort(nil)
	_, status, err = p.Take()
	require.Equal(t, Failed, status)
	require.ErrorIs(t, err, errPage)
	p.Stop()
	_, status, _ = p.Take()
	require.Equal(t, Failed, status, "who stops what has failed isn't told that all is well")

	p = New(Config[int, int]{Total: 0, Prefetch: 1, MaxOpen: 1})
	p.Abort(errPage)
	_, status, _ = p.Take()
	require.Equal(t, End, status, "what has ended can't fail")
}

func TestSegmentsAreBegunInOrderAndEachWorkedOnBeforeASecondPageOfOne(t *testing.T) {
	p := New(Config[int, int]{Total: 9, Share: []int{1, 4, 7, 8}, Prefetch: 4, MaxOpen: 3})
	for _, segment := range []int{1, 4, 7} {
		ask, ok := p.Ask()
		require.True(t, ok)
		require.Equal(t, segment, ask.Segment)
	}
	_, ok := p.Ask()
	require.False(t, ok, "three may be open")
	p.Arrive(4, []int{400}, 1, true)
	ask, ok := p.Ask()
	require.True(t, ok)
	require.Equal(t, 4, ask.Segment)
	p.Arrive(1, nil, 0, false)
	take(t, p)
	_, status, _ := p.Take()
	require.Equal(t, Waiting, status)
	ask, _ = p.Ask()
	require.Equal(t, 8, ask.Segment)
	next, open := p.Reached()
	require.Equal(t, 9, next)
	require.Len(t, open, 3)
}

func TestTheSegmentWithTheFewestPagesIsAskedForNext(t *testing.T) {
	p := New(Config[int, int]{Total: 2, Prefetch: 9, MaxOpen: 2})
	p.Ask()
	p.Ask()
	p.Arrive(0, []int{1}, 1, true)
	p.Ask()
	p.Arrive(0, []int{2}, 2, true)
	p.Arrive(1, []int{100}, 1, true)
	ask, _ := p.Ask()
	require.Equal(t, 1, ask.Segment)
}
