package api

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// TransactionError says which actions a cancelled transaction failed for; nothing of it was done.
// It's found by errors.As in the transaction's [*OperationError]. Its text has places, tables and
// codes, and nothing of any item.
type TransactionError struct {
	// Failures are the actions that DynamoDB names a reason for, by place. The others could have
	// been done.
	Failures []TxFailure
	// Err is what the SDK returned: errors.As finds the *types.TransactionCanceledException in it.
	Err error
}

// TxFailure is why one action cancelled its transaction.
type TxFailure struct {
	// Index is the action's place in the transaction, from 0.
	Index int
	// Action is what it is: Put, Update, Delete, ConditionCheck or Get, or Statement for PartiQL.
	Action string
	// Table is the table's name as the action had it.
	Table string
	// Code is DynamoDB's: ConditionalCheckFailed, TransactionConflict, ItemCollectionSizeLimitExceeded,
	// ProvisionedThroughputExceeded, ThrottlingError, ValidationError, DuplicateItem or a newer one.
	Code string
	// Message is DynamoDB's, which may quote what the action said. It's not in an error's text.
	Message string
	// Item is the item that made a condition fail, if the action had [ReturnOnFailure] and there
	// is one. [Table.Decode] of the action's table makes a T of it.
	Item map[string]types.AttributeValue
}

// maxFailuresNamed bounds how long an error's text gets.
const maxFailuresNamed = 10

func (e *TransactionError) Error() string {
	if len(e.Failures) == 0 {
		return "the transaction was cancelled, and DynamoDB names no action"
	}
	var b strings.Builder
	b.WriteString("the transaction was cancelled: ")
	for i, f := range e.Failures {
		if i == maxFailuresNamed {
			fmt.Fprintf(&b, "; and %d more", len(e.Failures)-i)
			break
		}
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "action %d (%s on table %q): %s", f.Index, f.Action, f.Table, f.Code)
	}
	return b.String()
}

// Unwrap returns what the SDK returned.
func (e *TransactionError) Unwrap() error { return e.Err }

// txName is what an error calls an action.
type txName struct{ kind, table string }

// none is the code of an action that isn't to blame.
const none = "None"

// blame tells a cancelled transaction's error in terms of its actions; others stay as they are.
func blame(err error, names []txName) error {
	var (
		operation *OperationError
		cancelled *types.TransactionCanceledException
	)
	if !errors.As(err, &cancelled) || !errors.As(err, &operation) {
		return err
	}
	told := &TransactionError{Err: operation.Err}
	for i, reason := range cancelled.CancellationReasons {
		code := aws.ToString(reason.Code)
		if code == "" || code == none || i >= len(names) {
			continue
		}
		told.Failures = append(told.Failures, TxFailure{
			Index: i, Action: names[i].kind, Table: names[i].table,
			Code: code, Message: aws.ToString(reason.Message), Item: reason.Item,
		})
	}
	wrapped := *operation
	wrapped.Err = told
	return &wrapped
}
