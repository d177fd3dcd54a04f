package hotkeys

import "time"

const (
	// generation is how long what is known of a suspect stays together. Two are kept, so judgement
	// looks back one to two seconds: long enough for evidence, and short enough to notice when a
	// key has cooled down. A partition saves one second of its units, so nothing changes faster.
	generation = int64(time.Second)
	// suspects is how many keys are watched at once.
	suspects = 64
	// filterBits is the size of the filter in front of them. Sixteen times as many as suspects, so
	// that an innocent key's item goes past in 15 of 16 cases without a search.
	filterBits = 1024

	// The parts of a judgement; see the package documentation for why.
	minEvidence = 3    // refusals above what is expected ...
	minSigmas   = 5    // ... and above this many standard deviations of it
	minDemand   = 0.01 // of the items of the table in the two generations
	riskFactor  = 3    // times the odds of the rest to be refused ...
	riskMargin  = 0.05 // ... and this refused share on top
	muchLarger  = 4    // times the demand: one that is refused as much is to blame first
)

// minRest is the part of all items that must be left for a comparison once other hot keys are out.
const minRest = 0.2

// tally counts items: all, and those of them that were refused.
type tally struct{ items, refused uint64 }

func (t tally) plus(u tally) tally  { return tally{t.items + u.items, t.refused + u.refused} }
func (t tally) minus(u tally) tally { return tally{t.items - u.items, t.refused - u.refused} }

// suspect is a key that has been refused. From then on, all of its items are counted.
//
// The refusal that made it a suspect isn't: a key that is watched because it was refused has been
// refused in all that was seen of it, which says nothing about the next time.
type suspect struct {
	hash     uint64
	old, new tally // of the last generation and of the current one
	// since is what the total was when the watch began, so that the key is compared with what the
	// others met in the same time. When a table's own capacity runs out, a second without
	// refusals lies behind everybody; held against the others only, it would make each key guilty.
	since tally
}

func (s *suspect) own() tally { return s.old.plus(s.new) }

// blame finds the keys that are refused much more often than the rest.
type blame struct {
	total         tally // since the start
	oldest, newer tally // what total was at the beginning of the last and the current generation
	n             int
	suspects      [suspects]suspect
	filter        [filterBits / 64]uint64 // by the hashes of the suspects, so that others cost no search
}

func (b *blame) find(hash uint64) *suspect {
	for i := range b.suspects[:b.n] {
		if b.suspects[i].hash == hash {
			return &b.suspects[i]
		}
	}
	return nil
}

// bit is a hash's place in the filter.
func bit(hash uint64) (word int, mask uint64) {
	i := hash % filterBits
	return int(i / 64), 1 << (i % 64)
}

// served counts an item of a key that may be a suspect. It's in the total already.
func (b *blame) served(hash uint64) {
	if word, mask := bit(hash); b.filter[word]&mask == 0 {
		return
	}
	if s := b.find(hash); s != nil {
		s.new.items++
	}
}

func (b *blame) refused(hash uint64) {
	b.total = b.total.plus(tally{1, 1})
	if s := b.find(hash); s != nil {
		s.new = s.new.plus(tally{1, 1})
		return
	}
	b.watch(hash)
}

// watch makes a key a suspect, if need be in place of the one with the fewest refusals, and of
// those the one that was watched the longest without more: a hot key is refused again before 64
// others are, a cold one isn't.
func (b *blame) watch(hash uint64) {
	slot := 0
	if b.n < suspects {
		slot = b.n
		b.n++
	} else {
		for i := range b.suspects {
			s, least := &b.suspects[i], &b.suspects[slot]
			r, l := s.own().refused, least.own().refused
			if r < l || r == l && s.since.items < least.since.items {
				slot = i
			}
		}
	}
	b.suspects[slot] = suspect{hash: hash, since: b.total}
	word, mask := bit(hash)
	b.filter[word] |= mask
}

// turn ends n generations. A suspect that has not been refused in the two that are kept is let go.
func (b *blame) turn(n int64) {
	if b.oldest, b.newer = b.newer, b.total; n > 1 {
		b.oldest = b.total
	}
	clear(b.filter[:])
	kept := 0
	for i := range b.suspects[:b.n] {
		s := b.suspects[i]
		if s.old, s.new = s.new, (tally{}); n > 1 {
			s.old = tally{}
		}
		// A watch that has just begun may have nothing to show yet.
		if s.old.refused == 0 && s.since.items <= b.oldest.items {
			continue
		}
		if s.since.items < b.oldest.items {
			s.since = b.oldest
		}
		b.suspects[kept] = s
		kept++
		word, mask := bit(s.hash)
		b.filter[word] |= mask
	}
	clear(b.suspects[kept:b.n])
	b.n = kept
}
