package actors

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/messages"
)

// globalIndex says whether an index is a global one, with capacity of its own, as far as it's known.
func (t *table) globalIndex(name string) bool {
	if t.facts.known {
		_, global := t.facts.indexes[name]
		return global
	}
	t.meter.mu.Lock()
	defer t.meter.mu.Unlock()
	return t.meter.indexes[name] != nil // it has consumed on its own account, or has a limit
}

// touches says whether a write may change an index. A put without one of the index's keys doesn't, unless
// it replaces an item that has them, which nobody can know; of all others nothing is known.
func (t *table) touches(r *messages.Request, index string) bool {
	if accessOf(r.Op) != writing {
		return false
	}
	in, ok := r.Input.(*dynamodb.PutItemInput)
	if !ok {
		return true
	}
	for _, k := range t.facts.indexes[index].keys {
		if _, has := in.Item[k]; !has {
			return false
		}
	}
	return true
}

// limitIndexes makes the gates of indexes that have limits.
func (t *table) limitIndexes(name string, l Limits) {
	for _, a := range []access{reading, writing} {
		if l.limit(a).kind != noLimit {
			t.gate(gateKey{index: name, access: a})
		}
	}
}
