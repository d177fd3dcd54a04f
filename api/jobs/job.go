package jobs

import (
	"context"

	"github.com/dynactor/dynactor/api"
)

// Job is a job that was started. Its methods may be called by any number of goroutines.
type Job struct {
	*Control
	result *api.Future[Summary]
	state  *run
}

// Result returns the job's future. It's there when the job has ended, in whatever way: with an error the
// summary says how far it came.
func (j *Job) Result() *api.Future[Summary] { return j.result }

// Await waits for the job to end. When ctx ends first it stops waiting and returns ctx's error; the job goes
// on. To end the job, cancel it, or end the ctx it was started with.
func (j *Job) Await(ctx context.Context) (Summary, error) { return j.result.Await(ctx) }

// Done returns a channel that is closed when the job has ended.
func (j *Job) Done() <-chan struct{} { return j.result.Done() }

// Progress returns how far the job is.
func (j *Job) Progress() Progress { return j.state.progress() }
