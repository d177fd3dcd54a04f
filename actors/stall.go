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

// arm has look called after a while, unless it's armed already.
func (s *stall) arm(look func()) {
	if s.armed {
		return
	}
	s.armed, s.seen = true, s.calls
	wait := min(max(4*s.usual, leastStall), mostStall)
	if s.timer == nil {
		s.timer = time.AfterFunc(wait, look)
	} else {
		s.timer.Reset(wait)
	}
}

// disarm forgets about it. look may be called once more.
func (s *stall) disarm() {
	if s.armed {
		s.armed = false
		s.timer.Stop()
	}
}

// look says whether no call has ended since it was armed.
func (s *stall) look() bool {
	stalled := s.armed && s.calls == s.seen
	s.armed = false
	return stalled
}

func (t *table) watchForStall() {
	if !t.stall.armed {
		t.stall.arm(func() { t.send(stallLook) })
	}
}

func (t *table) stalled() {
	if t.stall.look() {
		t.hurry = true
	}
	t.dispatch()
}
