package store

import "github.com/dynactor/dynactor/internal/packed"

// Update lets decide see the item under the key ("" if there is none) and say what is to be there
// instead; write is false to leave all as it is, and a new item of "" deletes. decide runs under a
// lock: it must be quick and must not call the table. The new item must have that very key.
func (t *Table) Update(k Key, decide func(old packed.Item) (new packed.Item, write bool)) {
	t.gate.RLock()
	defer t.gate.RUnlock()
	t.update(k, decide)
}

// update is Update for who holds the gate.
func (t *Table) update(k Key, decide func(old packed.Item) (new packed.Item, write bool)) {
	s := &t.stripes[t.stripe(k.Hash)]
	s.Lock()
	defer s.Unlock()
	e := &Entry{Key: k}
	old := s.items.find(e)
	new, write := decide(old)
	if !write || old == "" && new == "" {
		return
	}
	commit([]change{{Ref: Ref{Table: t, Key: k}, old: old, new: new, entry: e}})
}

// Ref names an item that may be there.
type Ref struct {
	Table *Table
	Key   Key
}

// Transact is Update of several items at once, all of them different: decide sees the present items
// in the order of refs, and returns what is to be there instead; nil leaves all as it is. It is
// serializable: nobody sees or changes any of the items between decide and the last change.
func Transact(refs []Ref, decide func(old []packed.Item) (new []packed.Item)) {
	defer lock(refs, true)()
	old := read(refs)
	new := decide(old)
	if new == nil {
		return
	}
	changes := make([]change, 0, len(refs))
	for i, r := range refs {
		if old[i] != new[i] {
			changes = append(changes, change{Ref: r, old: old[i], new: new[i]})
		}
	}
	commit(changes)
}

// Snapshot returns items as they are at one moment.
func Snapshot(refs []Ref) []packed.Item {
	defer lock(refs, false)()
	return read(refs)
}

func read(refs []Ref) []packed.Item {
	items := make([]packed.Item, len(refs))
	for i, r := range refs {
		items[i] = r.Table.stripes[r.Table.stripe(r.Key.Hash)].get(r.Key)
	}
	return items
}
