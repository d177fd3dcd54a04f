package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/packed"
)

func (e *Engine) getItem(_ context.Context, in *dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) {
	if err := getConstraints(in); err != nil {
		return nil, err
	}
	if err := checkValues(in.Key); err != nil {
		return nil, err
	}
	wanted, err := parseReturn(in.ProjectionExpression, in.AttributesToGet, in.ExpressionAttributeNames)
	if err != nil {
		return nil, err
	}
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := t.checkProjectionPaths(wanted); err != nil {
		return nil, err
	}
	k, err := t.key(in.Key)
	if err != nil {
		return nil, err
	}
	if err := t.admit(k.Hash, false); err != nil {
		return nil, err
	}
	i := t.store.Get(k)
	u := usage{table: t, named: in.TableName}
	u.read(nil, k.Hash, readUnits(i.Size(), aws.ToBool(in.ConsistentRead)))
	return &dynamodb.GetItemOutput{
		Item:             project(i, wanted),
		ConsumedCapacity: u.report(in.ReturnConsumedCapacity, false),
	}, nil
}

func getConstraints(in *dynamodb.GetItemInput) error {
	var b breaches
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	attributesToGetConstraint(&b, in.AttributesToGet, "attributesToGet")
	tableConstraint(&b, in.TableName, "tableName")
	attributesConstraint(&b, in.Key, "key")
	return b.err()
}

// project returns what a request wants to see of an item, nil if there is no item. An item of which
// nothing is wanted is an empty one.
func project(i packed.Item, wanted *expr.Projection) map[string]types.AttributeValue {
	if i == "" {
		return nil
	}
	if wanted == nil {
		return i.Unpack()
	}
	return wanted.Apply(i)
}
