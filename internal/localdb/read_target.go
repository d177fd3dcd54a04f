package localdb

import (
	"slices"

	"github.com/dynactor/dynactor/internal/packed"
	"github.com/dynactor/dynactor/internal/store"
)

// readTarget is what a Query or a Scan walks: a table or one of its indexes.
type readTarget struct {
	table *table
	index *index // nil: the table itself
}

// target returns the table, or its index if one is named.
func (t *table) target(index *string, consistent bool) (readTarget, error) {
	if index == nil {
		return readTarget{table: t}, nil
	}
	ix := t.index(*index)
	switch {
	case ix == nil:
		return readTarget{}, errNoIndex(*index)
	case ix.Global && consistent:
		return readTarget{}, validation("Consistent reads are not supported on global secondary indexes")
	}
	return readTarget{t, ix}, nil
}

func errNoIndex(name string) error {
	return validation("The table does not have the specified index: %s", name)
}

// schema is the key that the walk is ordered by.
func (r readTarget) schema() store.Schema {
	if r.index != nil {
		return r.index.Schema
	}
	return r.table.schema
}

// name is what the store knows the target by.
func (r readTarget) name() string {
	if r.index != nil {
		return r.index.Name
	}
	return ""
}

// keys are the attributes that tell an entry from all others, each once: those of the index and those of
// the table, between which entries with equal keys of the index are told apart.
func (r readTarget) keys() []store.Attribute {
	var keys []store.Attribute
	add := func(a store.Attribute) {
		if a.Name != "" && !slices.Contains(keys, a) {
			keys = append(keys, a)
		}
	}
	own := r.schema()
	add(own.Partition)
	add(own.Sort)
	add(r.table.schema.Partition)
	add(r.table.schema.Sort)
	return keys
}

// size is what reading an entry is charged for.
func (r readTarget) size(i packed.Item) int {
	if r.index != nil {
		return r.index.Size(i)
	}
	return i.Size()
}

// projected are the attributes that entries have, nil for all of their items'.
func (r readTarget) projected() []string {
	if r.index == nil {
		return nil
	}
	return r.index.Projected
}

// whole reports whether entries have all attributes of their items.
func (r readTarget) whole() bool { return r.projected() == nil }

// missing returns those of the names that entries don't have, sorted.
func (r readTarget) missing(names []string) []string {
	if r.whole() {
		return nil
	}
	var missing []string
	for _, name := range names {
		if !slices.Contains(r.projected(), name) {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}

// admit asks the meter of what is read: a global index has throughput of its own.
func (r readTarget) admit(hash uint64) error {
	if r.index == nil || !r.index.Global {
		return r.table.admit(hash, false)
	}
	if r.index.meter == nil {
		return nil
	}
	return r.index.meter.Admit(hash, false)
}

// meter is the one that is charged, nil for none.
func (r readTarget) meter() Meter {
	if r.index != nil && r.index.Global {
		return r.index.meter
	}
	return r.table.meter
}
