package jobs

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/dynactor/dynactor/internal/bulk/output"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/bulk/segments"
)

// commitBytes is after how many bytes a file is committed, before compression: 32 MB are some tenths of a
// second's work.
const commitBytes = 32 << 20

var firstSegment = segments.State{Total: 1}

// sink writes pages to one file after the other. Counts and positions of its pages are taken into the run's state
// when the file is committed, with the position in the file.
type sink struct {
	x      *export
	number int

	mu        sync.Mutex
	out       output.Sink
	part      int
	committed int64 // bytes
	at        time.Time
	// lost says that the file can't be gone on with: it's committed when it's closed.
	lost bool
	// ending says that what was written before is committed, which doesn't tell that the source is back.
	ending bool

	lanes  map[*lane]bool
	counts Counts
	bad    []rejects.Entry
	staged []func() error
}

// resume goes on with the file that was open when the checkpoint was saved.
func (s *sink) resume() error {
	s.x.j.mu.Lock()
	state, err := s.x.state()
	s.x.j.mu.Unlock()
	open, ok := state.Open[s.number]
	if err != nil || !ok {
		return err
	}
	if !open.At.Resumable() {
		open.At = output.Position{}
	}
	s.part, s.at = open.Part, time.Now()
	if s.out, err = s.x.open(open.Part, open.At, !open.Unsure); err != nil {
		return err
	}
	s.committed = s.out.Bytes()
	return s.own()
}

// own notes that a file of the part's name is the job's, to be written over by a resumed one.
func (s *sink) own() error {
	s.x.j.mu.Lock()
	defer s.x.j.mu.Unlock()
	return s.x.change(func(state *exportState) {
		open := state.Open[s.number]
		open.Unsure = false
		state.Open[s.number] = open
	})
}

func (s *sink) keep(l *lane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lanes == nil {
		s.lanes = map[*lane]bool{}
	}
	s.lanes[l] = true
}

// begin begins a file, under a number of its own.
func (s *sink) begin() error {
	x := s.x
	x.j.mu.Lock()
	err := x.change(func(state *exportState) {
		state.Parts++
		s.part = state.Parts
		state.Open[s.number] = openPart{Part: s.part, Unsure: true}
	})
	x.j.mu.Unlock()
	if err != nil {
		return err
	}
	// Saved before there's a file, or a killed job would leave one that nobody knows of.
	if err := x.j.save(); err != nil {
		return err
	}
	s.committed, s.at, s.lost = 0, time.Now(), false
	if s.out, err = x.open(s.part, output.Position{}, false); err != nil {
		return err
	}
	return s.own()
}

// page writes a page's items.
func (s *sink) page(l *lane, p page) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.x.j
	if s.out == nil {
		if err := s.begin(); err != nil {
			return err
		}
	}
	for _, it := range p.items {
		if j.Transform != nil {
			changed, err := j.transform(it)
			if err != nil {
				s.reject("the transform failed: "+err.Error(), it)
				continue
			}
			if changed == nil {
				s.counts.Skipped++
				continue
			}
			it = changed
		}
		err := s.out.Write(it)
		var unfit *record.Unfit
		if errors.As(err, &unfit) {
			s.reject(unfit.Error(), it)
			continue
		}
		if err != nil {
			return err
		}
		s.counts.Written++
	}
	key, count := p.key, p.count // and not the items, of which there'd be many until the file is committed
	s.staged = append(s.staged, func() error { return l.position(key, count) })
	switch {
	case s.x.dir && s.out.Bytes() >= s.x.spec.MaxFileBytes:
		return s.close()
	case !s.lost && (s.out.Bytes()-s.committed >= commitBytes || time.Since(s.at) >= j.CheckpointEvery):
		return s.commit()
	}
	return nil
}

func (s *sink) reject(reason string, it Item) {
	s.counts.Rejected++
	s.bad = append(s.bad, rejects.Entry{Reason: reason, Item: it})
}

// commit makes durable what was written, and settles its pages.
func (s *sink) commit() error {
	at, err := s.out.Commit()
	if err != nil {
		return err
	}
	s.committed, s.at = s.out.Bytes(), time.Now()
	if !at.Resumable() {
		s.lost = true // until it's closed
		return nil
	}
	return s.settle(func(state *exportState) { state.Open[s.number] = openPart{Part: s.part, At: at} })
}

// flush settles what was written, if the file can be committed or be closed.
func (s *sink) flush() (settled bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil {
		return true, nil
	}
	if !s.lost {
		err = s.commit()
	}
	if err == nil && s.lost && s.x.dir {
		err = s.close()
	}
	return s.out == nil || !s.lost, err
}

// close makes the file visible, and settles its pages.
func (s *sink) close() error {
	if !s.lost {
		if err := s.commit(); err != nil {
			return err
		}
	}
	// So that a resumed job knows that the file is its own.
	if err := s.x.j.save(); err != nil {
		return err
	}
	done, err := s.out.Close()
	if err != nil {
		return err
	}
	s.out = nil
	return s.settle(func(state *exportState) {
		delete(state.Open, s.number)
		state.Finished = append(state.Finished, done)
	})
}

func (s *sink) settle(change func(state *exportState)) error {
	counts, staged := s.counts, s.staged
	counts.Read = counts.Settled()
	settle := s.x.j.settle
	if s.ending {
		settle = s.x.j.takeOver
	}
	err := settle(counts, s.bad, func() error {
		for _, position := range staged {
			if err := position(); err != nil {
				return err
			}
		}
		return s.x.change(change)
	})
	s.counts, s.bad, s.staged = Counts{}, nil, nil
	for l := range s.lanes {
		if l.done {
			delete(s.lanes, l)
		}
	}
	return err
}

// end closes the file, or leaves it for another attempt, and gives back what isn't settled.
func (s *sink) end(well bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	s.ending = true
	if s.out != nil {
		switch {
		case well && s.x.dir && s.out.Items() == 0 && len(s.staged) == 0 && !s.visible():
			err = s.drop()
		case well:
			err = s.close()
		case s.lost:
			err = s.out.Discard()
		default:
			err = s.commit()
			if s.lost {
				err = errors.Join(err, s.out.Discard())
			}
		}
		if s.out != nil {
			err = errors.Join(err, s.out.Abort())
		}
	} else if well && !s.x.dir && s.part == 0 {
		err = s.empty()
	}
	for l := range s.lanes {
		if !l.done {
			err = errors.Join(err, l.release())
		}
	}
	s.lanes, s.staged = nil, nil
	if err != nil {
		return fmt.Errorf("%v: %w", s.x, err)
	}
	return nil
}

// visible says whether there's a file of the part's name, which a killed run may have finished without noting it. Its items
// are in other files by now, so it must be written over.
func (s *sink) visible() bool {
	if s.x.native != nil {
		return false // it was removed when the part was opened
	}
	_, err := s.x.out.Store.List(s.x.j.work, s.x.name(s.part))
	return !errors.Is(err, fs.ErrNotExist)
}

// drop removes a file that an earlier run has begun and none has written to.
func (s *sink) drop() error {
	err := s.out.Discard()
	s.out = nil
	return errors.Join(err, s.settle(func(state *exportState) { delete(state.Open, s.number) }))
}

// empty makes the file of a table without items.
func (s *sink) empty() error {
	s.x.j.mu.Lock()
	state, err := s.x.state()
	s.x.j.mu.Unlock()
	if err != nil || len(state.Finished) > 0 {
		return err
	}
	if err := s.begin(); err != nil {
		return err
	}
	return s.close()
}
