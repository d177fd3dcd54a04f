package localdb

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/store"
)

// The largest keys ("Service, account, and table quotas").
const (
	maxPartitionKey = 2048
	maxSortKey      = 1024
)

// key returns the key that a Key parameter names: it must be exactly the attributes of the table's
// primary key. The values have been checked with checkValues.
func (t *table) key(m map[string]types.AttributeValue) (store.Key, error) {
	return keyOf(t.schema, m)
}

// keyOf is key for any schema.
func keyOf(s store.Schema, m map[string]types.AttributeValue) (store.Key, error) {
	attributes := 1
	if s.HasSort() {
		attributes = 2
	}
	if len(m) != attributes {
		return store.Key{}, errKeySchema()
	}
	return encodeKey(s, m, func(store.Attribute, types.AttributeValue) error { return errKeySchema() })
}

// errKeySchema is what is said of a key that doesn't fit the table. (DynamoDB Local tells in what way.)
func errKeySchema() error {
	return validation("The provided key element does not match the schema")
}

// keyOfItem returns the key of an item that is to be put. It also checks the item's attributes that are
// keys of indexes. The values have been checked with checkItem.
func (t *table) keyOfItem(m map[string]types.AttributeValue) (store.Key, error) {
	k, err := encodeKey(t.schema, m, func(a store.Attribute, v types.AttributeValue) error {
		if v == nil {
			return invalid("Missing the key %s in the item", a.Name)
		}
		return invalid("Type mismatch for key %s expected: %s actual: %s", a.Name, a.Type, expr.TypeName(v))
	})
	if err != nil {
		return store.Key{}, err
	}
	return k, t.checkIndexKeys(m)
}

// encodeKey encodes the key attributes in m; mismatch makes the error for one that is missing or of
// another type.
func encodeKey(s store.Schema, m map[string]types.AttributeValue, mismatch func(store.Attribute, types.AttributeValue) error) (store.Key, error) {
	partition, err := encodeKeyAttribute(s.Partition, m, mismatch)
	if err != nil {
		return store.Key{}, err
	}
	if len(partition) > maxPartitionKey {
		return store.Key{}, invalid("Size of hashkey has exceeded the maximum size limit of%d bytes", maxPartitionKey) // sic
	}
	if !s.HasSort() {
		return store.NewKey(partition, ""), nil
	}
	sort, err := encodeKeyAttribute(s.Sort, m, mismatch)
	if err != nil {
		return store.Key{}, err
	}
	if len(sort) > maxSortKey {
		return store.Key{}, invalid("Aggregated size of all range keys has exceeded the size limit of %d bytes", maxSortKey)
	}
	return store.NewKey(partition, sort), nil
}

func encodeKeyAttribute(a store.Attribute, m map[string]types.AttributeValue, mismatch func(store.Attribute, types.AttributeValue) error) (string, error) {
	v, there := m[a.Name]
	if !there {
		return "", mismatch(a, nil)
	}
	encoded, ok := store.EncodeKey(a.Type, v)
	if !ok {
		return "", mismatch(a, v)
	}
	if encoded == "" {
		return "", notEmptyKey(a, m)
	}
	return encoded, nil
}

// notEmptyKey refuses an attribute of the primary key that is empty, nothing else.
func notEmptyKey(a store.Attribute, m map[string]types.AttributeValue) error {
	v := m[a.Name]
	if expr.TypeName(v) != string(a.Type) || keyBytes(v) > 0 {
		return nil
	}
	return validation("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s", kindWord(a.Type), a.Name)
}

// notEmptyKey is the same for the key of an index.
func (ix *index) notEmptyKey(a store.Attribute, v types.AttributeValue) error {
	if expr.TypeName(v) != string(a.Type) || keyBytes(v) > 0 {
		return nil
	}
	return validation("One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty %s value. IndexName: %s, IndexKey: %s", kindWord(a.Type), ix.Name, a.Name)
}

// keyBytes returns the bytes that the limits of keys count, and 1 for a number: it is never empty, and
// never too long.
func keyBytes(v types.AttributeValue) int {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	}
	return 1
}

// kindWord names the type of an empty key: numbers are never empty.
func kindWord(t types.ScalarAttributeType) string {
	if t == types.ScalarAttributeTypeB {
		return "binary"
	}
	return "string"
}

// checkIndexKeys checks the attributes of an item that are keys of indexes: their types and sizes first.
// An item may lack them.
func (t *table) checkIndexKeys(m map[string]types.AttributeValue) error {
	err := t.eachIndexKey(func(ix *index, a store.Attribute, maxSize int) error {
		if v, ok := m[a.Name]; ok {
			return ix.checkKey(a, v, maxSize)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.eachIndexKey(func(ix *index, a store.Attribute, _ int) error { return ix.notEmptyKey(a, m[a.Name]) })
}

// checkUpdatedIndexKeys is checkIndexKeys for the attributes that an update has written. (DynamoDB Local
// lets them have any type.)
func (t *table) checkUpdatedIndexKeys(after map[string]types.AttributeValue, written []string) error {
	return t.eachIndexKey(func(ix *index, a store.Attribute, maxSize int) error {
		if v, ok := after[a.Name]; ok && slices.Contains(written, a.Name) {
			return ix.checkKey(a, v, maxSize)
		}
		return nil
	})
}

// notEmptyUpdated refuses keys of indexes that an update has made empty. In a transaction that makes the
// request invalid, while any other fault of such a key cancels the transaction.
func (t *table) notEmptyUpdated(after map[string]types.AttributeValue, written []string) error {
	return t.eachIndexKey(func(ix *index, a store.Attribute, _ int) error {
		if !slices.Contains(written, a.Name) || ix.notEmptyKey(a, after[a.Name]) == nil {
			return nil
		}
		return validation("One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty %s value.", kindWord(a.Type))
	})
}

// eachIndexKey visits the key attributes of the indexes until one has an error. Of several errors it
// returns that of the index that comes first by name, which is the one that the service tells of.
func (t *table) eachIndexKey(visit func(ix *index, a store.Attribute, maxSize int) error) error {
	indexes := t.allIndexes()
	err := visitIndexKeys(indexes, visit)
	if err == nil || len(indexes) == 1 {
		return err
	}
	// Sorting only now keeps it out of all the writes that are good.
	indexes = slices.SortedFunc(slices.Values(indexes), func(a, b *index) int { return strings.Compare(a.Name, b.Name) })
	return visitIndexKeys(indexes, visit)
}

func visitIndexKeys(indexes []*index, visit func(ix *index, a store.Attribute, maxSize int) error) error {
	for _, ix := range indexes {
		if err := visit(ix, ix.Schema.Partition, maxPartitionKey); err != nil {
			return err
		}
		if !ix.Schema.HasSort() {
			continue
		}
		if err := visit(ix, ix.Schema.Sort, maxSortKey); err != nil {
			return err
		}
	}
	return nil
}

// checkKey checks the type and the size of an index's key attribute.
func (ix *index) checkKey(a store.Attribute, v types.AttributeValue, maxSize int) error {
	if expr.TypeName(v) != string(a.Type) {
		return invalid("Type mismatch for Index Key %s Expected: %s Actual: %s IndexName: %s", a.Name, a.Type, expr.TypeName(v), ix.Name)
	}
	if size := keyBytes(v); size > maxSize {
		return invalid("Size limit exceeded for Index Key %s Actual Size: %d bytes Max Size: %d bytes IndexName: %s", a.Name, size, maxSize, ix.Name)
	}
	return nil
}
