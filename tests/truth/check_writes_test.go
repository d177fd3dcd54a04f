package truth

import "github.com/dynactor/dynactor/api"

// checkWrites: what was acknowledged was applied, what's said not to have been applied wasn't, and
// nothing was applied again once an answer to it had come.
func (r *run) checkWrites() {
	r.all(func(t *ticket) {
		if !t.op.labelled() {
			return
		}
		effects := r.f.byID[t.id]
		delivered := 0
		for i, e := range effects {
			if !e.lost {
				delivered++
				if i != len(effects)-1 {
					r.problem("%v (%s) was applied again after an answer that was not lost", t.op, t.id)
				}
			}
		}
		if delivered > 1 {
			r.problem("%v (%s) was applied %d times without an answer lost", t.op, t.id, delivered)
		}
		if t.err == nil {
			if delivered == 0 {
				r.problem("%v (%s) was acknowledged, and %d calls carried it, but none of those that were answered applied it",
					t.op, t.id, r.f.seen[t.id])
			}
			return
		}
		outcome, attempts, _ := outcomeOf(t.err)
		if outcome != api.Unknown && len(effects) > 0 {
			r.problem("%v (%s) failed with the outcome %v, but was applied %d times: %v", t.op, t.id, outcome, len(effects), t.err)
		}
		if n := r.f.seen[t.id]; attempts != n {
			r.problem("%v (%s) failed after %d attempts, it says, but was in %d calls: %v", t.op, t.id, attempts, n, t.err)
		}
	})
}
