package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (e *Engine) deleteItem(_ context.Context, in *dynamodb.DeleteItemInput) (*dynamodb.DeleteItemOutput, error) {
	if err := deleteConstraints(in); err != nil {
		return nil, err
	}
	a := action{
		verb: verbDelete, attributes: in.Key,
		returnOld: in.ReturnValuesOnConditionCheckFailure == types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	c := conditions{
		condition: in.ConditionExpression, names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues,
		expected: in.Expected, operator: in.ConditionalOperator,
	}
	if err := c.notMixed(); err != nil {
		return nil, err
	}
	if err := checkValues(in.Key); err != nil {
		return nil, err
	}
	if err := returnsOldOnly(in.ReturnValues); err != nil {
		return nil, err
	}
	if err := c.parse(&a); err != nil {
		return nil, err
	}
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := a.bind(t); err != nil {
		return nil, err
	}
	u := usage{table: t, named: in.TableName}
	old, new, err := a.write(&u)
	if err != nil {
		return nil, err
	}
	return &dynamodb.DeleteItemOutput{
		Attributes:            a.returned(in.ReturnValues, old, new),
		ConsumedCapacity:      u.report(in.ReturnConsumedCapacity, false),
		ItemCollectionMetrics: t.collectionMetrics(in.ReturnItemCollectionMetrics, a.key, in.Key),
	}, nil
}

func deleteConstraints(in *dynamodb.DeleteItemInput) error {
	var b breaches
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	tableConstraint(&b, in.TableName, "tableName")
	attributesConstraint(&b, in.Key, "key")
	expectedConstraint(&b, in.Expected, in.ConditionalOperator)
	enumConstraint(&b, in.ReturnValues, "returnValues", returnValues)
	enumConstraint(&b, in.ReturnItemCollectionMetrics, "returnItemCollectionMetrics", metricsLevels)
	enumConstraint(&b, in.ReturnValuesOnConditionCheckFailure, "returnValuesOnConditionCheckFailure", onFailures)
	return b.err()
}
