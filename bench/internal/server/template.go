package server

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// template is the items of a table on the wire, but for their keys: what
// stands before the key and after it. Under a binary key all is binary.
type template struct{ head, tail, binaryHead, binaryTail []byte }

// templates are those of the tables that were asked for, by name. A look-up
// takes no lock: the map is never changed, but replaced.
type templates struct {
	known   atomic.Pointer[map[string]*template]
	writing sync.Mutex
}

// mostTables bounds the memory for names that clients think of: more than any
// scenario has. Any further ones have the standard items.
const mostTables = 1_000

var standard = newTemplate(items.Shape{})

func newTemplate(shape items.Shape) *template {
	return &template{
		head:       []byte(`{"` + items.PartitionKey + `":{"S":"`),
		binaryHead: []byte(`{"` + items.PartitionKey + `":{"B":"`),
		tail:       shape.WireTail(),
		binaryTail: shape.BinaryWireTail(),
	}
}

// of is the template for a table.
func (t *templates) of(table []byte) *template {
	if known := t.known.Load(); known != nil {
		if found, ok := (*known)[string(table)]; ok {
			return found
		}
	}
	shape := items.ShapeOf(table)
	if shape == (items.Shape{}) {
		return standard
	}
	return t.add(string(table), shape)
}

func (t *templates) add(table string, shape items.Shape) *template {
	t.writing.Lock()
	defer t.writing.Unlock()
	grown := map[string]*template{}
	if known := t.known.Load(); known != nil {
		if found, ok := (*known)[table]; ok {
			return found
		}
		if len(*known) == mostTables {
			return standard
		}
		maps.Copy(grown, *known)
	}
	grown[table] = newTemplate(shape)
	t.known.Store(&grown)
	return grown[table]
}

// appendItem appends the item under a key.
func (t *template) appendItem(to []byte, k key) []byte {
	head, tail := t.head, t.tail
	if k.binary {
		head, tail = t.binaryHead, t.binaryTail
	}
	to = append(to, head...)
	to = append(to, k.text...)
	return append(to, tail...)
}
