package capacity

// Window is how many calls of a table may be in flight. It's halved when more than half of the calls of a
// round trip fail with errors of an overloaded service (5xx, timeouts, lost connections), so that a service
// in trouble is asked by few until it answers again, and doubles with each better round up to its maximum,
// where it begins: a cold table is spared by the rate, and a call that hangs must not hold up others. How
// long calls take means nothing to it.
type Window struct {
	max, size       int
	calls, troubled int // of this round
}

// NewWindow makes a window of up to max calls, which is at least 1.
func NewWindow(max int) *Window { return &Window{max: max, size: max} }

// Size is how many calls may be in flight, at least 1.
func (w *Window) Size() int { return w.size }

// Done tells of the end of a call; overloaded says that it failed with such an error.
func (w *Window) Done(overloaded bool) {
	if !overloaded && w.size == w.max && w.troubled == 0 {
		return
	}
	w.calls++
	if overloaded {
		w.troubled++
	}
	if w.calls < w.size {
		return
	}
	if 2*w.troubled > w.calls {
		w.size = max(1, w.size/2)
	} else {
		w.size = min(w.max, 2*w.size)
	}
	w.calls, w.troubled = 0, 0
}
