package localdb

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// validation makes the error that DynamoDB has for nearly every bad request. The SDK has no type for it.
func validation(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: "ValidationException", Message: fmt.Sprintf(format, args...), Fault: smithy.FaultClient}
}

// invalid is validation with the words that many messages begin with.
func invalid(format string, args ...any) error {
	return validation("One or more parameter values were invalid: "+format, args...)
}

// messageOf returns the message of an error of DynamoDB's, without its code.
func messageOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}

// noTable is what operations on items say of a table that is not there.
func noTable() error {
	message := "Requested resource not found"
	return &types.ResourceNotFoundException{Message: &message}
}

// noTableNamed is what operations on tables say.
func noTableNamed(name string) error {
	message := "Requested resource not found: Table: " + name + " not found"
	return &types.ResourceNotFoundException{Message: &message}
}

// inUse is what operations on tables say of a table, or an index, that is there already or is being changed.
func inUse(message string) error {
	return &types.ResourceInUseException{Message: &message}
}

// tooMany is what they say when a quota would be exceeded.
func tooMany(format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &types.LimitExceededException{Message: &message}
}

// unsupported refuses what would change a table's meaning, and is not there.
func unsupported(feature string) error {
	return invalid("api/local does not have %s", feature)
}
