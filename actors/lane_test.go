package actors

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/messages"
)

// laneModel is the rule itself: an operation may start when no earlier operation of the async
// face on its key is incomplete, reads not counting for reads.
type laneModel struct {
	asked   []*messages.Request // incomplete, in the order of asking
	started map[*messages.Request]bool
}

func (m *laneModel) mayStart(r *messages.Request) bool {
	if r.Is(messages.Unordered) {
		return true
	}
	for _, e := range m.asked {
		if e == r {
			return true
		}
		if e.Hash == r.Hash && makesWait(e) && !(e.Is(messages.Reads) && r.Is(messages.Reads)) {
			return false
		}
	}
	return true
}

func TestLanesStartExactlyWhatTheRuleAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ls lanes
		m := &laneModel{started: map[*messages.Request]bool{}}
		start := func(r *messages.Request) {
			if m.started[r] {
				t.Fatal("started twice")
			}
			m.started[r] = true
		}
		leave := func(r *messages.Request) {
			m.asked = slices.DeleteFunc(m.asked, func(o *messages.Request) bool { return o == r })
			delete(m.started, r)
			ls.leave(r, start)
		}
		pick := func(t *rapid.T, started bool) *messages.Request {
			var some []*messages.Request
			for _, r := range m.asked {
				if m.started[r] == started {
					some = append(some, r)
				}
			}
			if len(some) == 0 {
				return nil
			}
			return rapid.SampledFrom(some).Draw(t, "which")
		}
		t.Repeat(map[string]func(*rapid.T){
			"ask": func(t *rapid.T) {
				r := &messages.Request{
					Hash:  rapid.Uint64Range(1, 2).Draw(t, "key"),
					Flags: rapid.SampledFrom([]messages.Flags{0, 0, messages.Reads, messages.Sync, messages.Sync | messages.Reads, messages.Unordered}).Draw(t, "flags"),
				}
				m.asked = append(m.asked, r)
				if ls.enter(r) {
					start(r)
				}
			},
			"complete": func(t *rapid.T) {
				if r := pick(t, true); r != nil {
					leave(r)
				}
			},
			"give up waiting": func(t *rapid.T) {
				if r := pick(t, false); r != nil {
					leave(r)
				}
			},
			"": func(t *rapid.T) {
				for i, r := range m.asked {
					if want := m.mayStart(r); want != m.started[r] {
						t.Fatalf("operation %d of %d, flags %b: started %v, the rule says %v", i, len(m.asked), r.Flags, m.started[r], want)
					}
				}
			},
		})
		for len(m.asked) > 0 {
			leave(m.asked[0])
		}
		if !ls.empty() {
			t.Fatal("lanes remain when nothing is under way")
		}
	})
}

// A hot key must not cost a walk over everybody for each that completes.
func TestLanesStayLinearOnAHotKey(t *testing.T) {
	var ls lanes
	const n = 100_000
	var all []*messages.Request
	for i := range n {
		r := &messages.Request{Hash: 1, Flags: messages.Reads}
		if i%1000 == 999 {
			r.Flags = 0
		}
		ls.enter(r)
		all = append(all, r)
	}
	started := 0
	for _, r := range all {
		if !r.Book.Started {
			t.Fatal("the first in line has not started")
		}
		ls.leave(r, func(*messages.Request) { started++ })
	}
	if started != n-999 {
		t.Fatalf("%d were started later, want all but the first 999", started)
	}
}

func BenchmarkLaneEnterLeave(b *testing.B) {
	var ls lanes
	r := &messages.Request{}
	b.ReportAllocs()
	for i := range b.N {
		*r = messages.Request{Hash: uint64(i)}
		ls.enter(r)
		ls.leave(r, nil)
	}
}
