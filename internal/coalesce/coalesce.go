// Package coalesce says which single-item inputs a batch can answer so that the caller can't
// tell: those that set nothing but the table, the item or key, and for gets the consistency and
// the projection. BatchGetItem and BatchWriteItem know no conditions, no old values, no metrics
// per item and none of the legacy parameters, so whatever sets one of them goes alone.
//
// A test lists all fields of the inputs: a field that a new SDK adds makes it fail until somebody
// has decided here whether it may be coalesced.
package coalesce

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// MaxItemBytes is DynamoDB's limit for an item, 400 KB. A larger one would have a whole batch
// rejected.
const MaxItemBytes = 400 << 10

func noCapacity(v types.ReturnConsumedCapacity) bool {
	return v == "" || v == types.ReturnConsumedCapacityNone
}

func noMetrics(v types.ReturnItemCollectionMetrics) bool {
	return v == "" || v == types.ReturnItemCollectionMetricsNone
}

func noValues(v types.ReturnValue) bool {
	return v == "" || v == types.ReturnValueNone
}

func noFailureValues(v types.ReturnValuesOnConditionCheckFailure) bool {
	return v == "" || v == types.ReturnValuesOnConditionCheckFailureNone
}

func named(table *string) bool { return table != nil && *table != "" }

// Put reports whether a BatchWriteItem can carry the put.
func Put(in *dynamodb.PutItemInput) bool {
	return named(in.TableName) && len(in.Item) > 0 &&
		in.ConditionExpression == nil && in.ConditionalOperator == "" && in.Expected == nil &&
		in.ExpressionAttributeNames == nil && in.ExpressionAttributeValues == nil &&
		noCapacity(in.ReturnConsumedCapacity) && noMetrics(in.ReturnItemCollectionMetrics) &&
		noValues(in.ReturnValues) && noFailureValues(in.ReturnValuesOnConditionCheckFailure)
}

// Delete reports whether a BatchWriteItem can carry the delete.
func Delete(in *dynamodb.DeleteItemInput) bool {
	return named(in.TableName) && len(in.Key) > 0 &&
		in.ConditionExpression == nil && in.ConditionalOperator == "" && in.Expected == nil &&
		in.ExpressionAttributeNames == nil && in.ExpressionAttributeValues == nil &&
		noCapacity(in.ReturnConsumedCapacity) && noMetrics(in.ReturnItemCollectionMetrics) &&
		noValues(in.ReturnValues) && noFailureValues(in.ReturnValuesOnConditionCheckFailure)
}

// Get reports whether a BatchGetItem can carry the get, leaving its projection to package
// projection. Names without a projection are refused by DynamoDB, so those go alone too.
func Get(in *dynamodb.GetItemInput) bool {
	return named(in.TableName) && len(in.Key) > 0 &&
		in.AttributesToGet == nil && noCapacity(in.ReturnConsumedCapacity) &&
		(in.ProjectionExpression != nil || in.ExpressionAttributeNames == nil)
}
