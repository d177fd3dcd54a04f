package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/packed"
)

// returnsOldOnly refuses the return values that make no sense for a put or a delete.
func returnsOldOnly(v types.ReturnValue) error {
	switch v {
	case "", types.ReturnValueNone, types.ReturnValueAllOld:
		return nil
	}
	return validation("ReturnValues can only be ALL_OLD or NONE")
}

// returned is the Attributes of the answer to a write that made new of old.
func (a *action) returned(v types.ReturnValue, old, new packed.Item) map[string]types.AttributeValue {
	switch v {
	case types.ReturnValueAllOld:
		return old.Unpack()
	case types.ReturnValueAllNew:
		return new.Unpack()
	case types.ReturnValueUpdatedOld:
		return a.touched(old)
	case types.ReturnValueUpdatedNew:
		return a.touched(new)
	}
	return nil
}

// touched is what an item has at the paths that the update writes to, nil if that is nothing.
func (a *action) touched(i packed.Item) map[string]types.AttributeValue {
	if a.update == nil {
		return nil
	}
	if m := a.update.Touched(i); len(m) > 0 {
		return m
	}
	return nil
}
