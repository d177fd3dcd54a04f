package hotkeys

// window is a ring of sketches, one for each sub-window. When a sub-window ends, the oldest of them
// is emptied and becomes the current one, so between 7/8 and all of the window is remembered and
// no more than 1/8 of it forgotten at a time.
type window struct {
	now  int                 // the current sub-window
	ring [subWindows]*sketch // nil until something is counted in it
}

func (w *window) add(hash uint64, weight float64, key func() string) {
	if w.ring[w.now] == nil {
		w.ring[w.now] = new(sketch)
	}
	w.ring[w.now].add(hash, weight, key, w.ring[w.last()])
}

// last is the sub-window before the current one.
func (w *window) last() int { return (w.now + subWindows - 1) % subWindows }

// turn ends the current sub-window.
func (w *window) turn() {
	w.now = (w.now + 1) % subWindows
	// Emptied rather than dropped: a busy table would leave 2 KB to the collector at each turn.
	if s := w.ring[w.now]; s != nil && s.n > 0 {
		*s = sketch{}
	}
}
