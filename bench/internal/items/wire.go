package items

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// WireTail returns the JSON of an item of the shape after the text of its key.
// What stands before is {"pk":{"S":" for a string.
func (s Shape) WireTail() []byte { return wireTail(s.content()) }

// BinaryWireTail is WireTail with all attributes binary, as Binary makes them.
// What stands before is {"pk":{"B":" and base64.
func (s Shape) BinaryWireTail() []byte { return wireTail(Binary(s.content())) }

// content is an item of the shape without a key.
func (s Shape) content() Item {
	if s == (Shape{}) {
		return attributes
	}
	content := make(Item, s.Fields)
	filler := &types.AttributeValueMemberS{Value: strings.Repeat("0123456789", s.Length/10+1)[:s.Length]}
	for i := range s.Fields {
		content[Field(i)] = filler
	}
	return content
}

func wireTail(content Item) []byte {
	rest, err := json.Marshal(wireMap(content))
	if err != nil {
		panic(err) // the attributes are constants of this package
	}
	return append([]byte(`"},`), rest[1:]...)
}

// Binary is the item for peers that know only one type: each attribute has the
// bytes of its text, and those of maps stand beside the others.
func Binary(item Item) Item {
	binary := make(Item, len(item))
	for name, value := range item {
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			binary[name] = &types.AttributeValueMemberB{Value: []byte(v.Value)}
		case *types.AttributeValueMemberN:
			binary[name] = &types.AttributeValueMemberB{Value: []byte(v.Value)}
		case *types.AttributeValueMemberM:
			for inner, value := range Binary(v.Value) {
				binary[name+"."+inner] = value
			}
		default:
			binary[name] = value
		}
	}
	return binary
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
