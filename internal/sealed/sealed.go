// Package sealed has items that are carried as they stand on the wire, from a file or a scan to a table or another file,
// without being decoded and encoded on the way.
//
// # What one looks like
//
// A sealed item is a map as any other, so that it goes through the executor as any other: it has the attributes of the
// primary key, by which requests are ordered, batched and found again, those of the indexes' keys, by which it's known which
// indexes are written, and under the empty name, which no attribute has, the whole item as its JSON. What would look at the other attributes looks for that first: package item for the size, package
// codec for the JSON.
//
// # The life of a sealed item
//
//	codec.Parser.Seal   checks the JSON, and copies key and size out of it; what it isn't sure of is decoded instead
//	executor            orders, batches, counts by key and size
//	codec.Append        puts the JSON into the request's body, as it is
//
// # Invariants
//
//   - A sealed item's JSON is one item that package codec decodes without an error, with that key and that size.
//   - Users never see one: package jobs seals only where nobody looks into items (no Transform, no columns), and
//     only for an executor that makes its calls by package fastpath (see [Accepts]): the SDK's serializer knows nothing
//     of them, and a user's middleware or client mustn't.
package sealed

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Item is a whole item, as the value that stands under the empty name.
type Item struct {
	// The interface is nil: it makes Item an attribute value by type, and has nothing else to do.
	types.AttributeValue
	// JSON is the item as DynamoDB JSON: {"pk":{"S":"a"}}. It isn't changed.
	JSON []byte
	// Size is what DynamoDB charges for it, in bytes.
	Size int
}

// Name is what Item stands under.
const Name = ""

// Keys are the attributes that a sealed item's map has besides the item.
type Keys struct {
	// Primary is the table's key: an item without one of these isn't sealed.
	Primary []string
	// Indexed are other attributes, which an item may have or not.
	Indexed []string
}

// Of returns the sealed item that m is, or nil if it isn't one.
func Of(m map[string]types.AttributeValue) *Item {
	s, _ := m[Name].(*Item)
	return s
}

// Accepts says whether an executor takes sealed items, and returns them for a ctx of [Wanting]. Package api sets it, as it knows
// what package jobs can't look into.
var Accepts = func(executor any) bool { return false }
