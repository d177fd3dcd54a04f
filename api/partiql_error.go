package api

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// statementError is the error that the SDK would have returned had the statement been sent alone.
func statementError(told *types.BatchStatementError) error {
	message := told.Message
	switch told.Code {
	case types.BatchStatementErrorCodeEnumConditionalCheckFailed:
		return &types.ConditionalCheckFailedException{Message: message, Item: told.Item}
	case types.BatchStatementErrorCodeEnumDuplicateItem:
		return &types.DuplicateItemException{Message: message}
	case types.BatchStatementErrorCodeEnumResourceNotFound:
		return &types.ResourceNotFoundException{Message: message}
	case types.BatchStatementErrorCodeEnumItemCollectionSizeLimitExceeded:
		return &types.ItemCollectionSizeLimitExceededException{Message: message}
	case types.BatchStatementErrorCodeEnumProvisionedThroughputExceeded:
		return &types.ProvisionedThroughputExceededException{Message: message}
	case types.BatchStatementErrorCodeEnumThrottlingError:
		return &types.ThrottlingException{Message: message}
	case types.BatchStatementErrorCodeEnumRequestLimitExceeded:
		return &types.RequestLimitExceeded{Message: message}
	case types.BatchStatementErrorCodeEnumTransactionConflict:
		return &types.TransactionConflictException{Message: message}
	case types.BatchStatementErrorCodeEnumInternalServerError:
		return &types.InternalServerError{Message: message}
	}
	code := string(told.Code)
	switch told.Code {
	case types.BatchStatementErrorCodeEnumValidationError:
		code = "ValidationException"
	case types.BatchStatementErrorCodeEnumAccessDenied:
		code = "AccessDeniedException"
	}
	return &smithy.GenericAPIError{Code: code, Message: aws.ToString(message)}
}

// passing says that what a statement failed for may have passed by the next attempt, and that
// sending it again does no harm.
func (b *statementBatch) passing(i int, code types.BatchStatementErrorCodeEnum) bool {
	switch code {
	case types.BatchStatementErrorCodeEnumProvisionedThroughputExceeded,
		types.BatchStatementErrorCodeEnumThrottlingError,
		types.BatchStatementErrorCodeEnumRequestLimitExceeded,
		types.BatchStatementErrorCodeEnumTransactionConflict:
		return true
	case types.BatchStatementErrorCodeEnumInternalServerError:
		return !b.ex.retry.OnlyIdempotent || verbOf(*b.requests[i].Statement) == reading
	}
	return false
}
