package actors

import "time"

// stall is the backstop for part batches that are held behind calls in flight: these may hang, and
// then nothing would let the held ones go before the call timeout, though they have nothing to do
// with each other. While something is held it's looked now and then whether calls still end; if
// none has, what is held goes. At low load nothing is held, and no timer is armed.
type stall struct {
	timer *time.Timer
	armed bool
	// calls counts those that ended, seen is how many it were when the timer was armed.
	calls, seen int
	// usual is a moving average of what a call takes.
	usual time.Duration
}

type stallMessage struct{ quiet }

var stallLook = &stallMessage{}

// The wait is four times what a call usually takes, so that in it calls do end unless something
// is wrong, within these bounds.
const (
	leastStall = 5 * time.Millisecond
	mostStall  = time.Second
)

func (s *stall) ended(took int64) {
	s.calls++
	s.usual += (time.Duration(took) - s.usual) / 8
}

func (t *table) watchForStall() {
	s := &t.stall
	if s.armed {
		return
	}
	s.armed, s.seen = true, s.calls
	wait := min(max(4*s.usual, leastStall), mostStall)
	if s.timer == nil {
		s.timer = time.AfterFunc(wait, func() { t.send(stallLook) })
	} else {
		s.timer.Reset(wait)
	}
}

func (t *table) stalled() {
	s := &t.stall
	s.armed = false
	if s.calls == s.seen {
		t.hurry = true
	}
	t.dispatch()
}
