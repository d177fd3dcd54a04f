package store

import (
	"cmp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/cespare/xxhash/v2"

	"github.com/dynactor/dynactor/internal/number"
	"github.com/dynactor/dynactor/internal/packed"
)

// Attribute is a key attribute: its name and type.
type Attribute struct {
	Name string
	Type types.ScalarAttributeType
}

// Schema is the key of a table or an index. Sort.Name is "" where there is no sort key.
type Schema struct {
	Partition, Sort Attribute
}

// HasSort reports whether there is a sort key.
func (s Schema) HasSort() bool { return s.Sort.Name != "" }

// EncodeKey encodes a key attribute's value such that comparing the encodings as strings compares
// the values as DynamoDB orders them: strings by their UTF-8 bytes, binary values by unsigned bytes,
// numbers by value. ok is false if v is not of the type, or a number that DynamoDB refuses.
func EncodeKey(t types.ScalarAttributeType, v types.AttributeValue) (encoded string, ok bool) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value, t == types.ScalarAttributeTypeS
	case *types.AttributeValueMemberB:
		return string(v.Value), t == types.ScalarAttributeTypeB
	case *types.AttributeValueMemberN:
		if t != types.ScalarAttributeTypeN {
			return "", false
		}
		return encodeNumber(v.Value)
	}
	return "", false
}

func encodeNumber(n string) (string, bool) {
	d, err := number.Parse(n)
	if err != nil {
		return "", false
	}
	var scratch [64]byte
	return string(d.AppendOrdered(scratch[:0])), true
}

// Hash returns the place of an encoded partition key in the order of hashes.
func Hash(partition string) uint64 { return xxhash.Sum64String(partition) }

// Key is the primary key of an item, encoded.
type Key struct {
	Hash            uint64
	Partition, Sort string
}

// NewKey makes a key of encoded values; sort is "" where there is no sort key.
func NewKey(partition, sort string) Key {
	return Key{Hash: Hash(partition), Partition: partition, Sort: sort}
}

// KeyOf returns the key that an item has by the schema. ok is false if an attribute is missing, of
// another type, or empty.
func (s Schema) KeyOf(i packed.Item) (k Key, ok bool) {
	partition, ok := s.Partition.encode(i)
	if !ok {
		return Key{}, false
	}
	sort := ""
	if s.HasSort() {
		if sort, ok = s.Sort.encode(i); !ok {
			return Key{}, false
		}
	}
	return NewKey(partition, sort), true
}

func (a Attribute) encode(i packed.Item) (string, bool) {
	payload, t, ok := i.Scalar(a.Name)
	if !ok || t != a.Type {
		return "", false
	}
	if t == types.ScalarAttributeTypeN {
		return encodeNumber(payload)
	}
	return payload, payload != ""
}

// share returns the encoded value of the attribute as it stands in the item, if it stands there as it is:
// numbers do not, and their encodings are strings of their own.
func (a Attribute) share(i packed.Item, encoded string) string {
	if a.Type == types.ScalarAttributeTypeN {
		return encoded
	}
	if payload, _, ok := i.Scalar(a.Name); ok && payload == encoded {
		return payload
	}
	return encoded
}

// Entry is what a tree holds: an item under its key. In an index Owner is the key that the item has
// in its table: it tells entries with equal index keys apart, and orders them.
type Entry struct {
	Key
	Owner Key
	Item  packed.Item

	// A pivot, which stands in a gap between entries, is before (-1) or behind (+1) all entries with
	// the same partition key, with the same sort key as well, or the same owner as well.
	pastPartition, pastSort, pastOwner int8
}

// less is the order of every tree.
func less(a, b *Entry) bool {
	if a.Hash != b.Hash {
		return a.Hash < b.Hash
	}
	if c := strings.Compare(a.Partition, b.Partition); c != 0 {
		return c < 0
	}
	if a.pastPartition != b.pastPartition {
		return a.pastPartition < b.pastPartition
	}
	if c := strings.Compare(a.Sort, b.Sort); c != 0 {
		return c < 0
	}
	if a.pastSort != b.pastSort {
		return a.pastSort < b.pastSort
	}
	if c := a.Owner.compare(b.Owner); c != 0 {
		return c < 0
	}
	return a.pastOwner < b.pastOwner
}

func (k Key) compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Hash, o.Hash), strings.Compare(k.Partition, o.Partition), strings.Compare(k.Sort, o.Sort))
}
