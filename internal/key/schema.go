package key

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Schema names a table's key attributes. Sort is "" if the table has no sort key.
// The zero Schema names no key: nothing has one by it.
type Schema struct {
	Partition, Sort string
}

// FromKeySchema returns the Schema that a table's description holds. It refuses
// anything but one HASH and at most one RANGE element, which is all a table can have;
// a global secondary index may have more and isn't meant here.
func FromKeySchema(elements []types.KeySchemaElement) (Schema, error) {
	var s Schema
	for _, e := range elements {
		if e.AttributeName == nil || *e.AttributeName == "" {
			return Schema{}, fmt.Errorf("key schema: element of type %q names no attribute", e.KeyType)
		}
		name := *e.AttributeName
		switch e.KeyType {
		case types.KeyTypeHash:
			if s.Partition != "" {
				return Schema{}, fmt.Errorf("key schema: two partition keys, %q and %q; a table has one", s.Partition, name)
			}
			s.Partition = name
		case types.KeyTypeRange:
			if s.Sort != "" {
				return Schema{}, fmt.Errorf("key schema: two sort keys, %q and %q; a table has at most one", s.Sort, name)
			}
			s.Sort = name
		default:
			return Schema{}, fmt.Errorf("key schema: attribute %q has key type %q; want HASH or RANGE", name, e.KeyType)
		}
	}
	if s.Partition == "" {
		return Schema{}, fmt.Errorf("key schema: no partition key among %d elements; want one of type HASH", len(elements))
	}
	if s.Partition == s.Sort {
		return Schema{}, fmt.Errorf("key schema: attribute %q is both partition key and sort key", s.Sort)
	}
	return s, nil
}

// IsExactly reports whether m is a key and nothing but a key: exactly the key
// attributes, each a non-nil S, N or B. It doesn't look at their contents.
func (s Schema) IsExactly(m map[string]types.AttributeValue) bool {
	if s.Partition == "" {
		return false
	}
	if s.Sort == "" {
		return len(m) == 1 && isKeyType(m[s.Partition])
	}
	return len(m) == 2 && isKeyType(m[s.Partition]) && isKeyType(m[s.Sort])
}

func isKeyType(v types.AttributeValue) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v != nil
	case *types.AttributeValueMemberN:
		return v != nil
	case *types.AttributeValueMemberB:
		return v != nil
	}
	return false
}

// Extract returns a new map with those of m's attributes that belong to the key.
// What m lacks is lacking there too; the values are m's own, not copies.
func (s Schema) Extract(m map[string]types.AttributeValue) map[string]types.AttributeValue {
	k := make(map[string]types.AttributeValue, 2)
	if v, ok := m[s.Partition]; ok && s.Partition != "" {
		k[s.Partition] = v
	}
	if v, ok := m[s.Sort]; ok && s.Sort != "" {
		k[s.Sort] = v
	}
	return k
}
