package api

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// keyText is a primary key that can be compared. Numbers that are equal and written differently
// are different here, which costs a read and nothing else.
type keyText struct{ partition, sort string }

func (t *Table[T]) textOf(key map[string]types.AttributeValue) keyText {
	k := keyText{partition: scalarText(key[t.spec.Partition.Name])}
	if t.spec.Sort.Name != "" {
		k.sort = scalarText(key[t.spec.Sort.Name])
	}
	return k
}

// scalarText is a key attribute's value behind its type.
func scalarText(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "S" + v.Value
	case *types.AttributeValueMemberN:
		return "N" + v.Value
	case *types.AttributeValueMemberB:
		return "B" + string(v.Value)
	}
	return ""
}
