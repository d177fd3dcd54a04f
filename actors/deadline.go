package actors

import (
	"time"

	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// hopeless has r fail if there won't be capacity for it before its deadline, and says whether it did.
// Only while capacity is short is that worth asking.
func (t *table) hopeless(r *messages.Request) bool {
	if t.name == "" {
		return t.tooLateForAll(r)
	}
	a := t.draws(r)
	if a >= accesses || t.tight[a] == 0 || !t.pace.short[a] && t.engine.now() >= t.tight[a] {
		return false
	}
	if _, has := r.Ctx.Deadline(); !has {
		return false
	}
	ahead := float64(r.Book.Units)
	for p := range r.Priority + 1 {
		_, units := t.bands[p].waits(a)
		ahead += units
	}
	return t.tooLate(r, t.name, "", t.meter.wait(a, ahead))
}

// tooLate has r fail if its deadline is sooner than there's capacity of a table or its index.
func (t *table) tooLate(r *messages.Request, table, index string, wait time.Duration) bool {
	deadline, has := r.Ctx.Deadline()
	if !has || wait <= time.Until(deadline) {
		return false
	}
	t.doom(r, trouble.Canceled(r.Op, &messages.CapacityError{Table: table, Index: index, Wait: wait}))
	return true
}
