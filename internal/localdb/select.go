package localdb

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// checkSelect refuses a Select that contradicts the other parameters.
func (r *readRequest) checkSelect() error {
	if r.projection == nil {
		switch {
		case r.sel == types.SelectSpecificAttributes && r.query:
			return validation("1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
		case r.sel == types.SelectSpecificAttributes:
			return validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
		case r.sel == types.SelectAllProjectedAttributes && r.index == nil:
			return validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
		}
		return nil
	}
	parameter := "ProjectionExpression"
	if r.wants == nil {
		parameter = "AttributesToGet"
	}
	switch r.sel {
	case types.SelectCount:
		return validation("Cannot specify the %s when choosing to get only the Count", parameter)
	case types.SelectAllAttributes, types.SelectAllProjectedAttributes:
		return validation("Cannot specify the %s when choosing to get %s", parameter, r.sel)
	}
	return nil
}

// checkFilterKeys refuses a filter on what the key condition of a Query is for.
func (r *readRequest) checkFilterKeys(target readTarget) error {
	if !r.query || r.filter == nil {
		return nil
	}
	names := r.filter.Attributes()
	parameter := "Filter Expression"
	if r.filterExpr == nil {
		parameter = "QueryFilter"
	}
	schema := target.schema()
	for _, key := range [...]string{schema.Partition.Name, schema.Sort.Name} {
		if slices.Contains(names, key) {
			return validation("%s can only contain non-primary key attributes: Primary key attribute: %s", parameter, key)
		}
	}
	return nil
}

// checkProjected refuses to read from an index what it doesn't have. Only the answer to a read of a local
// index may be completed from the table, never its filter. A Scan doesn't look at the filter: what isn't
// there is not there.
func (r *readRequest) checkProjected(target readTarget) error {
	if target.whole() {
		return nil
	}
	ix := target.index
	if r.query && r.filter != nil {
		if missing := target.missing(r.filter.Attributes()); missing != nil {
			return invalid("Secondary index %s does not project one or more filter attributes: [%s]", ix.Name, strings.Join(missing, ", "))
		}
	}
	if !ix.Global {
		return nil
	}
	if r.sel == types.SelectAllAttributes {
		return invalid("Select type ALL_ATTRIBUTES is not supported for global secondary index %s because its projection type is not ALL", ix.Name)
	}
	if r.projection != nil {
		if missing := target.missing(r.projection.Attributes()); missing != nil {
			return invalid("Global secondary index %s does not project [%s]", ix.Name, strings.Join(missing, ", "))
		}
	}
	return nil
}

// fetches reports whether the answer needs more than the local index has, so that each item is read from
// the table as well. (DynamoDB Local fetches for every projection, whatever it names.)
func (r *readRequest) fetches(target readTarget) bool {
	if target.whole() || target.index.Global {
		return false
	}
	if r.projection != nil {
		return target.missing(r.projection.Attributes()) != nil
	}
	return r.sel == types.SelectAllAttributes
}

// answer returns what the request wants to see of an item.
func (r *readRequest) answer(s *entrySource) map[string]types.AttributeValue {
	if r.projection != nil {
		return r.projection.Apply(s)
	}
	return s.unpack()
}
