package capacity

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
	cuts   int     // in quick succession
	since  span    // the units since the first of those
	rate   float64 // rate before it
}

const (
	// enoughCuts are as many as it takes: what lacks half of its capacity is done with that in five, and
	// partitions that lack it one by one in a few more.
	enoughCuts = 8
	// leastNoise and maxNoise are the shares that are taken for noise.
	leastNoise, maxNoise = 0.005, 0.10
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
	n.since.accepted += accepted
	n.since.refused += refused
	if below && n.share > 0 {
		n.share += (refused/total - n.share) * total / (slowly * among)
		n.share = min(n.share, maxNoise)
	}
}

// is says whether what was refused is no more than noise; below as for found.
func (n *noise) is(now int64, below bool) bool {
	switch {
	case n.share == 0:
		return false
	case now-n.seen > forgotten || n.share < leastNoise:
		n.share = 0
		return false
	case !below && now-n.tested > testAgain:
		n.tested = now
		return false
	}
	n.seen = now
	return n.recent.share() <= 1.5*n.share+0.02
}

// found is told of refusals that the rate would be cut for; below says that it wasn't back yet at what had
// been borne. It says whether they have turned out to be noise.
func (n *noise) found(now int64, below bool, rate float64) bool {
	share := n.since.share()
	if !below || share > maxNoise || n.recent.share() > 2*maxNoise {
		n.cuts, n.since, n.rate = 1, span{}, rate
		return false
	}
	n.cuts++
	if n.cuts <= enoughCuts || rate > n.rate/2 || n.since.accepted+n.since.refused < sample {
		return false
	}
	n.share, n.seen, n.tested = share, now, now
	n.cuts, n.since = 0, span{}
	return true
}
