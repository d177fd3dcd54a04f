package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// mostProjected is how many attributes all of a table's indexes may name together ("Projection" in the
// API reference). One that two indexes name counts twice.
const mostProjected = 100

// projected lists the attributes that an index has: the keys of the table, its own and those that are
// included; nil if it has them all.
func projected(p types.Projection, table, index []types.KeySchemaElement) []string {
	if p.ProjectionType == types.ProjectionTypeAll {
		return nil
	}
	names := slices.Concat(keyNames(table), keyNames(index), p.NonKeyAttributes)
	slices.Sort(names)
	return slices.Compact(names)
}

// projectionError says what is wrong with a projection that has passed [projectionConstraint].
func projectionError(p *types.Projection) error {
	switch {
	case p.ProjectionType == "":
		return invalid("Unknown ProjectionType: null")
	case p.ProjectionType != types.ProjectionTypeInclude && len(p.NonKeyAttributes) > 0:
		return invalid("ProjectionType is %s, but NonKeyAttributes is specified", p.ProjectionType)
	case p.ProjectionType == types.ProjectionTypeInclude && len(p.NonKeyAttributes) == 0:
		return invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
	}
	for i, name := range p.NonKeyAttributes {
		if slices.Contains(p.NonKeyAttributes[:i], name) {
			return invalid("Duplicate element in NonKeyAttributes: %s", name)
		}
	}
	return nil
}

// tooManyProjected checks the sum over all indexes.
func tooManyProjected(n int) error {
	if n > mostProjected {
		return invalid("Number of NonKeyAttributes of all secondary indexes exceeds per-table limit of %d", mostProjected)
	}
	return nil
}
