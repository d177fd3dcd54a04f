package truth

import (
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/api"
)

// checkOrder: on a key that only one goroutine asks about, what was applied is what that goroutine
// asked for, in that order, and a consistent get saw what came before it and nothing that came
// after. Since the fake writes down all effects, and what of them nobody could know of, there is
// no guessing in this but for the outcome Unknown.
func (r *run) checkOrder() {
	type lane struct{ table, key string }
	lanes := map[lane][]*ticket{}
	var order []lane
	r.all(func(t *ticket) {
		if !t.op.Own || t.op.Kind == scan {
			return
		}
		key, err := r.f.tables[t.table].key(t.key)
		if err != nil {
			return
		}
		l := lane{t.table, key}
		if lanes[l] == nil {
			order = append(order, l)
		}
		lanes[l] = append(lanes[l], t)
	})
	for _, l := range order {
		effects := r.f.tables[l.table].effects[l.key]
		if at := explain(lanes[l], effects); at >= 0 {
			r.problem("the order on %s %q can't be: stuck at request %d of\n%s\neffects %s",
				l.table, l.key, at, printTickets(lanes[l]), printEffects(effects))
			return // one is enough to read
		}
	}
}

// explain finds how the requests, one after the other, can have had the effects. It keeps all
// numbers of effects that can have happened when a request is done. It returns -1 if there's a
// way, or the first request for which there's none; their number if some effects are nobody's.
//
// A request of the sync face makes nobody wait, not even when its caller has left while the call
// went on: its effect may come at any later time, as with the SDK.
func explain(tickets []*ticket, effects []*effect) int {
	can := map[int]bool{0: true}
	adrift := map[string]bool{}
	for i, t := range tickets {
		for p := range can {
			for q := p; q < len(effects) && adrift[effects[q].id]; q++ {
				can[q+1] = true
			}
		}
		next := map[int]bool{}
		for p := range can {
			if t.op.Kind == get {
				if sees(t, effects, p) {
					next[p] = true
				}
				continue
			}
			outcome, _, _ := outcomeOf(t.err)
			acknowledged, unknown := t.err == nil, t.err != nil && outcome == api.Unknown
			if !acknowledged {
				next[p] = true
			}
			for q := p; q < len(effects) && effects[q].id == label(t) && (acknowledged || unknown); q++ {
				// An answer that arrived ends the request; one that was lost has it tried again.
				if !effects[q].lost {
					next[q+1] = true
					break
				}
				if unknown {
					next[q+1] = true
				}
			}
		}
		if len(next) == 0 {
			return i
		}
		can = next
		if outcome, _, _ := outcomeOf(t.err); t.op.Sync && t.op.writes() && t.op.Leaving != stays && outcome == api.Unknown {
			adrift[label(t)] = true
		}
	}
	end := len(effects)
	for end > 0 && !can[end] && adrift[effects[end-1].id] {
		end--
	}
	if !can[end] {
		return len(tickets)
	}
	return -1
}

func label(t *ticket) string {
	if t.op.labelled() {
		return t.id
	}
	return ""
}

// sees says whether a get can have been answered as it was after n effects.
func sees(t *ticket, effects []*effect, n int) bool {
	if t.err != nil {
		return true
	}
	got := text(t.item["id"]) // every projection has it
	if t.op.Consistent {
		return got == stateID(effects, n)
	}
	for ; n >= 0; n-- {
		if got == stateID(effects, n) {
			return true
		}
	}
	return false
}

func printTickets(tickets []*ticket) string {
	var b strings.Builder
	for i, t := range tickets {
		fmt.Fprintf(&b, "\t%d: %v (%s): %v, %v\n", i, t.op, t.id, printItem(t.item), t.err)
	}
	return b.String()
}

func printEffects(effects []*effect) string {
	var b strings.Builder
	for _, e := range effects {
		id, lost := e.id, ""
		if id == "" {
			id = "delete"
		}
		if e.lost {
			lost = " (lost)"
		}
		fmt.Fprintf(&b, "%s%s, ", id, lost)
	}
	return b.String()
}
