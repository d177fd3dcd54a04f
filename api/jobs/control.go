package jobs

import "sync"

// Control pauses, resumes and cancels a job, from any goroutine. The zero value is ready; it's for one job.
type Control struct {
	mu       sync.Mutex
	paused   bool
	canceled bool
	changed  chan struct{} // closed and replaced at each change
}

// Pause has the job read nothing more until Resume. What's in flight goes on.
func (c *Control) Pause() { c.set(func() { c.paused = true }) }

// Resume ends a pause.
func (c *Control) Resume() { c.set(func() { c.paused = false }) }

// Cancel ends the job: it reads nothing more, waits for what's in flight, saves its checkpoint, and ends with
// [ErrCancelled]. It can be gone on with if it has a checkpoint.
func (c *Control) Cancel() { c.set(func() { c.canceled = true }) }

func (c *Control) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	if c.changed != nil {
		close(c.changed)
	}
	c.changed = make(chan struct{})
}

// look returns what holds now, and a channel that is closed when that changes.
func (c *Control) look() (paused, cancelled bool, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return c.paused, c.canceled, c.changed
}
