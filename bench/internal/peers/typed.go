package peers

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// typed is a Go type that has a table's items, as users of typed tables declare
// it, with the tags of both libraries that have them: order or record.
type typed[T any] interface {
	*T
	// fill takes over an item's attributes. Users would have the value from the start, so that's done
	// with little more work than it takes to set the fields: there's no reflection.
	fill(item items.Item) error
	key() string
}

// typedOf is the value of an item.
func typedOf[T any, P typed[T]](item items.Item) (value T, err error) {
	err = P(&value).fill(item)
	return value, err
}

// checkTyped tells whether an answer is the item that was asked for.
func checkTyped[T any, P typed[T]](value *T, key string) error {
	if P(value).key() != key {
		return errForeign
	}
	return nil
}

// byShape chooses the type that has a table's items.
func byShape[R any](table string, ofOrders, ofRecords func() (R, error)) (R, error) {
	if items.ShapeOf(table) == (items.Shape{}) {
		return ofOrders()
	}
	return ofRecords()
}

// fill sets all attributes.
func fill(item items.Item, set func(name string, value types.AttributeValue) error) error {
	for name, value := range item {
		if err := set(name, value); err != nil {
			return err
		}
	}
	return nil
}

func setText(field *string, name string, value types.AttributeValue) error {
	s, ok := value.(*types.AttributeValueMemberS)
	if !ok {
		return unfit(name, value)
	}
	*field = s.Value
	return nil
}

func unfit(name string, value types.AttributeValue) error {
	return fmt.Errorf("attribute %q (%T) doesn't fit the typed item: give it a field", name, value)
}
