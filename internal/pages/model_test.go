package pages

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// table is what a plan reads: for each segment its items, which pages end where a cut is. A place is the
// number of items before it.
type table struct {
	segments [][]int
	cuts     []map[int]bool
}

func drawTable(t *rapid.T) table {
	var tb table
	total := rapid.IntRange(1, 6).Draw(t, "segments")
	for s := range total {
		items := make([]int, rapid.IntRange(0, 6).Draw(t, "items"))
		cuts := map[int]bool{}
		for i := range items {
			items[i] = s*100 + i
			cuts[i] = rapid.Bool().Draw(t, "cut")
		}
		cuts[len(items)] = rapid.Bool().Draw(t, "cut behind")
		tb.segments, tb.cuts = append(tb.segments, items), append(tb.cuts, cuts)
	}
	return tb
}

// page is the one that begins at a place. A page behind the last item is empty, as DynamoDB's may be.
func (tb table) page(segment, at int) (items []int, after int, more bool) {
	all := tb.segments[segment]
	end := at
	for end < len(all) {
		end++
		if tb.cuts[segment][end] {
			return slices.Clone(all[at:end]), end, true
		}
	}
	return slices.Clone(all[at:end]), end, false
}

// rest are the items behind what was reached, of a share of the segments.
func (tb table) rest(share []int, next int, open []Position[int]) (items []int) {
	for _, p := range open {
		items = append(items, tb.segments[p.Segment][p.At+p.Taken:]...)
	}
	for segment := next; segment < len(tb.segments); segment++ {
		if share == nil || slices.Contains(share, segment) {
			items = append(items, tb.segments[segment]...)
		}
	}
	slices.Sort(items)
	return items
}

var errPage = errors.New("page")

// A run takes items in an order of events that is drawn, as pages arrive in any, and checks at each step
// that the bounds hold and that what was given out and what is behind the place that was reached is all
// there is, each once.
func run(t *rapid.T, tb table, config Config[int, int]) (got []int, status Status, p *Plan[int, int]) {
	all := tb.rest(config.Share, config.Next, config.Open)
	p = New(config)
	var asked []Ask[int]
	inOrder := map[int]int{}
	for {
		switch event := rapid.IntRange(0, 2).Draw(t, "event"); {
		case event == 0:
			ask, ok := p.Ask()
			if !ok {
				break
			}
			require.False(t, slices.ContainsFunc(asked, func(a Ask[int]) bool { return a.Segment == ask.Segment }), "two pages of a segment in flight")
			if config.Limit > 0 {
				require.Positive(t, ask.Want)
			}
			asked = append(asked, ask)
		case event == 1 && len(asked) > 0:
			i := rapid.IntRange(0, len(asked)-1).Draw(t, "which")
			ask := asked[i]
			asked = slices.Delete(asked, i, i+1)
			items, after, more := tb.page(ask.Segment, ask.At)
			p.Arrive(ask.Segment, items, after, more)
		case event == 2:
			var it int
			var err error
			it, status, err = p.Take()
			require.NoError(t, err)
			if status == Item {
				require.Greater(t, it, inOrder[it/100]-1, "a segment's items are in order")
				inOrder[it/100] = it
				got = append(got, it)
			}
			if status == End {
				return got, status, p
			}
		}
		require.LessOrEqual(t, p.InFlight()+p.Held(), config.Prefetch)
		require.Equal(t, len(asked), p.InFlight())
		next, open := p.Reached()
		require.LessOrEqual(t, len(open), max(len(config.Open), min(config.MaxOpen, config.Prefetch)))
		require.True(t, slices.IsSortedFunc(open, func(a, b Position[int]) int { return a.Segment - b.Segment }))
		both := append(tb.rest(config.Share, next, open), got...)
		slices.Sort(both)
		require.Equal(t, all, both)
	}
}

func drawConfig(t *rapid.T, tb table) Config[int, int] {
	config := Config[int, int]{
		Total: len(tb.segments), Prefetch: rapid.IntRange(1, 5).Draw(t, "prefetch"), MaxOpen: rapid.IntRange(1, 5).Draw(t, "max open"),
		Limit: rapid.IntRange(0, 10).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "share") {
		config.Share = []int{}
		for segment := range tb.segments {
			if rapid.Bool().Draw(t, "mine") {
				config.Share = append(config.Share, segment)
			}
		}
	}
	if rapid.Bool().Draw(t, "places of items") {
		config.After = func(it int) int { return it%100 + 1 }
	}
	return config
}

// A reader stops wherever its limits are and goes on from there, with other bounds, until there's no more.
func TestEveryItemIsGivenOutOnceHoweverPagesComeAndReadersStop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tb := drawTable(t)
		config := drawConfig(t, tb)
		var got []int
		for {
			part, status, p := run(t, tb, config)
			require.Equal(t, End, status)
			got = append(got, part...)
			if config.Limit > 0 {
				require.LessOrEqual(t, len(part), config.Limit)
			}
			if p.Done() {
				break
			}
			require.Len(t, part, config.Limit, "only a limit ends it early")
			again := drawConfig(t, tb)
			again.Share = config.Share
			again.Next, again.Open = p.Reached()
			config = again
		}
		slices.Sort(got)
		require.Equal(t, tb.rest(config.Share, 0, nil), got)
	})
}

// What is in flight when a page fails isn't waited for, and what arrived before is given out.
func TestItemsThatArrivedComeBeforeTheFailure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tb := drawTable(t)
		config := drawConfig(t, tb)
		config.Limit = 0
		p := New(config)
		arrived := 0
		var asked []Ask[int]
		for range rapid.IntRange(1, 8).Draw(t, "events") {
			if ask, ok := p.Ask(); ok {
				asked = append(asked, ask)
			} else if len(asked) > 0 {
				items, after, more := tb.page(asked[0].Segment, asked[0].At)
				p.Arrive(asked[0].Segment, items, after, more)
				arrived += len(items)
				asked = asked[1:]
			}
		}
		if len(asked) == 0 {
			return
		}
		p.Fail(errPage)
		_, ok := p.Ask()
		require.False(t, ok)
		for _, late := range asked[1:] {
			p.Arrive(late.Segment, []int{-1}, 0, true)
		}
		require.Zero(t, p.InFlight())
		for range arrived {
			it, status, _ := p.Take()
			require.Equal(t, Item, status)
			require.NotEqual(t, -1, it)
		}
		for range 2 {
			_, status, err := p.Take()
			require.Equal(t, Failed, status)
			require.ErrorIs(t, err, errPage)
		}
	})
}
