package partiql

import (
	"errors"
	"strings"

	"github.com/aws/smithy-go"
)

// ValidationException is the code of all errors of this package.
const ValidationException = "ValidationException"

// invalid returns DynamoDB's error for a statement that can't be executed.
func invalid(message string) error {
	return &smithy.GenericAPIError{Code: ValidationException, Message: message, Fault: smithy.FaultClient}
}

func invalidAt(message string, at position) error {
	return invalid(message + " at " + at.String())
}

// Errors that depend on the operation that executes a statement, and so are not returned
// by Parse. doc.go tells when they apply.
var (
	// ErrExists is the error of EXISTS in ExecuteStatement and BatchExecuteStatement.
	ErrExists = invalid("EXISTS can only be used in ExecuteTransaction write requests.")
	// ErrBatchOperation is the error of an Unsupported statement in a batch.
	ErrBatchOperation = invalid("Invalid operation. Only select, insert, update and delete operations are valid")
	// ErrBatchSelect is the error of a SELECT in a batch that may return more than one item.
	ErrBatchSelect = invalid("Only single item select is supported")
	// ErrBatchMixed is the error of a whole batch with reads and writes.
	ErrBatchMixed = invalid("Read and write requests together in the same batch is not supported.")
	// ErrTransactionMixed is the error of a transaction with reads and writes; EXISTS
	// counts as a write.
	ErrTransactionMixed = invalid("ExecuteTransaction API does not support both read and write operations in the same request.")
	// ErrTransactionOperation is the error of an Unsupported statement in a transaction that
	// looks like a call or an operator, as in NOT EXISTS(..); see Unsupported.Expression.
	ErrTransactionOperation = invalid("Unsupported operation in transaction.")
)

var (
	errKeyEquality   = invalid("Where clause does not contain a mandatory equality on all key attributes")
	errParameters    = invalid("Number of parameters in request and statement don't match.")
	errMissing       = invalid("MISSING must be compared using IS operator")
	errEmptyName     = invalid("Path component cannot be an empty string")
	errNesting       = invalid("Nesting Levels have exceeded supported limits")
	errAlias         = invalid("Aliasing is not supported")
	errSource        = invalid("Unexpected from source")
	errDocumentPath  = invalid("The document path provided in the update expression is invalid for update")
	errNoAttribute   = invalid("The provided expression refers to an attribute that does not exist in the item")
	errOperandType   = invalid("An operand in the update expression has an incorrect data type")
	errNotBoolean    = invalid("WHERE clause must contain an expression that resolves to a boolean")
	errTableName     = invalid("Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.")
	errSchemaType    = invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
	errBagType       = "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"
	errBagDuplicates = invalid("Input collection contains duplicates")
)

const malformedPrefix = "Statement wasn't well formed, can't be processed: "

func errMalformed(statement string) error { return invalid(malformedPrefix + statement) }

// A Stage is when an error of a Key method comes up. ExecuteStatement says all of them alike, but
// ExecuteTransaction and BatchExecuteStatement don't.
type Stage uint8

const (
	// StageWhere is about a WHERE clause that doesn't name one item.
	StageWhere Stage = iota + 1
	// StageKey is about a key that is missing or has the wrong type, or would be changed.
	StageKey
	// StageEmpty is about an empty key, which a table looks at, and not the statement.
	StageEmpty
	// StageReturning is about RETURNING.
	StageReturning
)

// StageOf returns the stage of an error of a Key method, and 0 for all others.
func StageOf(err error) Stage {
	var staged *stagedError
	if errors.As(err, &staged) {
		return staged.stage
	}
	return 0
}

type stagedError struct {
	*smithy.GenericAPIError
	stage Stage
}

// Unwrap lets errors.As find the error that DynamoDB has.
func (e *stagedError) Unwrap() error { return e.GenericAPIError }

// at gives an error of this package its stage.
func (s Stage) at(err error) error {
	var api *smithy.GenericAPIError
	if !errors.As(err, &api) {
		return nil // there is none
	}
	return &stagedError{api, s}
}

// IsMalformed reports whether an error of Parse says that the statement isn't well formed.
// ExecuteTransaction says that as it is, and of other errors also in which statement.
func IsMalformed(err error) bool {
	var api *smithy.GenericAPIError
	return errors.As(err, &api) && strings.HasPrefix(api.Message, malformedPrefix)
}
