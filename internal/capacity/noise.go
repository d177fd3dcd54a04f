package capacity

import "math"

// noise is a share of refused units that doesn't answer to the rate: a service, or something before it,
// that refuses now and then whatever it's asked. Without it a few such refusals would cut the rate
// again and again, to nothing.
//
// It's found by cuts in quick succession, each before the rate was back at what had been borne, that
// together have more than halved the rate while a small part went on being refused: what lacks capacity
// answers to the first of them.
type noise struct {
	share float64 // 0 if there's none
	seen  int64   // when it was last met
	// tested is when a cut last put it to the test.
	tested int64

	recent span    // the last units, older ones count less
	calls  float64 // the refused share of the last calls, each of equal weight
	far    far

	cuts  int     // in quick succession
	since calls   // those since the first of those
	rate  float64 // rate before it
}

// calls are some, with their units, and how many of them had something refused.
type calls struct {
	span
	all, hit int
}

func (c *calls) add(accepted, refused float64) {
	c.all++
	if refused > 0 {
		c.hit++
	}
	c.accepted += accepted
	c.refused += refused
}

const (
	// enoughCuts are as many as it takes: what lacks half of its capacity is done with that in five, and
	// partitions that lack it one by one in a few more.
	enoughCuts = 8
	// scattered is of how many calls at least hitShare must have something refused: single items here and there, in
	// calls that are accepted otherwise. Where many executors of a table come to terms, it's some that are refused
	// much of, and up to a third of them for a moment.
	scattered, hitShare = 100, 0.18
	// leastNoise and maxNoise are the shares that are taken for noise at once, mostNoise is the largest
	// that is far below what was borne a moment ago.
	leastNoise, maxNoise, mostNoise = 0.005, 0.10, 0.15
	// leastFar is the least far below it: other executors of the same table cause 1 % to 3 %.
	leastFar = 0.025
	// farBelow is the part of what was borne where a service that still refuses a few isn't short of
	// capacity. To an executor among others their looks for the limit are no different from noise: it's
	// less than the share of one among forty, since those who took each other for noise would go on at 20 % refused.
	farBelow = 1.0 / 48
	// floor is the part of what was borne that a cut leaves where most is accepted: there's enough to learn from.
	floor = farBelow / 2
	// wayBack is the part of what was borne that the rate goes half the way to when noise was found.
	wayBack = 0.5
	// firstFar are the cuts there that may still be answers to what the capacity has fallen by: to a tenth takes
	// about six. enoughFar and enoughCalls are how many cuts and calls behind them have to find it.
	firstFar, enoughFar, enoughCalls = 8, 3, 100
	// lastCalls is of about how many calls their share is: where a call is refused as a whole, those of
	// fewer jump.
	lastCalls = 64
	// testAgain is how often a cut is made to see whether the noise is still there.
	testAgain = int64(5e9)
	// forgotten is after how long without it.
	forgotten = int64(30e9)
	// sample is how many units say anything of a share.
	sample = 20
	// recentUnits are those that a share is of: a single refused one is 2 % of them. At high rates it's
	// those of recentTime, and where few calls have all of them, of recentCalls.
	recentUnits, recentTime, recentCalls = 50, 0.25, 10
	// slowly is how many times as many the share of noise is learned from.
	slowly = 4
	// slowCalls is of how many calls it's learned at the least.
	slowCalls = 50
)

// add tells of a call at a rate; below says that the rate wasn't yet back at what had been borne.
func (n *noise) add(rate float64, below bool, accepted, refused float64) {
	total := accepted + refused
	if total <= 0 {
		return
	}
	among := max(recentUnits, rate*recentTime, recentCalls*total)
	n.recent.accepted += accepted - n.recent.accepted*total/among
	n.recent.refused += refused - n.recent.refused*total/among
	n.since.add(accepted, refused)
	if below && n.share > 0 {
		n.share += (refused/total - n.share) * total / max(slowly*among, slowCalls*total)
		n.share = min(n.share, mostNoise)
	}
}

// is says whether what was refused is no more than noise; below as for found.
func (n *noise) is(now int64, below bool, rise float64) bool {
	switch {
	case n.share == 0:
		return false
	case now-n.seen > forgotten || n.share < leastNoise:
		n.share = 0
		return false
	case !below && now-n.tested > max(testAgain, int64(3e9*rise)):
		n.tested = now
		return false
	}
	n.seen = now
	return min(n.recent.share(), n.calls) <= 1.5*n.share+0.02
}

// call tells of a call's refused share.
func (n *noise) call(accepted, refused float64) {
	if total := accepted + refused; total > 0 {
		n.calls += (refused/total - n.calls) / lastCalls
	}
}

// far is what came of the calls at rates far below one that was borne a moment ago. What lacks capacity is
// done with refusals there after a cut or two.
type far struct {
	span
	calls, cuts int
}

// add tells of a call at a rate.
func (f *far) add(rate, borne, accepted, refused float64) {
	if rate > farBelow*borne {
		*f = far{}
		return
	}
	f.calls++
	f.accepted += accepted
	f.refused += refused
}

// foundFarBelow is told of refusals that the rate would be cut for: if a few go on and on far below what was
// borne, it's not for lack of capacity. That ends a descent that all else lets go on, as where whole calls
// are refused at random.
func (n *noise) foundFarBelow(now int64) bool {
	f := &n.far
	if f.calls == 0 {
		return false
	}
	if f.cuts++; f.cuts <= firstFar {
		f.span, f.calls = span{}, 1
		return false
	}
	share := f.share()
	if f.cuts < firstFar+enoughFar || f.calls < enoughCalls || share > mostNoise || share < leastFar {
		return false
	}
	n.share, n.seen, n.tested = share, now, now
	n.cuts, n.since, n.far = 0, calls{}, far{}
	return true
}

// peak is the highest rate that was accepted for a second of late. It fades, by half in 83 seconds.
type peak struct {
	rate float64
	at   int64
}

const fades = 120e9

func (p *peak) see(now int64, t *tape) {
	if now-p.at < spanLength {
		return
	}
	p.rate *= math.Exp(-float64(now-p.at) / fades)
	p.at = now
	if recent, seconds := t.since(now, now-int64(1e9)); seconds >= 0.9 {
		p.rate = max(p.rate, recent.accepted/seconds)
	}
}

// found is told of refusals that the rate would be cut for; below says that it wasn't back yet at what had
// been borne. It says whether they have turned out to be noise.
func (n *noise) found(now int64, below bool, rate float64) bool {
	share := n.since.share()
	if !below || share > maxNoise || n.recent.share() > 2*maxNoise {
		n.cuts, n.since, n.rate = 1, calls{}, rate
		return false
	}
	n.cuts++
	few := n.since.all < scattered || float64(n.since.hit) < hitShare*float64(n.since.all)
	if n.cuts <= enoughCuts || rate > n.rate/2 || few {
		return false
	}
	n.share, n.seen, n.tested = share, now, now
	n.cuts, n.since = 0, calls{}
	return true
}
