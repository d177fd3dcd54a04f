package key

import (
	"bytes"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Equal reports whether a and b, items or Keys, hold the same primary key, as DynamoDB
// understands sameness. It is false if either holds no valid key (see Hash), even if
// both are the same map.
func (s Schema) Equal(a, b map[string]types.AttributeValue) bool {
	if s.Partition == "" || !equalValue(a[s.Partition], b[s.Partition]) {
		return false
	}
	return s.Sort == "" || equalValue(a[s.Sort], b[s.Sort])
}

func equalValue(a, b types.AttributeValue) bool {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && a != nil && b != nil && a.Value == b.Value && validString(a.Value)
	case *types.AttributeValueMemberN:
		b, ok := b.(*types.AttributeValueMemberN)
		return ok && a != nil && b != nil && EqualNumber(a.Value, b.Value)
	case *types.AttributeValueMemberB:
		b, ok := b.(*types.AttributeValueMemberB)
		return ok && a != nil && b != nil && len(a.Value) > 0 && bytes.Equal(a.Value, b.Value)
	}
	return false
}
