package truth

import (
	"slices"
	"strconv"
)

// model is a table: a plain map of items, and the list of effects on each key.
type model struct {
	name    string
	columns []column
	missing bool
	items   map[string]attrs
	effects map[string][]*effect
}

func newModel(name string, columns []column) *model {
	return &model{name: name, columns: columns, items: map[string]attrs{}, effects: map[string][]*effect{}}
}

// key is the canonical primary key in m, an error if there's none.
func (t *model) key(m attrs) (string, error) {
	key := ""
	for _, c := range t.columns {
		v, ok := m[c.name]
		if !ok {
			return "", invalid("One or more parameter values were invalid: Missing the key %s in the item", c.name)
		}
		part := c.canonical(v)
		if part == "" {
			return "", invalid("One or more parameter values were invalid: Type mismatch for key %s", c.name)
		}
		key += strconv.Itoa(len(part)) + part
	}
	return key, nil
}

// exactKey is that of a Key parameter, which must hold nothing else.
func (t *model) exactKey(m attrs) (string, error) {
	key, err := t.key(m)
	if err != nil || len(m) != len(t.columns) {
		return "", invalid("The provided key element does not match the schema")
	}
	return key, nil
}

// write makes an effect; state nil is a delete.
func (t *model) write(at int64, key, id string, state attrs) *effect {
	if state == nil {
		delete(t.items, key)
	} else {
		t.items[key] = state
	}
	e := &effect{at: at, id: id, state: state}
	t.effects[key] = append(t.effects[key], e)
	return e
}

// put stores a copy of the item.
func (t *model) put(at int64, item attrs) (*effect, error) {
	key, err := t.key(item)
	if err != nil {
		return nil, err
	}
	return t.write(at, key, text(item["id"]), normalize(deepCopy(item))), nil
}

// update sets the id and counts, and makes the item if there's none.
func (t *model) update(at int64, k attrs, id string) (*effect, error) {
	key, err := t.exactKey(k)
	if err != nil {
		return nil, err
	}
	state := deepCopy(t.items[key])
	if state == nil {
		state = normalize(deepCopy(k))
	}
	n, _ := strconv.Atoi(text(state["n"]))
	state["id"], state["n"] = str(id), num(strconv.Itoa(n+1))
	return t.write(at, key, id, state), nil
}

func (t *model) delete(at int64, k attrs) (*effect, error) {
	key, err := t.exactKey(k)
	if err != nil {
		return nil, err
	}
	return t.write(at, key, "", nil), nil
}

// get returns a copy of the item; an eventually consistent one may be that of back effects ago.
func (t *model) get(k attrs, back int, names []string) (attrs, error) {
	key, err := t.exactKey(k)
	if err != nil {
		return nil, err
	}
	state := t.items[key]
	if back > 0 {
		effects := t.effects[key]
		state = nil
		if n := len(effects) - back; n > 0 {
			state = effects[n-1].state
		}
	}
	return deepCopy(project(state, names)), nil
}

// had reports whether the key ever was in that state, as far as the named attributes go.
func (t *model) had(key string, item attrs, names []string) bool {
	return len(item) == 0 || slices.ContainsFunc(t.effects[key], func(e *effect) bool {
		return sameItem(project(e.state, names), item)
	})
}
