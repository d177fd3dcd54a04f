package admission

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/messages"
)

// asker is a request in the model.
type asker struct {
	name  string
	bytes int64
	p     messages.Priority
}

// model is the gate as its rules say it, without a short way for those who needn't wait: all join
// the line, and then who may go goes.
type model struct {
	maxItems, maxBytes int
	waiting, held      []asker
	passed             int
}

func (m *model) sum(of []asker, p ...messages.Priority) (items, bytes int) {
	for _, a := range of {
		if slices.Contains(p, a.p) {
			items++
			bytes += int(a.bytes)
		}
	}
	return items, bytes
}

func (m *model) first(p messages.Priority) int {
	return slices.IndexFunc(m.waiting, func(a asker) bool { return a.p == p })
}

// withinPart counts in sixteenths, so that nothing needs rounding.
func withinPart(n, limit int) bool { return 16*n <= 15*limit || n <= 1 }

func (m *model) bulkHasRoom(bytes int64) bool {
	items, held := m.sum(m.held, bulk)
	return items == 0 || withinPart(items+1, m.maxItems) && withinPart(held+int(bytes), m.maxBytes)
}

func (m *model) settle() {
	for {
		i, b := m.first(interactive), m.first(bulk)
		if b < 0 {
			m.passed = 0
		}
		next := i
		if b >= 0 && (i < 0 || m.passed >= 16) && m.bulkHasRoom(m.waiting[b].bytes) {
			next = b
		}
		if next < 0 {
			return
		}
		items, bytes := m.sum(m.held, interactive, bulk)
		a := m.waiting[next]
		if items+1 > m.maxItems || bytes+int(a.bytes) > m.maxBytes {
			return
		}
		m.waiting = slices.Delete(m.waiting, next, next+1)
		m.held = append(m.held, a)
		if a.p == bulk {
			m.passed = 0
		} else if b >= 0 {
			m.passed++
		}
	}
}

// step is what happens next: event is "bulk" or "interactive" for one who comes, of that size;
// "release" or "leave" for one of those who could, chosen by who.
type step struct {
	event string
	size  int64
	who   int
}

// Whoever comes, leaves and gives back in whatever order: after each step the gate has admitted
// the same as the model, and has the same in its books.
func TestTheGateAdmitsWhomTheModelAdmits(t *testing.T) {
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{
			event: rapid.SampledFrom([]string{"bulk", "interactive", "interactive", "interactive", "release", "release", "release", "leave"}).Draw(t, "event"),
			size:  rapid.SampledFrom([]int64{0, 0, 1, 1, 1, 2, 5, 50}).Draw(t, "size"),
			who:   rapid.IntRange(0, 100).Draw(t, "who"),
		}
	}), 1, 150)
	rapid.Check(t, func(rt *rapid.T) {
		items, bytes := rapid.IntRange(1, 40).Draw(rt, "items"), rapid.IntRange(1, 40).Draw(rt, "bytes")
		history := steps.Draw(rt, "steps")
		var wrong error // rapid's failures are panics, which mustn't leave a bubble
		synctest.Test(t, func(*testing.T) {
			c := newCrowd(New(items, int64(bytes), false))
			m := &model{maxItems: items, maxBytes: bytes}
			for i, s := range history {
				if wrong = s.take(c, m, fmt.Sprint(i)); wrong != nil {
					break
				}
			}
			c.g.Close()
			c.settle()
		})
		if wrong != nil {
			rt.Fatal(wrong)
		}
	})
}

func (s step) take(c *crowd, m *model, name string) error {
	before := len(c.admitted)
	switch {
	case s.event == "release" && len(m.held) > 0:
		i := s.who % len(m.held)
		a := m.held[i]
		m.held = slices.Delete(m.held, i, i+1)
		m.settle()
		c.releases(1, a.bytes, a.p)
	case s.event == "leave" && len(m.waiting) > 0:
		i := s.who % len(m.waiting)
		a := m.waiting[i]
		m.waiting = slices.Delete(m.waiting, i, i+1)
		m.settle()
		c.leave[a.name]()
		c.settle()
		if !errors.Is(c.refused[a.name], context.Canceled) {
			return fmt.Errorf("step %s: %s left, but got %v", name, a.name, c.refused[a.name])
		}
	case s.event == "interactive" || s.event == "bulk":
		a := asker{name: name, bytes: c.g.Charge(s.size), p: interactive}
		if s.event == "bulk" {
			a.p = bulk
		}
		m.waiting = append(m.waiting, a)
		m.settle()
		c.asks(a.name, a.bytes, a.p)
	}
	for _, admitted := range c.admitted[before:] {
		if !slices.ContainsFunc(m.held, func(a asker) bool { return a.name == admitted }) {
			return fmt.Errorf("step %s: %s was admitted and shouldn't", name, admitted)
		}
	}
	wantItems, wantBytes := m.sum(m.held, interactive, bulk)
	items, bytes, waiting := c.g.Pending()
	if int(items) != wantItems || int(bytes) != wantBytes || int(waiting) != len(m.waiting) {
		return fmt.Errorf("step %s: pending %d items, %d bytes, %d waiting; want %d, %d, %d",
			name, items, bytes, waiting, wantItems, wantBytes, len(m.waiting))
	}
	if wantItems > m.maxItems || wantBytes > m.maxBytes {
		return fmt.Errorf("step %s: %d items and %d bytes are over the limits", name, wantItems, wantBytes)
	}
	if n, held := m.sum(m.held, bulk); n > 1 && !(withinPart(n, m.maxItems) && withinPart(held, m.maxBytes)) {
		return fmt.Errorf("step %s: bulk holds %d items and %d bytes", name, n, held)
	}
	return nil
}
