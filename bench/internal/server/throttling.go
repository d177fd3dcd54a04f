package server

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// Throttling says whether an error means that the target is short of capacity,
// and that nothing was applied.
func Throttling(err error) bool {
	var coded smithy.APIError
	if !errors.As(err, &coded) {
		return false
	}
	switch coded.ErrorCode() {
	case "ThrottlingException",
		new(types.ProvisionedThroughputExceededException).ErrorCode(),
		new(types.RequestLimitExceeded).ErrorCode():
		return true
	}
	return false
}
