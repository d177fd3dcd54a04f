package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"

	"github.com/dynactor/dynactor/internal/bulk/checkpoint"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/bulk/segments"
	"github.com/dynactor/dynactor/internal/bulk/tally"
)

// open takes the checkpoint and the reject file, and sets the state to where an earlier run came.
func (j *run) open() (unlock func() error, err error) {
	unlock = func() error { return nil }
	if j.Checkpoint != "" && !j.DryRun {
		if unlock, err = checkpoint.Lock(j.Checkpoint); err != nil {
			return nil, &ResumeError{Checkpoint: j.Checkpoint, Err: err}
		}
		if err := j.load(); err != nil {
			return nil, errors.Join(err, unlock())
		}
		if j.done {
			return nil, unlock()
		}
	}
	if j.Rejects != "" && !j.DryRun {
		at := rejects.Fresh
		var was rejectsPosition
		if saved, ok := j.positions["rejects"]; ok {
			if err := json.Unmarshal(saved, &was); err != nil {
				return nil, errors.Join(&ResumeError{Checkpoint: j.Checkpoint, Err: err}, unlock())
			}
		}
		if was.File == j.Rejects { // another one may be another job's
			at = was.Length
		}
		if j.rejected, err = rejects.Open(j.Rejects, at); err != nil {
			return nil, errors.Join(err, unlock())
		}
	}
	if j.Checkpoint != "" && !j.DryRun {
		// At once, so that what can't be written is known before anything is done.
		if err := j.beginSaving(); err != nil {
			return nil, errors.Join(err, j.closeRejects(), unlock())
		}
	}
	return unlock, nil
}

func (j *run) load() error {
	s, err := checkpoint.Load(j.Checkpoint)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &ResumeError{Checkpoint: j.Checkpoint, Err: err}
	}
	if err := s.Check(j.identity); err != nil {
		e := &ResumeError{Checkpoint: j.Checkpoint, Err: err}
		var changed *checkpoint.ChangedError
		if errors.As(err, &changed) {
			e.Changed = append(append(append(e.Changed, changed.What...), changed.Gone...), changed.New...)
		}
		return e
	}
	if j.counts, err = tally.FromMap(s.Counts); err != nil {
		return &ResumeError{Checkpoint: j.Checkpoint, Err: err}
	}
	if j.MaxErrors >= 0 && j.counts.Rejected > j.MaxErrors && !s.Done {
		return fmt.Errorf("%w: %d before this run", ErrTooManyRejected, j.counts.Rejected)
	}
	j.positions, j.done, j.resumed = s.Positions, s.Done, true
	if j.positions == nil {
		j.positions = map[string]json.RawMessage{}
	}
	j.read.Store(j.counts.Read)
	return nil
}

// rejectsPosition is how far the reject file is.
type rejectsPosition struct {
	File   string `json:"file"`
	Length int64  `json:"length"`
}

// snapshot is the state to save.
func (j *run) snapshot() (*checkpoint.State, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.rejected != nil {
		length, _, err := j.rejected.Commit()
		if err != nil {
			return nil, err
		}
		if j.positions["rejects"], err = json.Marshal(rejectsPosition{File: j.Rejects, Length: length}); err != nil {
			return nil, err
		}
	}
	s := &checkpoint.State{Identity: j.identity, Positions: maps.Clone(j.positions), Counts: j.counts.Map(), Done: j.done}
	for name, q := range j.queues {
		state, err := json.Marshal(q.Snapshot())
		if err != nil {
			return nil, err
		}
		s.Positions[name] = state
	}
	return s, nil
}

// queue is the segments of a scan: as many as an earlier run had, or else new ones.
func (j *run) queue(name string, total func() int) (*segments.Queue, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if q := j.queues[name]; q != nil {
		return q, nil
	}
	q, err := func() (*segments.Queue, error) {
		saved, ok := j.positions[name]
		if !ok {
			return segments.New(total(), uint64(j.began.UnixNano()))
		}
		var s segments.Snapshot
		if err := json.Unmarshal(saved, &s); err != nil {
			return nil, err
		}
		return segments.Restore(s)
	}()
	if err != nil {
		return nil, &ResumeError{Checkpoint: j.Checkpoint, Err: err}
	}
	j.queues[name] = q
	return q, nil
}
