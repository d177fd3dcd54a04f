package localdb

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func transactWriteConstraints(in *dynamodb.TransactWriteItemsInput) error {
	var b breaches
	if in.ClientRequestToken != nil {
		lengthConstraint(&b, len(*in.ClientRequestToken), *in.ClientRequestToken, "clientRequestToken", 1, 36)
	}
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	enumConstraint(&b, in.ReturnItemCollectionMetrics, "returnItemCollectionMetrics", metricsLevels)
	transactItemsConstraint(&b, len(in.TransactItems), in.TransactItems == nil)
	for i := range in.TransactItems {
		actionConstraints(&b, &in.TransactItems[i], fmt.Sprintf("transactItems.%d.member.", i+1))
	}
	return b.err()
}

func transactItemsConstraint(b *breaches, n int, missing bool) {
	switch {
	case missing:
		b.null("transactItems")
	case n == 0:
		b.value("[]", "transactItems", "Member must have length greater than or equal to 1")
	case n > maxTransaction:
		b.at("TransactItems", fmt.Sprintf("Member must have length less than or equal to %d", maxTransaction))
	}
}

func actionConstraints(b *breaches, item *types.TransactWriteItem, path string) {
	const onFailure = ".returnValuesOnConditionCheckFailure"
	if p := item.Put; p != nil {
		attributesConstraint(b, p.Item, path+"put.item")
		tableConstraint(b, p.TableName, path+"put.tableName")
		enumConstraint(b, p.ReturnValuesOnConditionCheckFailure, path+"put"+onFailure, onFailures)
	}
	if u := item.Update; u != nil {
		attributesConstraint(b, u.Key, path+"update.key")
		if u.UpdateExpression == nil {
			b.null(path + "update.updateExpression") // (DynamoDB Local doesn't mind)
		}
		tableConstraint(b, u.TableName, path+"update.tableName")
		enumConstraint(b, u.ReturnValuesOnConditionCheckFailure, path+"update"+onFailure, onFailures)
	}
	if d := item.Delete; d != nil {
		attributesConstraint(b, d.Key, path+"delete.key")
		tableConstraint(b, d.TableName, path+"delete.tableName")
		enumConstraint(b, d.ReturnValuesOnConditionCheckFailure, path+"delete"+onFailure, onFailures)
	}
	if c := item.ConditionCheck; c != nil {
		attributesConstraint(b, c.Key, path+"conditionCheck.key")
		tableConstraint(b, c.TableName, path+"conditionCheck.tableName")
		if c.ConditionExpression == nil {
			b.null(path + "conditionCheck.conditionExpression")
		}
		enumConstraint(b, c.ReturnValuesOnConditionCheckFailure, path+"conditionCheck"+onFailure, onFailures)
	}
}
