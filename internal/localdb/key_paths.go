package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
)

// checkProjectionPaths refuses a projection that looks into an attribute of the table's key or of an
// index's: those are scalars.
func (t *table) checkProjectionPaths(p *expr.Projection) error {
	if p == nil {
		return nil
	}
	names := p.Attributes()
	return t.checkPaths(func(name string) bool {
		if !slices.Contains(names, name) {
			return false
		}
		// It takes a scalar as it is, or looks into it and finds nothing.
		found := p.Apply(expr.Item{name: &types.AttributeValueMemberNULL{Value: true}})
		return len(found) == 0
	})
}

// checkConditionPaths is checkProjectionPaths for a condition or a filter.
func (t *table) checkConditionPaths(c *expr.Condition) error {
	if c == nil {
		return nil
	}
	return t.checkPaths(func(name string) bool {
		return c.CheckKeys(expr.KeySchema{Partition: expr.KeyAttribute{Name: name}}) != nil
	})
}

func (t *table) checkPaths(looksInto func(name string) bool) error {
	for _, name := range [...]string{t.schema.Partition.Name, t.schema.Sort.Name} {
		if name != "" && looksInto(name) {
			return errLooksInto("Key", name)
		}
	}
	for _, ix := range t.allIndexes() {
		for _, name := range [...]string{ix.Schema.Partition.Name, ix.Schema.Sort.Name} {
			if name != "" && looksInto(name) {
				return errLooksInto("IndexKey", name)
			}
		}
	}
	return nil
}

func errLooksInto(kind, name string) error {
	return validation("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: %s: %s", kind, name)
}
