package api

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
)

// Key is the primary key of an item. Each part is a Go value that marshals to the attribute's type
// (a string to S, a number to N, a []byte to B), or a types.AttributeValue.
type Key struct {
	// Partition is the partition key's value.
	Partition any
	// Sort is the sort key's value, nil if the table has none.
	Sort any
}

// EncodeError says that a value of T can't be marshalled.
type EncodeError struct {
	// Table is the table's name, and Type T's.
	Table, Type string
	// Err is what attributevalue or a Marshaler said. It may quote content of the item, so it's
	// not in this error's text.
	Err error
}

func (e *EncodeError) Error() string {
	return fmt.Sprintf("an item of type %s can't be marshalled (%T): look at the fields' types and their Marshalers", e.Type, e.Err)
}

// Unwrap returns the cause, which may quote content of the item.
func (e *EncodeError) Unwrap() error { return e.Err }

// DecodeError says that an item of the table can't be unmarshalled into T. The operation has
// succeeded all the same: what it wrote is written.
type DecodeError struct {
	// Table is the table's name, and Type T's.
	Table, Type string
	// Err is what attributevalue or an Unmarshaler said. It may quote content of the item, so
	// it's not in this error's text.
	Err error
}

func (e *DecodeError) Error() string {
	var field *attributevalue.UnmarshalTypeError
	if errors.As(e.Err, &field) && field.Type != nil {
		return fmt.Sprintf("an item of table %q doesn't fit %s: an attribute doesn't fit a field of type %v", e.Table, e.Type, field.Type)
	}
	return fmt.Sprintf("an item of table %q doesn't fit %s (%T)", e.Table, e.Type, e.Err)
}

// Unwrap returns the cause, which may quote content of the item.
func (e *DecodeError) Unwrap() error { return e.Err }

// Encode marshals an item, as Put does, and checks what Put checks: that it has the table's key, that
// key attributes have their types, and that it's not over 400 KB, DynamoDB's limit of an item. It
// makes no call.
func (t *Table[T]) Encode(it T) (map[string]types.AttributeValue, error) {
	var m map[string]types.AttributeValue
	if raw, ok := any(&it).(*map[string]types.AttributeValue); ok {
		m = *raw
	} else {
		var err error
		// By its address, so that Marshalers with pointer receivers count, as Unmarshalers do.
		if m, err = attributevalue.MarshalMap(&it); err != nil {
			return nil, &EncodeError{Table: t.name, Type: t.typeName(), Err: err}
		}
	}
	if m == nil {
		return nil, errors.New("the item is nil: pass one with at least the key's attributes")
	}
	if err := t.spec.CheckItem(m); err != nil {
		return nil, err
	}
	size, ok := item.Size(m)
	if !ok {
		if err := findUnsendable(m); err != nil {
			return nil, err
		}
	}
	if size > maxItemBytes {
		return nil, fmt.Errorf("the item has %d bytes, and DynamoDB takes %d (400 KB): make it smaller, or keep its large parts elsewhere", size, maxItemBytes)
	}
	return m, nil
}

// findUnsendable says which attribute has a value that can't be sent. In a map or an interface of the
// caller's there can be any.
func findUnsendable(m map[string]types.AttributeValue) error {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if _, ok := item.Size(map[string]types.AttributeValue{name: m[name]}); !ok {
			return fmt.Errorf("the attribute %q has a nil value in it, or lists and maps deeper than %d levels: leave it out, or give it a value of the SDK's types package", name, item.MaxDepth)
		}
	}
	return nil
}

// maxItemBytes is DynamoDB's limit of an item.
const maxItemBytes = 400 << 10

// Decode unmarshals an item, for example one that an error or another API of the SDK holds. It
// fails with a [*DecodeError]. It makes no call.
func (t *Table[T]) Decode(it map[string]types.AttributeValue) (T, error) {
	var value T
	if raw, ok := any(&value).(*map[string]types.AttributeValue); ok {
		*raw = it
		return value, nil
	}
	if err := attributevalue.UnmarshalMap(it, &value); err != nil {
		var zero T
		return zero, &DecodeError{Table: t.name, Type: t.typeName(), Err: err}
	}
	return value, nil
}

// KeyOf returns the primary key of an item. It fails if the item can't be marshalled or lacks a
// key attribute. It makes no call.
func (t *Table[T]) KeyOf(it T) (Key, error) {
	m, err := t.Encode(it)
	if err != nil {
		return Key{}, err
	}
	key := Key{Partition: m[t.spec.Partition.Name]}
	if t.spec.Sort.Name != "" {
		key.Sort = m[t.spec.Sort.Name]
	}
	return key, nil
}

func (t *Table[T]) typeName() string { return reflect.TypeFor[T]().String() }

// keyOf is the key as DynamoDB wants it.
func (t *Table[T]) keyOf(key Key) (map[string]types.AttributeValue, error) {
	return t.spec.Key(key.Partition, key.Sort)
}
