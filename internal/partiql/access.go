package partiql

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// Access is how a SELECT reads: a scan, or a query of some partitions.
type Access struct {
	// Scan says that the WHERE clause fixes no partition: all of the table or index is
	// read, in its own order.
	Scan bool
	// Partitions are the values of the partition key to query, in this order, each once.
	// There may be none, if conditions contradict each other; then nothing is read.
	Partitions []types.AttributeValue
	// Range is what is read of each partition. Limit, pages and capacity count what is
	// within it, before Filter.
	Range Range
	// Descending says in which order each partition is read.
	Descending bool
	// Filter is what remains of the WHERE clause, or nil.
	Filter *Condition
	// Key is the whole key if WHERE fixes it by equality, and nil otherwise.
	Key map[string]types.AttributeValue
}

// Access returns how the statement reads a table or an index with this key. It checks the
// statement against the key.
func (s *Select) Access(schema KeySchema) (Access, error) {
	if err := s.checkScalarKeys(schema); err != nil {
		return Access{}, err
	}
	ordered := len(s.order) > 0 || s.orderErr != nil
	if ordered && s.Where == nil {
		return Access{}, invalid("Must have WHERE clause in the statement when using ORDER BY clause.")
	}
	if s.Where == nil {
		return Access{Scan: true}, nil
	}
	if ordered && !restricts(s.Where.root, schema.Partition.Name) {
		return Access{}, invalid("Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.")
	}
	access, err := plan(s.Where, schema)
	if err != nil {
		return Access{}, err
	}
	return access, s.applyOrder(&access, schema)
}

// applyOrder applies ORDER BY to a query. Partitions come in the order of the statement
// unless the partition key is ordered by; they are never merged.
func (s *Select) applyOrder(access *Access, schema KeySchema) error {
	if s.orderErr != nil {
		return s.orderErr
	}
	for _, o := range s.order {
		switch _, ok := schema.find(o.attribute); {
		case !ok:
			return invalid("Variable reference " + o.attribute + " in ORDER BY clause must be part of the primary key")
		case o.attribute == schema.Sort.Name:
			access.Descending = o.descending
		default:
			slices.SortFunc(access.Partitions, func(a, b types.AttributeValue) int {
				n, _ := exprs.Compare(a, b)
				if o.descending {
					return -n
				}
				return n
			})
		}
	}
	return nil
}

// checkScalarKeys refuses paths into key attributes.
func (s *Select) checkScalarKeys(schema KeySchema) error {
	var err error
	check := func(path Path) {
		if _, ok := schema.find(path.Attribute()); ok && len(path) > 1 && err == nil {
			err = invalid("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: " + path.Attribute())
		}
	}
	for _, path := range s.Projection {
		check(path)
	}
	if s.Where != nil {
		walk(s.Where.root, func(e expr) {
			if e, ok := e.(pathExpr); ok {
				check(e.path)
			}
		})
	}
	return err
}

// plan splits a WHERE clause into what the key answers and a filter.
func plan(where *Condition, schema KeySchema) (Access, error) {
	conjuncts := where.conjuncts()
	equality := slices.ContainsFunc(conjuncts, func(e expr) bool {
		name, _, ok := keyOperation(e, schema.Partition.Name)
		return ok && name == "="
	})
	sort := -1 // the conjunct that is the query's range
	if equality && schema.Sort.Name != "" {
		sort = sortCondition(conjuncts, schema.Sort.Name)
	}
	for i, e := range conjuncts {
		if err := checkKeyTypes(e, schema, i == sort); err != nil {
			return Access{}, err
		}
	}
	partitions, fixed := partitionsOf(where.root, schema.Partition.Name)
	if !fixed {
		return Access{Scan: true, Filter: where}, nil
	}
	access := Access{Partitions: distinctValues(partitions)}
	var rest []expr
	for i, e := range conjuncts {
		switch {
		case onlyFixes(e, schema.Partition.Name): // the partitions say all of it
		case i == sort:
			access.Range = rangeOf(e, schema.Sort.Name)
		default:
			rest = append(rest, e)
		}
	}
	access.Filter = allOf(rest)
	if equality && len(access.Partitions) == 1 {
		access.Key = wholeKey(access.Partitions[0], access.Range, schema)
	}
	return access, nil
}

func wholeKey(partition types.AttributeValue, r Range, schema KeySchema) map[string]types.AttributeValue {
	key := map[string]types.AttributeValue{schema.Partition.Name: partition}
	if schema.Sort.Name == "" {
		return key
	}
	if r.Low == nil || r.Low != r.High {
		return nil
	}
	key[schema.Sort.Name] = r.Low
	return key
}

// sortCondition returns the index of the condition on the sort key that a query can take,
// or -1. A query takes one: if there are more then all of them filter, as in DynamoDB
// Local, and all of the partition is read.
func sortCondition(conjuncts []expr, attribute string) int {
	found := -1
	for i, e := range conjuncts {
		switch name, _, ok := keyOperation(e, attribute); {
		case !ok || !rangeOperations[name]:
		case found >= 0:
			return -1
		default:
			found = i
		}
	}
	return found
}

// checkKeyTypes refuses values that no key can have. The message depends on whether the
// condition is one of the query's.
func checkKeyTypes(e expr, schema KeySchema, isRange bool) error {
	var err error
	walk(e, func(sub expr) {
		for _, a := range append(schema.attributes(), schema.Table...) {
			name, values, ok := keyOperation(sub, a.Name)
			if !ok || name == "attribute_type" {
				continue
			}
			mismatch := errSchemaType
			if isRange || a == schema.Partition && sub == e && name == "=" {
				mismatch = a.errType()
			}
			for _, value := range values {
				if err == nil {
					err = a.check(value, mismatch)
				}
			}
		}
	})
	return err
}

// onlyFixes reports whether e is true of exactly the items in the partitions that it fixes: an
// operand that asks for more, as in pk = 'a' OR pk = 'b' AND begins_with(pk, 'c'), must filter.
func onlyFixes(e expr, attribute string) bool {
	if name, _, ok := keyOperation(e, attribute); ok {
		return name == "=" || name == "IN"
	}
	o, ok := e.(*operation)
	return ok && (o.name == "AND" || o.name == "OR") && onlyFixes(o.args[0], attribute) && onlyFixes(o.args[1], attribute)
}

// restricts reports whether e can't be true without a condition on the attribute.
func restricts(e expr, attribute string) bool {
	if o, ok := e.(*operation); ok {
		switch o.name {
		case "AND":
			return restricts(o.args[0], attribute) || restricts(o.args[1], attribute)
		case "OR":
			return restricts(o.args[0], attribute) && restricts(o.args[1], attribute)
		}
	}
	_, _, ok := keyOperation(e, attribute)
	return ok
}
