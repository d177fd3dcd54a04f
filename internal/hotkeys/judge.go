package hotkeys

import "math"

// heavyShare is the part of a table's units from which on a key is heavy. It's twice what a sketch
// may be wrong by (1/64), so a key that is heavy for certain has been seen to be.
const heavyShare = 0.03

// Guilty says whether a key is refused so much more often than the rest of the table that the
// throttle must be its own, and not the table's. It looks back one to two seconds.
//
// All of it has to hold: the key has been refused clearly more often than the table's average
// explains, four times at the least; it makes 1 % of the table's demand or more; and its refused
// share is above three times that of the rest plus 5 points. When the table or the account is short
// of capacity, all keys are refused alike, and none is guilty.
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
	usual := b.usual(s)
	expected := usual * items
	return refused >= expected+minEvidence+minSigmas*math.Sqrt(expected) &&
		refused > (riskFactor*usual+riskMargin)*items
}

// considerable is how many items make a key's demand large enough for it to be to blame.
func (b *blame) considerable() float64 {
	return minDemand * float64(b.total.items-b.oldest.items)
}

// usual is the refused share that the rest has met while s was watched.
//
// Other hot keys aren't part of the rest, as eight of them would be each other's excuse: left out
// are those of considerable demand with at least half of the refused share of s. In a shortage of
// the whole table that leaves out equals, which doesn't change the average of what remains.
func (b *blame) usual(s *suspect) float64 {
	own := s.own()
	watched := float64(b.total.items - s.since.items)
	all := b.total.minus(s.since).minus(own)
	items, refused := float64(all.items), float64(all.refused)
	share := float64(own.refused) / float64(own.items)
	for i := range b.suspects[:b.n] {
		other := &b.suspects[i]
		o := other.own()
		if other == s || float64(o.items) < b.considerable() || float64(o.refused) < share/2*float64(o.items) {
			continue
		}
		// Of one that has been watched for longer, only the part that falls into the same time.
		part := 1.0
		if other.since.items < s.since.items {
			part = watched / float64(b.total.items-other.since.items)
		}
		items -= part * float64(o.items)
		refused -= part * float64(o.refused)
	}
	// One refusal and one served item on top: a few items of the rest prove nothing, and a key that
	// is alone on its table can't be told from the table.
	refused = max(0, refused)
	return (refused + 1) / (max(refused, items) + 2)
}

// Heavy says whether a key has at least 3 % of the table's units of that access that were served in
// the current sub-window and the one before, which are 1/8 to 1/4 of the window.
func (t *Tracker) Heavy(now int64, a Access, hash uint64) bool {
	if now >= t.turn {
		t.advance(now)
	}
	f := &t.flows[a]
	last := (f.served.now + subWindows - 1) % subWindows
	total := f.sampler.total + f.served.totals[last]
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
