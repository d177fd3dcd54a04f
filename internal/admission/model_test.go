package admission

import (
	"context"
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

// bulkHasRoom counts in sixteenths, so that nothing needs rounding.
func (m *model) bulkHasRoom(bytes int64) bool {
	items, held := m.sum(m.held, bulk)
	return items == 0 || 16*(items+1) <= 15*m.maxItems && 16*(held+int(bytes)) <= 15*m.maxBytes
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

// Whoever comes, leaves and gives back in whatever order: after each step the gate has admitted
// the same as the model, and has the same in its books.
func TestTheGateAdmitsWhomTheModelAdmits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		items, bytes := rapid.IntRange(1, 40).Draw(rt, "items"), rapid.IntRange(1, 40).Draw(rt, "bytes")
		synctest.Test(t, func(*testing.T) {
			c := newCrowd(New(items, int64(bytes), false))
			defer func() { c.g.Close(); c.settle() }()
			m := &model{maxItems: items, maxBytes: bytes}
			admitted := 0
			for step := range rapid.IntRange(1, 150).Draw(rt, "steps") {
				event := rapid.SampledFrom([]string{"bulk", "interactive", "interactive", "interactive", "release", "release", "release", "leave"}).Draw(rt, "event")
				switch {
				case event == "release" && len(m.held) > 0:
					i := rapid.IntRange(0, len(m.held)-1).Draw(rt, "who")
					a := m.held[i]
					m.held = slices.Delete(m.held, i, i+1)
					m.settle()
					c.releases(1, a.bytes, a.p)
				case event == "leave" && len(m.waiting) > 0:
					i := rapid.IntRange(0, len(m.waiting)-1).Draw(rt, "who")
					a := m.waiting[i]
					m.waiting = slices.Delete(m.waiting, i, i+1)
					m.settle()
					c.leave[a.name]()
					c.settle()
					if c.refused[a.name] != context.Canceled {
						rt.Fatalf("%s left, but got %v", a.name, c.refused[a.name])
					}
				case event == "interactive" || event == "bulk":
					a := asker{name: fmt.Sprint(step), p: interactive}
					if event == "bulk" {
						a.p = bulk
					}
					a.bytes = c.g.Charge(rapid.SampledFrom([]int64{0, 0, 1, 1, 1, 2, 5, 50}).Draw(rt, "size"))
					m.waiting = append(m.waiting, a)
					m.settle()
					c.asks(a.name, a.bytes, a.p)
				}
				compare(rt, c, m, &admitted)
			}
		})
	})
}

func compare(t *rapid.T, c *crowd, m *model, admitted *int) {
	for _, name := range c.admitted[*admitted:] {
		if !slices.ContainsFunc(m.held, func(a asker) bool { return a.name == name }) {
			t.Fatalf("%s was admitted and shouldn't", name)
		}
	}
	*admitted = len(c.admitted)
	wantItems, wantBytes := m.sum(m.held, interactive, bulk)
	items, bytes, waiting := c.g.Pending()
	if int(items) != wantItems || int(bytes) != wantBytes || int(waiting) != len(m.waiting) {
		t.Fatalf("pending %d items, %d bytes, %d waiting; want %d, %d, %d", items, bytes, waiting, wantItems, wantBytes, len(m.waiting))
	}
	bulkItems, bulkBytes := m.sum(m.held, bulk)
	if bulkItems > 1 && (16*bulkItems > 15*m.maxItems || 16*bulkBytes > 15*m.maxBytes) {
		t.Fatalf("bulk holds %d items and %d bytes of %d and %d", bulkItems, bulkBytes, m.maxItems, m.maxBytes)
	}
}
