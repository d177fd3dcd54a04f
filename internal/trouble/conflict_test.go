package trouble

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

func cancelledFor(codes ...string) error {
	e := &types.TransactionCanceledException{}
	for _, code := range codes {
		e.CancellationReasons = append(e.CancellationReasons, types.CancellationReason{Code: aws.String(code)})
	}
	return answered(400, e)
}

func TestACancelledTransactionIsReadByItsReasons(t *testing.T) {
	for name, test := range map[string]struct {
		err     error
		kind    Kind
		outcome messages.Outcome
	}{
		"a conflict":                      {cancelledFor("TransactionConflict"), Conflict, messages.Rejected},
		"a conflict of one":               {cancelledFor("None", "TransactionConflict", "None"), Conflict, messages.Rejected},
		"the service's failure":           {cancelledFor("None", "InternalServerError"), Conflict, messages.Rejected},
		"capacity of a provisioned table": {cancelledFor("ProvisionedThroughputExceeded", "None"), Throttle, messages.Throttled},
		"capacity of an on-demand table":  {cancelledFor("ThrottlingError"), Throttle, messages.Throttled},
		"capacity of the account":         {cancelledFor("RequestLimitExceeded"), Throttle, messages.Throttled},
		"a conflict, then capacity":       {cancelledFor("TransactionConflict", "ThrottlingError"), Throttle, messages.Throttled},
		"capacity, then a conflict":       {cancelledFor("ThrottlingError", "TransactionConflict"), Throttle, messages.Throttled},
		"a condition":                     {cancelledFor("ConditionalCheckFailed"), Item, messages.Rejected},
		"a conflict and a condition":      {cancelledFor("TransactionConflict", "ConditionalCheckFailed"), Item, messages.Rejected},
		"a condition and a conflict":      {cancelledFor("ConditionalCheckFailed", "TransactionConflict"), Item, messages.Rejected},
		"capacity and a bad item":         {cancelledFor("ThrottlingError", "ValidationError"), Item, messages.Rejected},
		"a collection's size":             {cancelledFor("ItemCollectionSizeLimitExceeded"), Item, messages.Rejected},
		"an item that's there":            {cancelledFor("None", "DuplicateItem"), Item, messages.Rejected},
		"no access":                       {cancelledFor("AccessDenied", "TransactionConflict"), Item, messages.Rejected},
		"something new":                   {cancelledFor("TransactionConflict", "SomethingNew"), Item, messages.Rejected},
		"nothing that it says":            {cancelledFor("None", "None"), Item, messages.Rejected},
		"no reasons":                      {cancelledFor(), Item, messages.Rejected},
		"a reason without a code": {answered(400, &types.TransactionCanceledException{
			CancellationReasons: []types.CancellationReason{{}, {Code: aws.String("TransactionConflict")}},
		}), Conflict, messages.Rejected},
		"after its attempts": {Exhausted(messages.TransactWriteItems, 10, cancelledFor("TransactionConflict")), Conflict, messages.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.kind, KindOf(test.err))
			require.Equal(t, test.outcome, OutcomeOf(test.err))
		})
	}
}

func TestAConflictOfASingleItemIsOne(t *testing.T) {
	for name, err := range map[string]error{
		"with a transaction":                  &types.TransactionConflictException{},
		"with another Region":                 &types.ReplicatedWriteConflictException{},
		"of an operation that knows no type":  code("TransactionConflictException"),
		"with a Region, without the SDK type": code("ReplicatedWriteConflictException"),
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, Conflict, KindOf(answered(400, err)))
			require.Equal(t, messages.Rejected, OutcomeOf(answered(400, err)))
		})
	}
}

func TestTheReasonsAreFoundWhenAttemptsHaveRunOut(t *testing.T) {
	err := Exhausted(messages.TransactWriteItems, 10, cancelledFor("None", "TransactionConflict"))
	var cancelled *types.TransactionCanceledException
	require.ErrorAs(t, err, &cancelled)
	require.Len(t, cancelled.CancellationReasons, 2)
	require.Equal(t, "TransactionConflict", *cancelled.CancellationReasons[1].Code)
}
