package truth

import (
	"context"
	"slices"
	"sync"
)

// holder is a script that holds calls back and lets them go when it's told to.
type holder struct {
	holds func(*call) bool
	gate  chan struct{}

	mu   sync.Mutex
	came []*call
	// left counts the calls whose ctx ended while they were held.
	left int
}

func hold(holds func(*call) bool) *holder { return &holder{holds: holds, gate: make(chan struct{})} }

func (h *holder) script(ctx context.Context, c *call) error {
	h.mu.Lock()
	h.came = append(h.came, c)
	h.mu.Unlock()
	if !h.holds(c) {
		return nil
	}
	select {
	case <-h.gate:
		return nil
	case <-ctx.Done():
		h.mu.Lock()
		defer h.mu.Unlock()
		h.left++
		return cancelled(c.op, ctx)
	}
}

func (h *holder) release() { close(h.gate) }

// calls lists the calls that came, held or not.
func (h *holder) calls() []*call {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.came)
}

// cancelled is how many calls were cancelled while they were held.
func (h *holder) cancelled() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.left
}

func (c *call) carries(id string) bool { return slices.Contains(c.ids, id) }

func anyCall(*call) bool { return true }

// together is a script that holds each call until n are there at once.
func together(n int) (script func(context.Context, *call) error) {
	var mu sync.Mutex
	all := make(chan struct{})
	return func(ctx context.Context, c *call) error {
		mu.Lock()
		if n--; n == 0 {
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
			return nil
		case <-ctx.Done():
			return cancelled(c.op, ctx)
		}
	}
}
