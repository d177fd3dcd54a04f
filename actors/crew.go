package actors

import "sync"

// crew are the goroutines that make calls. A goroutine is kept for later calls when its call has
// ended, because of its stack: the SDK needs a deep one, and a new goroutine would grow its own
// step by step, by copying, in each call anew; that was a quarter of the CPU of a call. The one
// that rested last works first, so that few are warm and the others' stacks shrink.
type crew struct {
	mu     sync.Mutex
	idle   []chan *call
	closed bool
}

// maxIdle bounds the goroutines that rest.
const maxIdle = 256

// run has a call made.
func (w *crew) run(c *call) {
	w.mu.Lock()
	n := len(w.idle)
	if n == 0 {
		w.mu.Unlock()
		go w.work(make(chan *call, 1), c)
		return
	}
	calls := w.idle[n-1]
	w.idle = w.idle[:n-1]
	w.mu.Unlock()
	calls <- c
}

func (w *crew) work(calls chan *call, c *call) {
	for ; c != nil; c = <-calls {
		c.Run() // never panics; if its client's code exits the goroutine it's missed by nobody
		if !w.rest(calls) {
			return
		}
	}
}

func (w *crew) rest(calls chan *call) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.idle) >= maxIdle {
		return false
	}
	w.idle = append(w.idle, calls)
	return true
}

// dismiss ends those who rest, and the others when they're done.
func (w *crew) dismiss() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, calls := range w.idle {
		close(calls)
	}
	w.idle = nil
}
