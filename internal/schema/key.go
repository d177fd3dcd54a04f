package schema

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Key returns the primary key that partition and sort, Go values or AttributeValues, name. sort is
// nil if the table has no sort key. See [Attribute.Value] for what is refused.
func (s *Spec) Key(partition, sort any) (map[string]types.AttributeValue, error) {
	p, err := s.Partition.Value(partition)
	if err != nil {
		return nil, err
	}
	if s.Sort.Name == "" {
		if sort != nil {
			return nil, fmt.Errorf("the table has no sort key, and %s is given as one: pass the partition key %q alone", given(sort, asAttribute(sort)), s.Partition.Name)
		}
		return map[string]types.AttributeValue{s.Partition.Name: p}, nil
	}
	r, err := s.Sort.Value(sort)
	if err != nil {
		return nil, err
	}
	return map[string]types.AttributeValue{s.Partition.Name: p, s.Sort.Name: r}, nil
}

func asAttribute(v any) types.AttributeValue {
	av, _ := v.(types.AttributeValue)
	return av
}

// KeyOf returns the primary key of an item. The values are the item's own, not copies. The error is
// CheckItem's for the table's key.
func (s *Spec) KeyOf(item map[string]types.AttributeValue) (map[string]types.AttributeValue, error) {
	if err := s.checkKey(item); err != nil {
		return nil, err
	}
	key := make(map[string]types.AttributeValue, 2)
	key[s.Partition.Name] = item[s.Partition.Name]
	if s.Sort.Name != "" {
		key[s.Sort.Name] = item[s.Sort.Name]
	}
	return key, nil
}
