package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (e *Engine) updateItem(_ context.Context, in *dynamodb.UpdateItemInput) (*dynamodb.UpdateItemOutput, error) {
	if err := updateConstraints(in); err != nil {
		return nil, err
	}
	a := action{
		verb: verbUpdate, attributes: in.Key,
		returnOld: in.ReturnValuesOnConditionCheckFailure == types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	c := conditions{
		update: in.UpdateExpression, condition: in.ConditionExpression,
		names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues,
		expected: in.Expected, operator: in.ConditionalOperator, updates: in.AttributeUpdates,
	}
	if err := c.notMixed(); err != nil {
		return nil, err
	}
	if err := checkValues(in.Key); err != nil {
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
	return &dynamodb.UpdateItemOutput{
		Attributes:            a.returned(in.ReturnValues, old, new),
		ConsumedCapacity:      u.report(in.ReturnConsumedCapacity, false),
		ItemCollectionMetrics: t.collectionMetrics(in.ReturnItemCollectionMetrics, a.key, in.Key),
	}, nil
}

func updateConstraints(in *dynamodb.UpdateItemInput) error {
	var b breaches
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	tableConstraint(&b, in.TableName, "tableName")
	enumConstraint(&b, in.ReturnItemCollectionMetrics, "returnItemCollectionMetrics", metricsLevels)
	enumConstraint(&b, in.ReturnValues, "returnValues", returnValues)
	expectedConstraint(&b, in.Expected, in.ConditionalOperator)
	updatesConstraint(&b, in.AttributeUpdates)
	enumConstraint(&b, in.ReturnValuesOnConditionCheckFailure, "returnValuesOnConditionCheckFailure", onFailures)
	attributesConstraint(&b, in.Key, "key")
	return b.err()
}
