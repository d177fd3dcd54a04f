package truth

// effect is one write that the model applied to one key.
type effect struct {
	at int64 // by the fake's clock
	// id is the one that the put or update carried; "" for a delete, whose request has no room for one.
	id string
	// lost says that the answer of the call that did it never reached the executor.
	lost bool
	// state is the item afterwards, nil if it's gone.
	state attrs
}

// stateID identifies the state after the first n effects: the id of the item, "" if there's none.
func stateID(effects []*effect, n int) string {
	if n == 0 {
		return ""
	}
	return effects[n-1].id
}
