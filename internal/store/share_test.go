package store

import (
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/packed"
)

// inside reports whether s is a part of the item's memory.
func inside(i packed.Item, s string) bool {
	from := uintptr(unsafe.Pointer(unsafe.StringData(string(i))))
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	return at >= from && at+uintptr(len(s)) <= from+uintptr(len(i))
}

// A key that came with a request must not keep the request in memory.
func TestStoredKeysAreInTheirItems(t *testing.T) {
	schema := Schema{byName, Attribute{"b", types.ScalarAttributeTypeB}}
	table := NewTable(schema, []Index{globalPlain}, time.Now, 0)
	table.SetExpiry("e")
	item := packed.Pack(attributes{"p": str("partition"), "b": &types.AttributeValueMemberB{Value: []byte("sort")}, "g": str("group"), "e": num(today)})
	write := func(k Key, transact bool) {
		if transact {
			Transact([]Ref{{table, k}}, func([]packed.Item) []packed.Item { return []packed.Item{item} })
			return
		}
		table.Update(k, func(packed.Item) (packed.Item, bool) { return item, true })
	}
	for _, transact := range []bool{false, true} {
		write(NewKey(strings.Clone("partition"), strings.Clone("sort")), transact)
		for _, index := range []string{"", "global"} {
			n := 0
			table.Scan(index, 0, 1<<64-1, nil, func(e *Entry) bool {
				n++
				require.Equal(t, item, e.Item)
				for _, s := range []string{e.Partition, e.Sort, e.Owner.Partition, e.Owner.Sort} {
					require.True(t, s == "" || inside(e.Item, s), "%q of index %q", s, index)
				}
				return true
			})
			require.Equal(t, 1, n)
		}
		for _, k := range table.expires.due(0, today, 1) {
			require.True(t, inside(item, k.Partition))
		}
		table.Update(NewKey("partition", "sort"), func(packed.Item) (packed.Item, bool) { return "", true })
	}
}
