package segments

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Wait is like [Queue.Next], but while there's none it waits for what other workers cut off theirs. ok is false if
// nobody reads any more, so that nothing can come, or ctx has ended.
func (q *Queue) Wait(ctx context.Context) (c *Claim, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for ctx.Err() == nil {
		if c, ok := q.next(); ok {
			return c, true
		}
		if q.reading == 0 {
			return nil, false
		}
		changed := q.changed
		q.hungry++
		q.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		q.mu.Lock()
		q.hungry--
	}
	return nil, false
}

// Hungry says whether a worker waits that has nothing to read: who reads much may cut something off.
func (q *Queue) Hungry() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.hungry > len(q.waiting)
}

// Leave says that the claim's worker has read all that it will. What it has read may still be settled.
func (c *Claim) Leave() {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	c.leave()
}

func (c *Claim) leave() {
	if c.left {
		return
	}
	c.left = true
	if c.q.reading--; c.q.reading == 0 {
		c.q.wake()
	}
}

// ErrNotSettled is Carve's error if there are pages that aren't settled yet.
var ErrNotSettled = errors.New("segments: what was read before isn't settled")

// Carve cuts a range off a segment: the items of at's partition key behind at, up to and with last. The segment goes on
// behind last. Everything up to at must have been settled, or else the range could be settled before it, and be read again by
// whoever goes on at the segment's position.
func (c *Claim) Carve(at, last json.RawMessage) error {
	if err := errors.Join(checkPosition(at), checkPosition(last)); err != nil {
		return fmt.Errorf("segments: %w", err)
	}
	var refused error
	return errors.Join(c.update(0, func(s *State) {
		switch {
		case s.To != nil:
			refused = errors.New("segments: a range is halved, not carved")
		case !sameJSON(s.After, at):
			refused = ErrNotSettled
		default:
			s.After = bytes.Clone(last)
			c.q.add(*s, at, last)
		}
	}), refused)
}

// Halve cuts a range in two: the claim's ends with middle, which must be behind all that was asked for, and the new one begins
// behind it.
func (c *Claim) Halve(middle json.RawMessage) error {
	if err := checkPosition(middle); err != nil {
		return fmt.Errorf("segments: %w", err)
	}
	var refused error
	return errors.Join(c.update(0, func(s *State) {
		if s.To == nil {
			refused = errors.New("segments: a segment is carved, not halved")
			return
		}
		to := s.To
		s.To = bytes.Clone(middle)
		c.q.add(*s, middle, to) // the last thing, since it moves the states
	}), refused)
}

func (q *Queue) add(of State, after, to json.RawMessage) {
	s := State{Segment: of.Segment, Total: of.Total, After: after, To: to}
	q.states, q.holder = append(q.states, s.clone()), append(q.holder, nil)
	q.waiting = append(q.waiting, len(q.states)-1)
	q.wake()
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
