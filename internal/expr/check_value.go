package expr

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
)

// CheckValue refuses a value that no attribute could be compared with or set to, wherever
// in a request it stands: item.CheckOperand as an error of the service.
func CheckValue(v types.AttributeValue) error {
	if err := item.CheckOperand(v); err != nil {
		return invalid("%s", err)
	}
	return nil
}
