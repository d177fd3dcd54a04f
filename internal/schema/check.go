package schema

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// CheckItem checks an item before it is put: DynamoDB refuses one that lacks an attribute of the
// table's key, or whose attributes for the table's key or for an index's key have another type, are
// empty, or are too large. An item may lack the keys of indexes: it isn't in those indexes then.
//
// It runs for every item that is put, and doesn't allocate unless it refuses.
func (s *Spec) CheckItem(item map[string]types.AttributeValue) error {
	if err := s.checkKey(item); err != nil {
		return err
	}
	for i := range s.Indexes {
		ix := &s.Indexes[i]
		if !ix.Local { // a local index's partition key is the table's
			if err := ix.Partition.checkIn(item, false); err != nil {
				return err
			}
		}
		if ix.Sort.Name != "" {
			if err := ix.Sort.checkIn(item, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Spec) checkKey(item map[string]types.AttributeValue) error {
	if err := s.Partition.checkIn(item, true); err != nil || s.Sort.Name == "" {
		return err
	}
	return s.Sort.checkIn(item, true)
}

// checkIn checks the attribute's value in a marshalled item. needed is for the table's key.
func (a *Attribute) checkIn(item map[string]types.AttributeValue, needed bool) error {
	v, ok := item[a.Name]
	if !ok || isNil(v) {
		if !needed && !ok {
			return nil
		}
		return a.absent()
	}
	if t := scalarType(v); t == "" || a.Type != "" && t != a.Type {
		return a.misfit(v, needed)
	}
	if err := a.check(v); err != nil {
		return a.inItem(err, v, needed)
	}
	return nil
}

func (a *Attribute) absent() error {
	if a.Field == "" {
		return a.errorf("is missing in the item: set it")
	}
	return a.errorf("is missing in the item: set the field %s (with \"omitempty\" in its tag a zero value is left out)", a.Field)
}

// sparse is what to do about an index key that isn't set: without it the item stays out of the index.
const sparse = `; to keep the item out of the index, leave the attribute out, with "omitempty" in the field's tag`

func (a *Attribute) misfit(v types.AttributeValue, needed bool) error {
	hint := ""
	if _, null := v.(*types.AttributeValueMemberNULL); null && !needed {
		hint = sparse
	}
	return a.errorf("is %s in the item, and must be %s%s", typeWord(v), scalarWord(a.Type), hint)
}

func (a *Attribute) inItem(err error, v types.AttributeValue, needed bool) error {
	if needed || !isEmpty(v) {
		return err
	}
	return a.errorf("is empty: DynamoDB allows no empty value in the key of an index%s", sparse)
}

func isEmpty(v types.AttributeValue) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value == ""
	case *types.AttributeValueMemberB:
		return len(v.Value) == 0
	}
	return false
}
