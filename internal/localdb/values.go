package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
)

// maxItemSize is the largest item, names included ("Service, account, and table quotas": 400 KB).
const maxItemSize = 400 << 10

// checkItem checks the item of a put: its names, its values and its size, whatever the table.
func checkItem(m map[string]types.AttributeValue) error {
	size, err := item.Check(m)
	switch {
	case err != nil:
		return validation("%s", err)
	case size > maxItemSize:
		return errItemTooLarge()
	}
	return nil
}

// checkValues checks the values of a key.
func checkValues(m map[string]types.AttributeValue) error {
	if _, err := item.Check(m); err != nil {
		return validation("%s", err)
	}
	return nil
}

func errItemTooLarge() error {
	return validation("Item size has exceeded the maximum allowed size")
}

// errUpdatedTooLarge is what is said of an item that only the update makes too large.
func errUpdatedTooLarge() error {
	return validation("Item size to update has exceeded the maximum allowed size")
}

// typeName returns the name of a value's type as requests have it: "S", "NS", "M".
func typeName(v types.AttributeValue) string {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberNULL:
		return "NULL"
	case *types.AttributeValueMemberSS:
		return "SS"
	case *types.AttributeValueMemberNS:
		return "NS"
	case *types.AttributeValueMemberBS:
		return "BS"
	case *types.AttributeValueMemberL:
		return "L"
	case *types.AttributeValueMemberM:
		return "M"
	}
	return ""
}
