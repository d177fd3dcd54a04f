package items

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Wire returns the JSON of an item in two halves, to be joined by its key.
func Wire() (head, tail []byte) {
	rest, err := json.Marshal(wireMap(attributes))
	if err != nil {
		panic(err) // the attributes are constants of this package
	}
	head = []byte(`{"` + PartitionKey + `":{"S":"`)
	tail = append([]byte(`"},`), rest[1:]...)
	return head, tail
}

func wireMap(item Item) map[string]any {
	wire := make(map[string]any, len(item))
	for name, value := range item {
		wire[name] = wireValue(value)
	}
	return wire
}

func wireValue(value types.AttributeValue) any {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": v.Value}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": wireMap(v.Value)}
	default:
		panic(fmt.Sprintf("no wire form for %T", value))
	}
}
