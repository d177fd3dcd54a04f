package localdb

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// batchStatementError says in a batch's terms what the error of a single statement is.
func batchStatementError(cause error) *types.BatchStatementError {
	message := messageOf(cause)
	e := &types.BatchStatementError{Code: types.BatchStatementErrorCodeEnumValidationError, Message: &message}
	var (
		failed      *types.ConditionalCheckFailedException
		duplicate   *types.DuplicateItemException
		missing     *types.ResourceNotFoundException
		provisioned *types.ProvisionedThroughputExceededException
		throttled   *types.ThrottlingException
		limited     *types.RequestLimitExceeded
	)
	switch {
	case errors.As(cause, &failed):
		e.Code = types.BatchStatementErrorCodeEnumConditionalCheckFailed
		e.Item = failed.Item // (DynamoDB Local leaves it out)
	case errors.As(cause, &duplicate):
		e.Code = types.BatchStatementErrorCodeEnumDuplicateItem
	case errors.As(cause, &missing):
		e.Code = types.BatchStatementErrorCodeEnumResourceNotFound
	case errors.As(cause, &provisioned):
		e.Code = types.BatchStatementErrorCodeEnumProvisionedThroughputExceeded
	case errors.As(cause, &throttled):
		e.Code = types.BatchStatementErrorCodeEnumThrottlingError
	case errors.As(cause, &limited):
		e.Code = types.BatchStatementErrorCodeEnumRequestLimitExceeded
	}
	return e
}
