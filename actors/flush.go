package actors

import "github.com/dynactor/dynactor/messages"

// flushes answers Flush: each flush begins a new epoch, and is done when all requests of the
// epochs before have left.
type flushes struct {
	epochs []epoch // the last one is the current
	first  uint32  // number of epochs[0]
}

type epoch struct {
	pending int
	// waits is the flush that ended the epoch.
	waits *flushMessage
}

func (f *flushes) current() *epoch {
	if len(f.epochs) == 0 {
		f.epochs = append(f.epochs, epoch{})
	}
	return &f.epochs[len(f.epochs)-1]
}

func (f *flushes) count(r *messages.Request) {
	f.current().pending++
	r.Book.Epoch = f.first + uint32(len(f.epochs)-1)
}

func (f *flushes) uncount(r *messages.Request) {
	f.epochs[r.Book.Epoch-f.first].pending--
	if len(f.epochs) > 1 {
		f.settle()
	}
}

// settle answers the flushes that have nothing left to wait for.
func (f *flushes) settle() {
	n := 0
	for n < len(f.epochs)-1 && f.epochs[n].pending == 0 {
		f.epochs[n].waits.done.Settle(nil, nil)
		n++
	}
	if n > 0 {
		f.epochs = append(f.epochs[:0], f.epochs[n:]...)
		f.first += uint32(n)
	}
}

// all answers every flush, when the actor stops.
func (f *flushes) all() {
	for _, e := range f.epochs {
		if e.waits != nil {
			e.waits.done.Settle(nil, nil)
		}
	}
}

// flush sends what is held and answers m when all that came before it has left.
func (t *table) flush(m *flushMessage) {
	f := &t.flushes
	f.current().waits = m
	f.epochs = append(f.epochs, epoch{})
	f.settle()
	t.hurry = true
	t.engine.releaseAll()
	t.dispatch()
}
