package actors

// laneTable finds lanes by the hashes of their keys. A lane comes and goes with nearly every
// request, and its hash is good already: a list for each of a power of two of buckets costs a
// third of what Go's map does, which was a tenth of what a request costs the actor. The zero
// value is empty.
type laneTable struct {
	buckets []*lane
	n       int
}

const (
	leastBuckets = 64
	// keptBuckets are kept when the last lane has gone; more, which a burst needed, are given back.
	keptBuckets = 1 << 14
)

func (t *laneTable) bucket(hash uint64) **lane {
	return &t.buckets[hash&uint64(len(t.buckets)-1)]
}

func (t *laneTable) find(hash uint64) *lane {
	if t.n == 0 {
		return nil
	}
	l := *t.bucket(hash)
	for l != nil && l.hash != hash {
		l = l.next
	}
	return l
}

func (t *laneTable) add(l *lane) {
	if t.n >= len(t.buckets) {
		t.grow()
	}
	t.n++
	t.link(l)
}

func (t *laneTable) link(l *lane) {
	b := t.bucket(l.hash)
	l.next, *b = *b, l
}

func (t *laneTable) grow() {
	old := t.buckets
	t.buckets = make([]*lane, max(leastBuckets, 2*len(old)))
	for _, l := range old {
		for l != nil {
			next := l.next
			t.link(l)
			l = next
		}
	}
}

// remove takes out a lane that is in the table.
func (t *laneTable) remove(l *lane) {
	at := t.bucket(l.hash)
	for *at != l {
		at = &(*at).next
	}
	*at, l.next = l.next, nil
	if t.n--; t.n == 0 && len(t.buckets) > keptBuckets {
		t.buckets = nil
	}
}

// all yields all lanes, in no order.
func (t *laneTable) all(yield func(*lane) bool) {
	for _, l := range t.buckets {
		for ; l != nil; l = l.next {
			if !yield(l) {
				return
			}
		}
	}
}
