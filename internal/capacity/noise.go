package capacity

// noise is a share of refused units that doesn't answer to the rate: a service, or something before it,
// that refuses now and then whatever it's asked. Without it a few such refusals would cut the rate
// again and again, to nothing.
//
// It's found by cuts in quick succession, each before the rate has risen again, that together have more than
// halved the rate and haven't halved the refused share: what lacks capacity answers to the first of them.
type noise struct {
	share float64 // 0 if there's none
	seen  int64

	cuts  int     // in quick succession
	first float64 // refused share before the first of them
	rate  float64 // rate before it
}

const (
	// enoughCuts leave 0.85^5 = 44 % of the rate.
	enoughCuts = 5
	// maxNoise is the largest share that's taken for noise.
	maxNoise = 0.10
	// forgotten is after how long without it.
	forgotten = int64(30e9)
	// sample is how many units a share must be of to say anything.
	sample = 20
)

// is says whether what was refused is no more than noise.
func (n *noise) is(now int64, recent span) bool {
	if n.share == 0 {
		return false
	}
	if now-n.seen > forgotten {
		n.share = 0
		return false
	}
	share := recent.share()
	if recent.accepted+recent.refused >= sample && share > 1.5*n.share+0.01 {
		return false
	}
	n.seen = now
	n.share = min(n.share+(share-n.share)/64, maxNoise)
	return true
}

// found is told of refusals that the rate would be cut for, soon says whether that's before it has risen from
// the last cut. It says whether they have turned out to be noise.
func (n *noise) found(now int64, soon bool, rate float64, recent span) bool {
	share := recent.share()
	if !soon {
		n.cuts, n.first, n.rate = 1, share, rate
		return false
	}
	n.cuts++
	if n.cuts <= enoughCuts || share > maxNoise || share < n.first/2 || recent.accepted+recent.refused < sample {
		return false
	}
	n.share, n.seen, n.cuts = share, now, 0
	return true
}
