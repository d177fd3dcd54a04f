package localdb

import (
	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/store"
)

// queryWalk is what the key condition and the starting key of a Query leave to walk.
type queryWalk struct {
	store.Range
	target readTarget
	sort   expr.SortRange // the condition on the sort key
}

// queryWalk checks the key condition and the starting key.
func (r *readRequest) queryWalk(target readTarget, backward bool) (*queryWalk, error) {
	schema := target.schema()
	if err := r.checkStartSize(target); err != nil {
		return nil, err
	}
	if err := r.checkStartAttribute(schema.Partition); err != nil {
		return nil, err
	}
	selected, err := r.key.Resolve(exprSchema(schema, target.name()))
	if err != nil {
		return nil, err
	}
	if err := r.checkStartAttribute(schema.Sort); err != nil {
		return nil, err
	}
	walk := &queryWalk{storeRange(schema, selected), target, selected.Sort}
	walk.Backward = backward
	if walk.After, err = r.position(target); err != nil || walk.After == nil {
		return walk, err
	}
	return walk, walk.checkBoundaries()
}

// checkBoundaries refuses a starting key that the key condition excludes. What is said of one with
// another partition key depends on whether there is a condition on the sort key: the service's words.
// (DynamoDB Local says in every case that the predicate on the range key does not match.)
func (w *queryWalk) checkBoundaries() error {
	sorted := w.sort != expr.SortRange{}
	switch start := w.After.Key; {
	case sorted && (!w.within(start.Sort) || w.endsWith(start.Sort)):
		return validation("The provided starting key does not match the range key predicate")
	case start.Partition == w.Partition:
		return nil
	case sorted:
		return validation("The query can return at most one row and cannot be restarted")
	}
	return validation("The provided starting key is outside query boundaries based on provided conditions")
}

func (w *queryWalk) within(sort string) bool {
	if b := w.Lower; b != nil && (sort < b.Sort || sort == b.Sort && !b.Inclusive) {
		return false
	}
	if b := w.Upper; b != nil && (sort > b.Sort || sort == b.Sort && !b.Inclusive) {
		return false
	}
	return true
}

// endsWith reports whether nothing of the table can follow the sort key within the range: the range ends
// with it. Then there is no last key, and it is none to start from. In an index several items may have it.
// Where the condition is that the sort key equals one, nobody looks.
func (w *queryWalk) endsWith(sort string) bool {
	end := w.Upper
	if w.Backward {
		end = w.Lower
	}
	return w.target.index == nil && !w.sort.Equal && end != nil && end.Inclusive && end.Sort == sort
}

func exprSchema(s store.Schema, index string) expr.KeySchema {
	return expr.KeySchema{
		Partition: expr.KeyAttribute{Name: s.Partition.Name, Type: s.Partition.Type},
		Sort:      expr.KeyAttribute{Name: s.Sort.Name, Type: s.Sort.Type},
		Index:     index,
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
