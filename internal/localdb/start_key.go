package localdb

import (
	"errors"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/store"
)

func errStartKey() error { return validation("The provided starting key is invalid") }

// errStartKeyFor says why a starting key is invalid, in the words of another error.
func errStartKeyFor(err error) error {
	var api smithy.APIError
	if errors.As(err, &api) {
		return validation("The provided starting key is invalid: %s", api.ErrorMessage())
	}
	return errStartKey()
}

// checkStartValues checks the values of an ExclusiveStartKey, whatever the table. Of numbers, and of sets
// with elements, the service tells what is wrong as it is.
func checkStartValues(start map[string]types.AttributeValue) error {
	for _, name := range slices.Sorted(maps.Keys(start)) {
		err := item.CheckValue(start[name])
		if err == nil {
			continue
		}
		err = validation("%s", err)
		switch v := start[name].(type) {
		case *types.AttributeValueMemberN, *types.AttributeValueMemberNS:
			return err
		case *types.AttributeValueMemberSS:
			if len(v.Value) > 0 {
				return err
			}
		case *types.AttributeValueMemberBS:
			if len(v.Value) > 0 {
				return err
			}
		}
		return errStartKeyFor(err)
	}
	return nil
}

// checkStartSize refuses a starting key that has not as many attributes as one of the target's.
func (r *readRequest) checkStartSize(target readTarget) error {
	if r.start == nil || len(r.start) == len(target.keys()) {
		return nil
	}
	if !r.query && target.index == nil {
		return errStartKeyFor(errKeySchema())
	}
	return errStartKey()
}

// checkStartAttribute checks a key attribute of a Query, or of an index, in the starting key.
func (r *readRequest) checkStartAttribute(a store.Attribute) error {
	if r.start == nil || a.Name == "" {
		return nil
	}
	v, there := r.start[a.Name]
	if !there {
		return errStartKey()
	}
	if expr.TypeName(v) != string(a.Type) {
		return errKeySchema()
	}
	return nil
}

// position returns the place behind which the walk begins, nil if at the beginning. The size of the
// starting key has been checked, and the target's own key in it.
func (r *readRequest) position(target readTarget) (*store.Position, error) {
	if r.start == nil {
		return nil, nil
	}
	schema := target.table.schema
	mismatch := func(store.Attribute, types.AttributeValue) error { return errKeySchema() }
	key, err := encodeKey(schema, r.start, mismatch)
	if err != nil {
		return nil, errStartKeyFor(err)
	}
	if target.index == nil {
		return &store.Position{Key: key}, nil
	}
	own, err := encodeKey(target.index.Schema, r.start, mismatch)
	if err != nil {
		return nil, errStartKeyFor(err)
	}
	return &store.Position{Key: own, Owner: key}, nil
}

// lastKey is the LastEvaluatedKey for a page that ends with the entry.
func (r readTarget) lastKey(e *store.Entry) map[string]types.AttributeValue {
	keys := r.keys()
	m := make(map[string]types.AttributeValue, len(keys))
	for _, k := range keys {
		m[k.Name], _ = e.Item.Attribute(k.Name)
	}
	return m
}
