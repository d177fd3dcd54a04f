package peers

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// flatten adds an item's attributes to fields of bytes, which is all that YCSB
// knows. A map's entries become fields of their own, so nothing gets lost.
func flatten(fields map[string][]byte, prefix string, item items.Item) error {
	for name, value := range item {
		name = prefix + name
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			fields[name] = []byte(v.Value)
		case *types.AttributeValueMemberN:
			fields[name] = []byte(v.Value)
		case *types.AttributeValueMemberB:
			fields[name] = v.Value
		case *types.AttributeValueMemberM:
			if err := flatten(fields, name+".", v.Value); err != nil {
				return err
			}
		default:
			return fmt.Errorf("attribute %q is a %T, which has no form in bytes here: add one", name, value)
		}
	}
	return nil
}
