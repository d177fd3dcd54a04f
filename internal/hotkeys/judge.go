package hotkeys

import "math"

// heavyShare is the part of a table's units from which on a key is heavy. It's twice what a sketch
// may be wrong by (1/64), so a key that is heavy for certain has been seen to be.
const heavyShare = 0.03

// Guilty says whether a key is refused so much more often than the rest of the table that the
// throttle must be its own, and not the table's. It looks back one to two seconds.
//
// All of it has to hold: the key has been refused clearly more often than the table's average
// explains, four times at the least; it makes 1 % of the table's demand or more; its odds of being
// refused are above three times those of the rest, plus 5 points; and no key of four times its
// demand or more is refused at least half as much, for then that one is to blame, and this one may
// just live in the same partition. When the table or the account is short of capacity, all keys are
// refused alike, and none is guilty.
func (t *Tracker) Guilty(now int64, a Access, hash uint64) bool {
	if now >= t.turn {
		t.advance(now)
	}
	b := &t.flows[a].blame
	s := b.find(hash)
	if s == nil {
		return false
	}
	own := s.own()
	items, refused := float64(own.items), float64(own.refused)
	if refused < minEvidence || items < b.considerable() {
		return false
	}
	usual, excused := b.usual(s)
	if excused {
		return false
	}
	expected := usual * items
	return refused >= expected+minEvidence+minSigmas*math.Sqrt(expected) &&
		refused > (risk(usual)+riskMargin)*items
}

// risk is the refused share whose odds, refused to served, are riskFactor times those of the usual
// share. For small shares that is riskFactor times as much; it stays below 1 for large ones.
func risk(usual float64) float64 { return riskFactor * usual / (1 + (riskFactor-1)*usual) }

// considerable is how many items make a key's demand large enough for it to be to blame.
func (b *blame) considerable() float64 {
	return minDemand * float64(b.total.items-b.oldest.items)
}

// usual is the refused share that the rest has met while s was watched; or s is excused by a much
// larger key.
//
// Other hot keys aren't part of the rest, as eight of them would be each other's excuse: left out
// are those of considerable demand with at least half of the refused share of s. If that leaves
// less than a fifth of all items, those keys are the table, and nobody is left out: a table of a
// few keys that is short of capacity refuses them all alike.
func (b *blame) usual(s *suspect) (share float64, excused bool) {
	own := s.own()
	watched := float64(b.total.items - s.since.items)
	all := b.total.minus(s.since).minus(own)
	rest, restRefused := float64(all.items), float64(all.refused)
	half := float64(own.refused) / float64(own.items) / 2
	for i := range b.suspects[:b.n] {
		other := &b.suspects[i]
		o := other.own()
		if other == s || float64(o.items) < b.considerable() || float64(o.refused) < half*float64(o.items) {
			continue
		}
		if o.items >= muchLarger*own.items {
			return 0, true
		}
		// Of one that has been watched for longer, only the part that falls into the same time.
		part := 1.0
		if other.since.items < s.since.items {
			part = watched / float64(b.total.items-other.since.items)
		}
		rest -= part * float64(o.items)
		restRefused -= part * float64(o.refused)
	}
	if rest < minRest*watched {
		rest, restRefused = float64(all.items), float64(all.refused)
	}
	// One refusal on top: a few items of the rest prove nothing, and a key that is alone on its table
	// can't be told from the table. The parts above are estimates, so the sum may miss zero.
	restRefused = max(0, restRefused)
	return (restRefused + 1) / (max(restRefused, rest) + 1), false
}

// Heavy says whether a key has at least 3 % of the table's units of that access that were served in
// the current sub-window and the one before, which are 1/8 to 1/4 of the window.
func (t *Tracker) Heavy(now int64, a Access, hash uint64) bool {
	if now >= t.turn {
		t.advance(now)
	}
	f := &t.flows[a]
	last := f.served.last()
	total := f.sampler.total + f.totals[last]
	var units float64
	for _, s := range []*sketch{f.served.ring[f.served.now], f.served.ring[last]} {
		if s == nil {
			continue
		}
		if slot, found := s.find(hash); found {
			units += s.sure(slot)
		}
	}
	return units > 0 && units >= heavyShare*total
}
