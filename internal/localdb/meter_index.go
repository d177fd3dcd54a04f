package localdb

import "github.com/dynactor/dynactor/internal/packed"

// admitIndexes asks the meters of the global indexes whose entries a write changes: an index that is
// behind holds back the writes of its table.
func (t *table) admitIndexes(old, new packed.Item) (err error) {
	if t.meter == nil {
		return nil
	}
	t.eachIndexWrite(old, new, func(ix *index, hash uint64, _ float64) {
		if err == nil && ix.meter != nil {
			err = ix.meter.Admit(hash, true)
		}
	})
	return err
}

// eachIndexWrite visits what changing an item from old to new, "" being none, costs in each index
// ("Provisioned throughput considerations for global secondary indexes", and the same for local ones): an
// entry that comes or goes costs its size; one whose key changes costs both; one that keeps its key costs
// the larger of its sizes, or nothing if all of its attributes stay as they are.
func (t *table) eachIndexWrite(old, new packed.Item, visit func(ix *index, hash uint64, units float64)) {
	for _, ix := range t.allIndexes() {
		was, had := ix.Schema.KeyOf(old)
		will, has := ix.Schema.KeyOf(new)
		switch {
		case had && has && was == will:
			if !ix.sameEntry(old, new) {
				visit(ix, was.Hash, writeUnits(ix.Size(old), ix.Size(new)))
			}
		default:
			if had {
				visit(ix, was.Hash, writeUnits(ix.Size(old), 0))
			}
			if has {
				visit(ix, will.Hash, writeUnits(0, ix.Size(new)))
			}
		}
	}
}

// sameEntry reports whether two versions of an item have the same projected attributes.
func (ix *index) sameEntry(old, new packed.Item) bool {
	if ix.Projected == nil {
		return old.Same(new)
	}
	for _, name := range ix.Projected {
		if !old.SameAttribute(new, name) {
			return false
		}
	}
	return true
}
