package localdb

import (
	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/store"
)

// queryRange returns what the key condition and the starting key leave to walk.
func (r *readRequest) queryRange(target readTarget, backward bool) (store.Range, error) {
	schema := target.schema()
	if err := r.checkStartSize(target); err != nil {
		return store.Range{}, err
	}
	if err := r.checkStartAttribute(schema.Partition); err != nil {
		return store.Range{}, err
	}
	selected, err := r.key.Resolve(exprSchema(schema))
	if err != nil {
		return store.Range{}, err
	}
	if err := r.checkStartAttribute(schema.Sort); err != nil {
		return store.Range{}, err
	}
	walk := storeRange(schema, selected)
	walk.Backward = backward
	if walk.After, err = r.position(target); err != nil || walk.After == nil {
		return walk, err
	}
	return walk, checkBoundaries(walk, target, selected.Sort != expr.SortRange{})
}

// checkBoundaries refuses a starting key that the key condition excludes. What is said of one with
// another partition key depends on whether there is a condition on the sort key: the service's words.
// (DynamoDB Local says in every case that the predicate on the range key does not match.)
func checkBoundaries(walk store.Range, target readTarget, sortCondition bool) error {
	switch start := walk.After.Key; {
	case sortCondition && (!within(walk, start.Sort) || ends(walk, target, start.Sort)):
		return validation("The provided starting key does not match the range key predicate")
	case start.Partition == walk.Partition:
		return nil
	case sortCondition:
		return validation("The query can return at most one row and cannot be restarted")
	}
	return validation("The provided starting key is outside query boundaries based on provided conditions")
}

func within(walk store.Range, sort string) bool {
	if b := walk.Lower; b != nil && (sort < b.Sort || sort == b.Sort && !b.Inclusive) {
		return false
	}
	if b := walk.Upper; b != nil && (sort > b.Sort || sort == b.Sort && !b.Inclusive) {
		return false
	}
	return true
}

// ends reports whether nothing of the table can follow the sort key within the range: the range ends with
// it. Then there is no last key, and it is none to start from. In an index several items may have it. Where
// only one sort key is asked for the service doesn't look.
func ends(walk store.Range, target readTarget, sort string) bool {
	end, other := walk.Upper, walk.Lower
	if walk.Backward {
		end, other = other, end
	}
	if target.index != nil || end == nil || !end.Inclusive || end.Sort != sort {
		return false
	}
	return other == nil || other.Sort != sort
}

func exprSchema(s store.Schema) expr.KeySchema {
	return expr.KeySchema{
		Partition: expr.KeyAttribute{Name: s.Partition.Name, Type: s.Partition.Type},
		Sort:      expr.KeyAttribute{Name: s.Sort.Name, Type: s.Sort.Type},
	}
}

// storeRange encodes a range of keys. Its values have the types of the schema.
func storeRange(s store.Schema, selected expr.KeyRange) store.Range {
	var walk store.Range
	walk.Partition, _ = store.EncodeKey(s.Partition.Type, selected.Partition)
	sort := selected.Sort
	if sort.Prefix != nil {
		prefix, _ := store.EncodeKey(s.Sort.Type, sort.Prefix)
		walk.Lower, walk.Upper = store.Prefix(prefix)
		return walk
	}
	if sort.Lower != nil {
		key, _ := store.EncodeKey(s.Sort.Type, sort.Lower)
		walk.Lower = &store.Bound{Sort: key, Inclusive: !sort.LowerOpen}
	}
	if sort.Upper != nil {
		key, _ := store.EncodeKey(s.Sort.Type, sort.Upper)
		walk.Upper = &store.Bound{Sort: key, Inclusive: !sort.UpperOpen}
	}
	return walk
}
