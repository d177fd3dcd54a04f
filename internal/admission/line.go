package admission

// waiter is a caller in a line.
type waiter struct {
	bytes int64
	// admitted is closed once the waiter has its room, or err says why it never will.
	admitted chan struct{}
	err      error

	waits      bool // in the line
	next, prev *waiter
}

// line is those who wait with one priority, in the order of arrival. It's linked so that neither
// serving the first nor leaving from the middle costs more when it's long.
type line struct {
	first, last *waiter
	length      int64
}

func (l *line) join(w *waiter) {
	w.waits = true
	w.prev = l.last
	if l.last == nil {
		l.first = w
	} else {
		l.last.next = w
	}
	l.last = w
	l.length++
}

func (l *line) leave(w *waiter) {
	if w.prev == nil {
		l.first = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		l.last = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.waits, w.next, w.prev = false, nil, nil
	l.length--
}
