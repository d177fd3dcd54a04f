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
