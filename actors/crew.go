package actors

import (
	"sync"

	"github.com/dynactor/dynactor/messages"
)

// crew are the goroutines that make calls, and those on which actors handle their messages. A
// goroutine is kept for later work when its own is done, because of its stack: the SDK needs a deep
// one, and a new goroutine would grow its own step by step, by copying, in each call anew; that was a
// quarter of the CPU of a call. The one that rested last works first, so that few are warm and the
// others' stacks shrink.
type crew struct {
	mu     sync.Mutex
	idle   []chan messages.Job
	closed bool
}

// maxIdle bounds the goroutines that rest.
const maxIdle = 256

// run has a job done on one of the goroutines: a call, or several in one.
func (w *crew) run(j messages.Job) {
	w.mu.Lock()
	n := len(w.idle)
	if n == 0 {
		w.mu.Unlock()
		go w.work(make(chan messages.Job, 1), j)
		return
	}
	jobs := w.idle[n-1]
	w.idle = w.idle[:n-1]
	w.mu.Unlock()
	jobs <- j
}

func (w *crew) work(jobs chan messages.Job, j messages.Job) {
	for ; j != nil; j = <-jobs {
		j.Run() // never panics; if its client's code exits the goroutine it's missed by nobody
		if !w.rest(jobs) {
			return
		}
	}
}

func (w *crew) rest(jobs chan messages.Job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.idle) >= maxIdle {
		return false
	}
	w.idle = append(w.idle, jobs)
	return true
}

// dismiss ends those who rest, and the others when they're done.
func (w *crew) dismiss() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, jobs := range w.idle {
		close(jobs)
	}
	w.idle = nil
}

// dispatcher has actors handle their messages on the crew's goroutines. proto.actor's own starts a
// goroutine each time a mailbox has something: with a thousand tables in use, which have one message
// at a time, a tenth of the CPU went into the growing of their stacks.
type dispatcher struct{ crew *crew }

// Schedule implements actor.Dispatcher.
func (d dispatcher) Schedule(f func()) { d.crew.run(handling(f)) }

// Throughput implements actor.Dispatcher: so many messages are handled before others may run. It's
// proto.actor's default.
func (d dispatcher) Throughput() int { return 300 }

type handling func()

// Run implements messages.Job.
func (f handling) Run() { f() }
