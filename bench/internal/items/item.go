// Package items makes what the benchmark writes and reads: items of about
// 0.4 KB under keys that are never used twice.
package items

import (
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// Table is the only table of the benchmark's server.
	Table = "bench"
	// PartitionKey is the only key attribute of that table and of most others, a string.
	PartitionKey = "pk"
	// SortKey is the other key attribute of tables that have one, a string.
	SortKey = "sk"
)

// Item is an item as the SDK takes and returns it.
type Item = map[string]types.AttributeValue

// attributes are shared by all items: the SDK only reads them, and what is
// measured is the way of an item, not the building of it.
var attributes = Item{
	"customer": &types.AttributeValueMemberS{Value: "c7d1f0b2-5a8e-4c39-9f64-0b1e2d3c4a59"},
	"status":   &types.AttributeValueMemberS{Value: "SHIPPED"},
	"amount":   &types.AttributeValueMemberN{Value: "1249.95"},
	"placed":   &types.AttributeValueMemberN{Value: "1767225600"},
	"token":    &types.AttributeValueMemberB{Value: []byte("0123456789abcdef0123456789abcdef0123456789abcdef")},
	"note":     &types.AttributeValueMemberS{Value: note},
	"address": &types.AttributeValueMemberM{Value: Item{
		"street":  &types.AttributeValueMemberS{Value: "Kongens gate 1"},
		"city":    &types.AttributeValueMemberS{Value: "Trondheim"},
		"country": &types.AttributeValueMemberS{Value: "NO"},
	}},
}

const note = "Leave the parcel with the neighbour on the second floor if nobody opens, " +
	"and please ring twice: the first ring is often not heard from the garden, where the dog usually is at noon."

// New returns an item under the key.
func New(key string) Item {
	item := make(Item, len(attributes)+1)
	maps.Copy(item, attributes)
	item[PartitionKey] = &types.AttributeValueMemberS{Value: key}
	return item
}

// NewSorted returns an item for a table with a sort key.
func NewSorted(key, sort string) Item {
	item := New(key)
	item[SortKey] = &types.AttributeValueMemberS{Value: sort}
	return item
}

// Key returns the primary key alone, as reads and updates take it.
func Key(key string) Item {
	return Item{PartitionKey: &types.AttributeValueMemberS{Value: key}}
}

// KeyOf returns what tells an item from others: its partition key, and if it has a sort key that, too, as
// Sorted does it. It fails for an item that has none.
func KeyOf(item Item) (string, error) {
	value, ok := item[PartitionKey].(*types.AttributeValueMemberS)
	if !ok {
		return "", fmt.Errorf("item of %d attributes has no string %q", len(item), PartitionKey)
	}
	if sort, ok := item[SortKey].(*types.AttributeValueMemberS); ok {
		return Sorted(value.Value, sort.Value), nil
	}
	return value.Value, nil
}

// Sorted is one text for both keys.
func Sorted(key, sort string) string { return key + "/" + sort }

// Check tells whether an answer is the item that was asked for.
func Check(item Item, want string) error {
	got, err := KeyOf(item)
	if err != nil {
		return fmt.Errorf("answer for key %q: %w", want, err)
	}
	if got != want {
		return fmt.Errorf("answer for key %q is the item of key %q", want, got)
	}
	return nil
}
