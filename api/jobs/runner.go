package jobs

import (
	"context"

	"github.com/dynactor/dynactor/api"
)

// Runner starts jobs on an executor, in the async face. Use [New].
type Runner struct {
	ex   *api.Executor
	sync SyncRunner
}

// SyncRunner runs jobs and waits for them. Use [Runner.Sync].
type SyncRunner struct{ async *Runner }

// New returns a runner. It has no state beside the executor, and needn't be closed. Jobs that run when the
// executor is closed fail, and can be resumed.
func New(ex *api.Executor) *Runner {
	r := &Runner{ex: ex}
	r.sync.async = r
	return r
}

// Sync returns the sync face.
func (r *Runner) Sync() *SyncRunner { return &r.sync }

// Async returns the async face.
func (s *SyncRunner) Async() *Runner { return s.async }

// wait is what the sync face, which is generated, does with a job: it waits for its end. It doesn't take the ctx that the job
// was begun with: that one's end is the job's, which may take a moment, and its summary is wanted all the same.
func wait(j *Job) (Summary, error) { return j.Await(context.Background()) }
