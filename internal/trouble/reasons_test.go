package trouble

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/messages"
)

func TestTheServicesReasonsSayWhatLacksCapacity(t *testing.T) {
	const table = "arn:aws:dynamodb:us-east-1:123456789012:table/t"
	given := []types.ThrottlingReason{
		{Reason: aws.String("TableWriteProvisionedThroughputExceeded"), Resource: aws.String(table)},
		{Reason: aws.String("TableReadKeyRangeThroughputExceeded"), Resource: aws.String(table)},
		{Reason: aws.String("IndexWriteKeyRangeThroughputExceeded"), Resource: aws.String(table + "/index/by-name")},
		{Reason: aws.String("IndexReadAccountLimitExceeded"), Resource: aws.String(table)}, // names no index
		{Reason: aws.String("TableReadMaxOnDemandThroughputExceeded")},
		{Reason: aws.String("SomethingNew")},
		{Reason: aws.String("TableSomethingNew")},
		{},
	}
	want := []Reason{
		{Reason: "TableWriteProvisionedThroughputExceeded", Table: "t", Write: true},
		{Reason: "TableReadKeyRangeThroughputExceeded", Table: "t", KeyRange: true},
		{Reason: "IndexWriteKeyRangeThroughputExceeded", Table: "t", Index: "by-name", Write: true, KeyRange: true},
		{Reason: "TableReadMaxOnDemandThroughputExceeded"},
	}
	for _, err := range []error{
		&types.ProvisionedThroughputExceededException{ThrottlingReasons: given},
		&types.ThrottlingException{ThrottlingReasons: given},
		&types.RequestLimitExceeded{ThrottlingReasons: given},
		As(messages.PutItem, &types.ThrottlingException{ThrottlingReasons: given}),
	} {
		assert.Equal(t, want, Reasons(err), "%T", err)
	}
	assert.Empty(t, Reasons(nil))
	assert.Empty(t, Reasons(errors.New("no reason")))
	assert.Empty(t, Reasons(Unprocessed))
}

func TestExpiredCredentialsAreToldFromWrongOnes(t *testing.T) {
	for code, want := range map[string]bool{"ExpiredTokenException": true, "ExpiredToken": true, "UnrecognizedClientException": false, "AccessDeniedException": false} {
		assert.Equal(t, want, Expired(As(messages.PutItem, &smithy.GenericAPIError{Code: code})), code)
	}
	assert.False(t, Expired(nil))
	assert.False(t, Expired(errors.New("ExpiredToken")))
}

func TestACancelledTransactionSaysWhichActionsLackedCapacity(t *testing.T) {
	reason := func(code string) types.CancellationReason { return types.CancellationReason{Code: aws.String(code)} }
	err := As(messages.TransactWriteItems, &types.TransactionCanceledException{CancellationReasons: []types.CancellationReason{
		reason("None"), reason("ProvisionedThroughputExceeded"), reason("TransactionConflict"), reason("ThrottlingError"), {},
	}})
	assert.Equal(t, []bool{false, true, false, true, false}, ThrottledActions(err))
	assert.Nil(t, ThrottledActions(errors.New("another")))
}
