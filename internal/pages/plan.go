package pages

import (
	"slices"
	"sort"
)

// Config says what a plan is for. C is a place where a page begins, and I an item.
type Config[C, I any] struct {
	// Total is how many segments there are, from 0.
	Total int
	// Share are the segments to read, ascending, each once; nil is all of them.
	Share []int
	// Next is the first segment that wasn't begun before, and Open are those begun and not
	// finished, ascending, each below Next.
	Next int
	Open []Position[C]

	// Prefetch bounds the pages that are in flight or not consumed, 1 or more. A page is consumed
	// with its last item, and an empty one when its turn comes.
	Prefetch int
	// MaxOpen bounds the segments that are open at a time, 1 or more.
	MaxOpen int
	// Limit bounds the items that are given out; 0 is no limit.
	Limit int
	// After, if set, is the place that follows an item. Without it a place within a page is told
	// by the number of its items that were taken.
	After func(I) C
}

// Position is how far the consumer got in a segment.
type Position[C any] struct {
	Segment int
	// At is the place where to go on, and Taken how many items from there on are to be skipped.
	At    C
	Taken int
}

// Ask is a page to ask for.
type Ask[C any] struct {
	Segment int
	At      C
	// Want is how many more items are needed at most, 0 if there's no limit.
	Want int
}

// Plan is the state of a stream. It's for one goroutine at a time.
type Plan[C, I any] struct {
	config   Config[C, I]
	lanes    []*lane[C] // ascending
	ready    []*page[C, I]
	inFlight int
	// taken is how many items were given out, and buffered how many are in ready.
	taken, buffered int
	stopped         bool
	err             error
}

// lane is a segment that is open.
type lane[C any] struct {
	segment int
	reached Position[C]
	// fetch is where its next page begins, and skip how many items are to be skipped there.
	fetch    C
	skip     int
	inFlight bool
	fetched  bool // there are no more pages to ask for
	pages    int  // in ready
}

type page[C, I any] struct {
	lane        *lane[C]
	from, after C
	items       []I
	taken       int // including those skipped
	// left is how many items are to be skipped in the pages that follow.
	left int
}

// New begins a plan.
func New[C, I any](config Config[C, I]) *Plan[C, I] {
	p := &Plan[C, I]{config: config}
	for _, o := range config.Open {
		p.lanes = append(p.lanes, &lane[C]{segment: o.Segment, reached: o, fetch: o.At, skip: o.Taken})
	}
	from, _ := slices.BinarySearch(config.Share, config.Next)
	p.config.Share = config.Share[from:]
	return p
}

// upcoming is the first segment that wasn't begun, Total if all were.
func (p *Plan[C, I]) upcoming() int {
	switch {
	case p.config.Share == nil:
		return p.config.Next
	case len(p.config.Share) == 0:
		return p.config.Total
	}
	return p.config.Share[0]
}

// Ask returns the next page to ask for; ok is false if there's none for now. It counts as in
// flight until Arrive or Fail.
func (p *Plan[C, I]) Ask() (ask Ask[C], ok bool) {
	if p.Enough() || p.inFlight+len(p.ready) >= p.config.Prefetch {
		return ask, false
	}
	l := p.choose()
	if l == nil {
		return ask, false
	}
	l.inFlight = true
	p.inFlight++
	ask.Segment, ask.At = l.segment, l.fetch
	if p.config.Limit > 0 {
		ask.Want = p.config.Limit - p.taken - p.buffered
	}
	return ask, true
}

// choose prefers segments of which there's nothing yet, so that as many as possible are worked on, and
// among them the earlier ones, so that few are open.
func (p *Plan[C, I]) choose() *lane[C] {
	var best *lane[C]
	for _, l := range p.lanes {
		if !l.inFlight && !l.fetched && (best == nil || l.pages < best.pages) {
			best = l
		}
	}
	if best != nil && best.pages == 0 {
		return best
	}
	if segment := p.upcoming(); segment < p.config.Total && len(p.lanes) < min(p.config.Prefetch, p.config.MaxOpen) {
		if p.config.Share == nil {
			p.config.Next++
		} else {
			p.config.Share = p.config.Share[1:]
		}
		best = &lane[C]{segment: segment, reached: Position[C]{Segment: segment}}
		p.lanes = append(p.lanes, best)
	}
	return best
}

// Arrive says what the page that was asked for in a segment holds. The next one begins at after,
// if there's more. Items are only read.
func (p *Plan[C, I]) Arrive(segment int, items []I, after C, more bool) {
	p.inFlight--
	if p.Enough() {
		return
	}
	l := p.lane(segment)
	skip := min(l.skip, len(items))
	l.skip -= skip
	p.ready = append(p.ready, &page[C, I]{lane: l, from: l.fetch, after: after, items: items, taken: skip, left: l.skip})
	p.buffered += len(items) - skip
	l.inFlight, l.fetch, l.fetched = false, after, !more
	l.pages++
}

// Fail says that the page that was asked for in a segment can't be had. What arrived before is still
// given out. A page that isn't needed any more may fail.
func (p *Plan[C, I]) Fail(err error) {
	p.inFlight--
	if !p.Enough() {
		p.err = err
	}
}

// Abort ends the plan with an error at once, unless it has failed or ended already.
func (p *Plan[C, I]) Abort(err error) {
	if !p.Over() && p.err == nil {
		p.err = err
	}
	p.discard()
}

// Stop ends the plan at once, unless it has failed.
func (p *Plan[C, I]) Stop() {
	if p.err == nil || len(p.ready) > 0 {
		p.err = nil
		p.stopped = true
	}
	p.discard()
}

func (p *Plan[C, I]) discard() {
	p.ready, p.buffered = nil, 0
}

// Enough reports whether nothing will be asked for any more: pages in flight aren't needed.
func (p *Plan[C, I]) Enough() bool {
	if p.stopped || p.err != nil || p.config.Limit > 0 && p.taken+p.buffered >= p.config.Limit {
		return true
	}
	return p.inFlight == 0 && p.upcoming() >= p.config.Total && !slices.ContainsFunc(p.lanes, func(l *lane[C]) bool { return !l.fetched })
}

// InFlight is how many pages are.
func (p *Plan[C, I]) InFlight() int { return p.inFlight }

// Held is how many pages have arrived and aren't consumed.
func (p *Plan[C, I]) Held() int { return len(p.ready) }

// Status is what Take found.
type Status byte

// What Take can find.
const (
	// Waiting: nothing has arrived.
	Waiting Status = iota
	// Item: an item.
	Item
	// End: there are no more, or no more are wanted.
	End
	// Failed: the error says why there are no more.
	Failed
)

// Take gives out the next item.
func (p *Plan[C, I]) Take() (it I, status Status, err error) {
	for !p.Over() {
		if len(p.ready) == 0 {
			if p.err != nil {
				return it, Failed, p.err
			}
			return it, Waiting, nil
		}
		g := p.ready[0]
		if g.taken == len(g.items) {
			p.finish(g)
			continue
		}
		it = g.items[g.taken]
		g.taken++
		p.taken++
		p.buffered--
		if g.taken == len(g.items) {
			p.finish(g)
			return it, Item, nil
		}
		reached := &g.lane.reached
		if p.config.After != nil {
			reached.At, reached.Taken = p.config.After(it), 0
		} else {
			reached.At, reached.Taken = g.from, g.taken
		}
		return it, Item, nil
	}
	return it, End, nil
}

// finish is done with the first page that is ready.
func (p *Plan[C, I]) finish(g *page[C, I]) {
	p.ready[0] = nil
	p.ready = p.ready[1:]
	l := g.lane
	l.pages--
	l.reached.At, l.reached.Taken = g.after, g.left
	if l.fetched && l.pages == 0 {
		at := p.find(l.segment)
		p.lanes = slices.Delete(p.lanes, at, at+1)
	}
}

// Over reports whether nothing will be given out any more: all was, or no more is wanted.
func (p *Plan[C, I]) Over() bool {
	return p.stopped || p.config.Limit > 0 && p.taken >= p.config.Limit || p.Done()
}

// Done reports whether everything was given out.
func (p *Plan[C, I]) Done() bool { return len(p.lanes) == 0 && p.upcoming() >= p.config.Total }

// Reached returns how far the consumer got: the first segment not begun, Total if all were, and the
// positions in those that are open, ascending.
func (p *Plan[C, I]) Reached() (next int, open []Position[C]) {
	open = make([]Position[C], len(p.lanes))
	for i, l := range p.lanes {
		open[i] = l.reached
	}
	return p.upcoming(), open
}

func (p *Plan[C, I]) find(segment int) int {
	return sort.Search(len(p.lanes), func(i int) bool { return p.lanes[i].segment >= segment })
}

func (p *Plan[C, I]) lane(segment int) *lane[C] { return p.lanes[p.find(segment)] }
