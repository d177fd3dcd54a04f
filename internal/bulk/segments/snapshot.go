package segments

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Snapshot is a queue as a checkpoint keeps it. It's small, since it has a bit for each segment that's done, and a
// position only for those that have been begun.
type Snapshot struct {
	Total int    `json:"total"`
	Seed  uint64 `json:"seed"`
	// Done has bit i%8 of byte i/8 set if segment i is done. It's as long as Total needs.
	Done []byte `json:"done"`
	// DoneItems counts the items of all that are done.
	DoneItems int64 `json:"done_items"`
	// Begun are the segments that have a position and aren't done, by number.
	Begun []State `json:"begun,omitempty"`
	// Ranges are those that aren't done.
	Ranges []State `json:"ranges,omitempty"`
}

// Snapshot returns the queue's state, all of it from one moment. A segment that's held is in it with its last
// settled position.
func (q *Queue) Snapshot() Snapshot {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := Snapshot{Total: q.total, Seed: q.seed, Done: make([]byte, (q.total+7)/8), DoneItems: q.items}
	for i, state := range q.states {
		switch {
		case state.To != nil:
			if !state.Done {
				s.DoneItems -= state.Items
				s.Ranges = append(s.Ranges, state.clone())
			}
		case state.Done:
			s.Done[i/8] |= 1 << (i % 8)
		case state.After != nil:
			s.DoneItems -= state.Items
			s.Begun = append(s.Begun, state.clone())
		}
	}
	return s
}

// Restore returns a queue that goes on from a snapshot. It returns an error if the snapshot contradicts itself;
// then a segment could be lost or be read twice, so the checkpoint can't be used and the job must start again.
//
// How many items each segment that was done had isn't known any more; the sum is.
func Restore(s Snapshot) (*Queue, error) {
	q, err := New(s.Total, s.Seed)
	if err != nil {
		return nil, err
	}
	bad := func(format string, args ...any) (*Queue, error) {
		return nil, fmt.Errorf("segments: the checkpoint can't be used, start the job again: "+format, args...)
	}
	if len(s.Done) != (s.Total+7)/8 {
		return bad("%d bytes of done segments for %d segments", len(s.Done), s.Total)
	}
	for i := range 8 * len(s.Done) {
		if s.Done[i/8]&(1<<(i%8)) == 0 {
			continue
		}
		if i >= s.Total {
			return bad("segment %d of %d is done", i, s.Total)
		}
		q.states[i].Done = true
		q.done++
	}
	if s.DoneItems < 0 || s.DoneItems > 0 && q.done == 0 {
		return bad("%d items in %d done segments", s.DoneItems, q.done)
	}
	q.items = s.DoneItems
	for _, b := range s.Begun {
		if err := checkBegun(q, b); err != nil {
			return bad("segment %d: %w", b.Segment, err)
		}
		q.states[b.Segment] = b.clone()
		q.items += b.Items
	}
	for _, r := range s.Ranges {
		if err := checkRange(q, r); err != nil {
			return bad("a range of segment %d: %w", r.Segment, err)
		}
		q.states, q.holder = append(q.states, r.clone()), append(q.holder, nil)
		q.items += r.Items
	}
	q.waiting = nil
	q.line()
	return q, nil
}

func checkBegun(q *Queue, b State) error {
	switch {
	case b.Total != q.total:
		return fmt.Errorf("it's one of %d segments, not of %d", b.Total, q.total)
	case b.Segment < 0 || b.Segment >= b.Total:
		return errors.New("there's no such segment")
	case b.Done || q.states[b.Segment].Done:
		return errors.New("it's done and has a position")
	case q.states[b.Segment].After != nil:
		return errors.New("it has two positions")
	case b.Items < 0:
		return fmt.Errorf("it has %d items", b.Items)
	case b.To != nil:
		return errors.New("it's a range")
	}
	return checkPosition(b.After)
}

func checkRange(q *Queue, r State) error {
	switch {
	case r.Total != q.total:
		return fmt.Errorf("it's one of %d segments, not of %d", r.Total, q.total)
	case r.Segment < 0 || r.Segment >= r.Total:
		return errors.New("there's no such segment")
	case r.Done:
		return errors.New("it's done and has a position")
	case !q.states[r.Segment].Done && q.states[r.Segment].After == nil:
		return errors.New("the segment was not begun")
	case r.Items < 0:
		return fmt.Errorf("it has %d items", r.Items)
	}
	return errors.Join(checkPosition(r.After), checkPosition(r.To))
}

// checkPosition refuses what can't be a position. One of null would start the segment again, and all of it
// would be read twice.
func checkPosition(after json.RawMessage) error {
	switch {
	case len(after) > MaxPosition:
		return fmt.Errorf("a position of %d bytes, over the limit of %d", len(after), MaxPosition)
	case !json.Valid(after) || string(bytes.TrimSpace(after)) == "null":
		return errors.New("a position must be JSON and not null")
	}
	return nil
}
