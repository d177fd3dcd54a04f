package jobs

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/bulk/checkpoint"
)

// saving has the checkpoint saved at an interval.
type saving struct {
	stop chan struct{}
	done sync.WaitGroup
}

// beginSaving saves the checkpoint, and has it saved from then on. After an error nothing is left to stop.
func (j *run) beginSaving() error {
	j.keeper = checkpoint.NewKeeper(j.Checkpoint, 0, j.snapshot)
	if err := j.save(); err != nil {
		_ = j.keeper.Stop(false) // the same error
		return err
	}
	j.saving.stop = make(chan struct{})
	j.saving.done.Go(func() {
		for {
			due := time.NewTimer(j.CheckpointEvery)
			select {
			case <-due.C:
			case <-j.saving.stop:
				due.Stop()
				return
			}
			if j.save() != nil {
				return // the next step that's settled ends the job
			}
		}
	})
	return nil
}

// save saves the checkpoint now, if there's one.
func (j *run) save() error {
	if j.keeper == nil {
		return nil
	}
	if err := j.keeper.Save(); err != nil {
		return err
	}
	j.tell(Event{Kind: Saved})
	return nil
}

// isMistake says that a job can't end well as it is.
func isMistake(err error) bool {
	var spec *SpecError
	var answer smithy.APIError
	switch {
	case errors.As(err, &spec), errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrExist):
		return true
	case errors.As(err, &answer):
		return answer.ErrorCode() == "ValidationException" || answer.ErrorCode() == "ResourceNotFoundException"
	}
	return false
}

// nothingBegun says that nothing was settled, and no file begun.
func (j *run) nothingBegun() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	var s exportState
	if saved, ok := j.positions["export"]; ok && json.Unmarshal(saved, &s) != nil {
		return false
	}
	return j.counts == Counts{} && s.Parts == 0
}

// endSaving saves the checkpoint a last time. cause is what the job ends with.
func (j *run) endSaving(cause error) error {
	if j.keeper == nil {
		return nil
	}
	close(j.saving.stop)
	j.saving.done.Wait()
	if !j.resumed && isMistake(cause) && j.nothingBegun() {
		// There's nothing to go on with, and the job as it should be is another one, which would be refused.
		return errors.Join(j.keeper.Stop(false), os.Remove(j.Checkpoint))
	}
	if err := j.keeper.Stop(true); err != nil {
		if errors.Is(cause, err) {
			return nil // it's what the job has ended with
		}
		return err
	}
	j.tell(Event{Kind: Saved})
	return nil
}
