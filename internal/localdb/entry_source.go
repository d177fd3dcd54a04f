package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/packed"
)

// entrySource is an entry as filters and projections see it. One serves all entries of a page, one after
// the other: a pointer in an interface costs no allocation for each of them.
type entrySource struct {
	item packed.Item
	// only are the attributes that an index has, nil for all. The store keeps whole items in every index:
	// they share their memory.
	only []string
}

// Attribute implements expr.Source.
func (s *entrySource) Attribute(name string) (types.AttributeValue, bool) {
	if s.only != nil && !slices.Contains(s.only, name) {
		return nil, false
	}
	return s.item.Attribute(name)
}

// unpack returns all of the entry.
func (s *entrySource) unpack() map[string]types.AttributeValue {
	if s.only == nil {
		return s.item.Unpack()
	}
	m := make(map[string]types.AttributeValue, len(s.only))
	for _, name := range s.only {
		if v, ok := s.item.Attribute(name); ok {
			m[name] = v
		}
	}
	return m
}
