package packed

import (
	"encoding/binary"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Size returns what DynamoDB charges for the item, in bytes, by the rules of package item.
func (i Item) Size() int {
	if i == "" {
		return 0
	}
	return int(uint32(i[0]) | uint32(i[1])<<8 | uint32(i[2])<<16 | uint32(i[3])<<24)
}

// Attribute returns the top-level attribute of that name. Strings of the value share the item's
// memory; binary values are copies.
func (i Item) Attribute(name string) (types.AttributeValue, bool) {
	raw, ok := i.find(name)
	if !ok {
		return nil, false
	}
	d := decoder{slab: 1}
	return d.value(raw), true
}

// AttributeSize returns what DynamoDB charges for the attribute of that name, its name included,
// and 0 if there is none.
func (i Item) AttributeSize(name string) int {
	raw, ok := i.find(name)
	if !ok {
		return 0
	}
	return len(name) + valueSize(raw)
}

// Scalar returns the payload of a top-level attribute if it is an S, an N or a B: the text of a
// string, the spelling of a number that DynamoDB answers with, raw bytes. It copies nothing.
func (i Item) Scalar(name string) (payload string, kind types.ScalarAttributeType, ok bool) {
	raw, ok := i.find(name)
	if !ok {
		return "", "", false
	}
	switch raw[0] {
	case kindS:
		return raw[1:], types.ScalarAttributeTypeS, true
	case kindN:
		return raw[1:], types.ScalarAttributeTypeN, true
	case kindB:
		return raw[1:], types.ScalarAttributeTypeB, true
	}
	return "", "", false
}

// Unpack returns the item as the SDK has it, nil for the zero value. The maps, lists and binary
// values are the caller's own to change.
func (i Item) Unpack() map[string]types.AttributeValue {
	if i == "" {
		return nil
	}
	d := decoder{slab: itemSlab}
	return d.attributes(string(i[header:]))
}

// find returns kind and payload of a top-level attribute.
func (i Item) find(name string) (raw string, ok bool) {
	if i == "" {
		return "", false
	}
	return find(string(i[header:]), name)
}

// find is Item.find in attributes of any level.
func find(attributes, name string) (raw string, ok bool) {
	count, rest := uvarint(attributes)
	for range count {
		var n, value string
		n, rest = chunk(rest)
		value, rest = chunk(rest)
		if n == name {
			return value, true
		}
	}
	return "", false
}

// uvarint is binary.Uvarint on a string that is known to be well formed.
func uvarint(s string) (uint64, string) {
	if s[0] < 0x80 {
		return uint64(s[0]), s[1:]
	}
	var x uint64
	for i := range binary.MaxVarintLen64 {
		b := s[i]
		x |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			return x, s[i+1:]
		}
	}
	panic("packed: not a packed item")
}

// chunk takes bytes with their length in front off s.
func chunk(s string) (first, rest string) {
	n, s := uvarint(s)
	return s[:n], s[n:]
}

// decoder hands out strings and numbers, which most values are, from slabs: an item of ten attributes
// takes half the allocations. The slabs live as long as one of their values does.
type decoder struct {
	slab    int // how many values a slab has
	strings []types.AttributeValueMemberS
	numbers []types.AttributeValueMemberN
}

// itemSlab suits an item of ten attributes.
const itemSlab = 8

func (d *decoder) text(s string) *types.AttributeValueMemberS {
	if len(d.strings) == cap(d.strings) {
		d.strings = make([]types.AttributeValueMemberS, 0, d.slab)
	}
	d.strings = append(d.strings, types.AttributeValueMemberS{Value: s})
	return &d.strings[len(d.strings)-1]
}

func (d *decoder) number(s string) *types.AttributeValueMemberN {
	if len(d.numbers) == cap(d.numbers) {
		d.numbers = make([]types.AttributeValueMemberN, 0, (d.slab+1)/2)
	}
	d.numbers = append(d.numbers, types.AttributeValueMemberN{Value: s})
	return &d.numbers[len(d.numbers)-1]
}

func (d *decoder) attributes(s string) map[string]types.AttributeValue {
	count, s := uvarint(s)
	m := make(map[string]types.AttributeValue, count)
	for range count {
		var name, value string
		name, s = chunk(s)
		value, s = chunk(s)
		m[name] = d.value(value)
	}
	return m
}

func (d *decoder) value(raw string) types.AttributeValue {
	payload := raw[1:]
	switch raw[0] {
	case kindS:
		return d.text(payload)
	case kindN:
		return d.number(payload)
	case kindB:
		return &types.AttributeValueMemberB{Value: []byte(payload)}
	case kindBOOL:
		return &types.AttributeValueMemberBOOL{Value: payload[0] == 1}
	case kindNULL:
		return &types.AttributeValueMemberNULL{Value: true}
	case kindSS:
		return &types.AttributeValueMemberSS{Value: decodeStrings(payload)}
	case kindNS:
		return &types.AttributeValueMemberNS{Value: decodeStrings(payload)}
	case kindBS:
		count, rest := uvarint(payload)
		set := make([][]byte, count)
		for i := range set {
			var b string
			b, rest = chunk(rest)
			set[i] = []byte(b)
		}
		return &types.AttributeValueMemberBS{Value: set}
	case kindL:
		count, rest := uvarint(payload)
		list := make([]types.AttributeValue, count)
		for i := range list {
			var v string
			v, rest = chunk(rest)
			list[i] = d.value(v)
		}
		return &types.AttributeValueMemberL{Value: list}
	case kindM:
		return &types.AttributeValueMemberM{Value: d.attributes(payload)}
	}
	panic("packed: not a packed item")
}

func decodeStrings(s string) []string {
	count, s := uvarint(s)
	set := make([]string, count)
	for i := range set {
		set[i], s = chunk(s)
	}
	return set
}
