package hotkeys

// window is a ring of sketches, one for each sub-window. When a sub-window ends, the oldest of them
// is emptied and becomes the current one, so between 7/8 and all of the window is remembered and
// no more than 1/8 of it forgotten at a time.
type window struct {
	total  float64 // weight of the current sub-window; of served items known to the sampler until it ends
	now    int     // the current sub-window
	totals [subWindows]float64
	ring   [subWindows]*sketch // nil until something is counted in it
}

func (w *window) add(hash uint64, weight float64, key func() string) {
	if w.ring[w.now] == nil {
		w.ring[w.now] = new(sketch)
	}
	w.ring[w.now].add(hash, weight, key, w.ring[(w.now+subWindows-1)%subWindows])
}

// turn ends the current sub-window.
func (w *window) turn() {
	w.totals[w.now] = w.total
	w.total = 0
	w.now = (w.now + 1) % subWindows
	w.totals[w.now] = 0
	// Emptied rather than dropped: a busy table would leave 2 KB to the collector at each turn.
	if s := w.ring[w.now]; s != nil && s.n > 0 {
		*s = sketch{}
	}
}

// past is the weight of all sub-windows but the current one.
func (w *window) past() float64 {
	var sum float64
	for _, t := range w.totals {
		sum += t
	}
	return sum
}
