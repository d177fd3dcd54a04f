package segments

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

// MaxPosition is how many bytes a position may have. A key of an index has four attributes: two of up to 2,048
// bytes, two of up to 1,024, each with a name of up to 255 (developer guide, "Quotas"). As JSON a byte may take
// six.
const MaxPosition = 64 << 10

// State is how far a segment, or a range that was cut off one, is.
type State struct {
	// Segment and Total are what each Scan request of the segment has to say, from the first to the last.
	Segment int `json:"segment"`
	Total   int `json:"total"`
	// After is the position: the ExclusiveStartKey to go on with, in the caller's encoding, nil at the
	// beginning. All before it is settled.
	After json.RawMessage `json:"after,omitempty"`
	// To is the key of the last item to be read, if this is a range: items of one partition key, of which the
	// first is the one behind After. It's nil for a segment.
	To json.RawMessage `json:"to,omitempty"`
	// Done says that the whole segment is settled. There's no position then.
	Done bool `json:"done,omitempty"`
	// Items counts the items up to the position.
	Items int64 `json:"items,omitempty"`
}

// ErrNotHeld is what a claim's methods return when the segment isn't the claim's any longer: it was released or
// is done. The caller uses a claim after its end, and what it wanted to say was not taken over.
var ErrNotHeld = errors.New("segments: the claim on the segment has ended")

// Queue hands out the segments of one scan, and the ranges that are cut off them, each to one worker at a time. It's
// safe for concurrent use. Use [New] or [Restore].
type Queue struct {
	mu      sync.Mutex
	seed    uint64
	total   int      // segments: the first states are theirs, the others are ranges
	states  []State  // by number
	holder  []*Claim // who has it, nil if nobody
	waiting []int    // numbers of those to hand out, the next one last
	done    int
	held    int
	items   int64
	// reading is how many claims are read, and so may be cut; hungry how many workers wait for that.
	reading, hungry int
	changed         chan struct{} // closed when there may be something for those who wait
}

// New returns a queue of total segments, which are handed out in the order [Order] has for seed. It returns an
// error if total isn't between 1 and [MaxSegments].
func New(total int, seed uint64) (*Queue, error) {
	if total < 1 || total > MaxSegments {
		return nil, fmt.Errorf("segments: cannot cut a table into %d segments, give 1 to %d", total, MaxSegments)
	}
	q := &Queue{seed: seed, total: total, states: make([]State, total), holder: make([]*Claim, total), changed: make(chan struct{})}
	for i := range q.states {
		q.states[i] = State{Segment: i, Total: total}
	}
	q.line()
	return q, nil
}

// line puts all that aren't done in line: behind one another those that have been begun, as their
// positions are the checkpoint's largest part and a large one should not come last; then the others.
func (q *Queue) line() {
	order := Order(q.total, q.seed)
	for i := q.total; i < len(q.states); i++ {
		order = append(order, i)
	}
	for _, begun := range [...]bool{false, true} {
		for _, i := range order {
			if s := &q.states[i]; !s.Done && (s.After != nil) == begun {
				q.waiting = append(q.waiting, i)
			}
		}
	}
}

// Claim is one worker's hold on one segment or range. One goroutine at a time may use it.
type Claim struct {
	q      *Queue
	number int
	left   bool // nobody reads it any more
	// Start is the state when it was handed out.
	Start State
}

// Next hands out a segment or range that nobody has, begun ones first. ok is false if there's none, which doesn't mean that
// all are done: one that another worker has may be released and come back, or be cut.
func (q *Queue) Next() (c *Claim, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.next()
}

func (q *Queue) next() (c *Claim, ok bool) {
	n := len(q.waiting)
	if n == 0 {
		return nil, false
	}
	i := q.waiting[n-1]
	q.waiting = q.waiting[:n-1]
	c = &Claim{q: q, number: i, Start: q.states[i].clone()}
	q.holder[i] = c
	q.held++
	q.reading++
	return c, true
}

func (s State) clone() State {
	s.After, s.To = bytes.Clone(s.After), bytes.Clone(s.To)
	return s
}

// wake has those who wait look again.
func (q *Queue) wake() {
	close(q.changed)
	q.changed = make(chan struct{})
}

// Settle moves the position on: everything up to it is settled, items of them since the last one.
// after must be a LastEvaluatedKey of this segment or range, as JSON. Call it when pages are settled, in the segment's
// order, not when they're read.
func (c *Claim) Settle(after json.RawMessage, items int64) error {
	if err := checkPosition(after); err != nil {
		return fmt.Errorf("segments: %w; say Done behind the last page", err)
	}
	if items < 0 {
		return fmt.Errorf("segments: cannot settle %d items", items)
	}
	return c.update(items, func(s *State) { s.After = bytes.Clone(after) })
}

// Done ends the segment and the claim: the last page had no LastEvaluatedKey, and all of it is settled, items of
// them since the last position.
func (c *Claim) Done(items int64) error {
	if items < 0 {
		return fmt.Errorf("segments: cannot settle %d items", items)
	}
	return c.update(items, func(s *State) {
		s.After, s.Done = nil, true
		c.q.done++
		if segment := &c.q.states[s.Segment]; s.To != nil && !segment.Done {
			segment.Items += s.Items // as a snapshot has no ranges that are done
		}
		c.drop()
	})
}

// Release gives the segment back and ends the claim. The segment is the next one that's handed out, from its last
// settled position. What was read behind it should be settled or thrown away before, since it will be read again.
func (c *Claim) Release() error {
	return c.update(0, func(s *State) {
		c.q.waiting = append(c.q.waiting, c.number)
		c.drop()
	})
}

func (c *Claim) update(items int64, change func(*State)) error {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	if c.q.holder[c.number] != c {
		return ErrNotHeld
	}
	s := &c.q.states[c.number]
	s.Items += items
	c.q.items += items
	change(s)
	return nil
}

func (c *Claim) drop() {
	c.q.holder[c.number] = nil
	c.q.held--
	c.leave()
	c.q.wake()
}

// Progress is how far a scan is.
type Progress struct {
	// Total is the sum of Done, Held, which workers have, and Waiting. It grows by one with each range.
	Total, Done, Held, Waiting int
	// Items counts the settled ones.
	Items int64
	// Largest is the segment with the most settled items of those whose items are known: if it has many times
	// as many as the mean, keys are skewed, and that it's not done yet may be what the job waits for.
	Largest State
}

// Progress returns how far the scan is. It looks at each segment: call it each second, not each page.
func (q *Queue) Progress() Progress {
	q.mu.Lock()
	defer q.mu.Unlock()
	p := Progress{
		Total: len(q.states), Done: q.done, Held: q.held, Waiting: len(q.waiting), Items: q.items,
		Largest: q.states[0],
	}
	for _, s := range q.states[1:] {
		if s.Items > p.Largest.Items {
			p.Largest = s
		}
	}
	p.Largest = p.Largest.clone()
	return p
}

// Held returns the segments and ranges that workers have, without their positions: a range is what has To.
func (q *Queue) Held() []State {
	q.mu.Lock()
	defer q.mu.Unlock()
	var held []State
	for i, c := range q.holder {
		if c != nil {
			s := q.states[i].clone()
			s.After = nil
			held = append(held, s)
		}
	}
	return held
}
