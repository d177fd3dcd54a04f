package localdb

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/store"
)

// transactGetItems reads all items as they are at one moment.
func (e *Engine) transactGetItems(_ context.Context, in *dynamodb.TransactGetItemsInput) (*dynamodb.TransactGetItemsOutput, error) {
	if err := transactGetConstraints(in); err != nil {
		return nil, err
	}
	wanted := make([]*expr.Projection, len(in.TransactItems))
	for i, item := range in.TransactItems {
		if err := checkValues(item.Get.Key); err != nil {
			return nil, err
		}
		var err error
		if wanted[i], err = parseReturn(item.Get.ProjectionExpression, nil, item.Get.ExpressionAttributeNames); err != nil {
			return nil, err
		}
	}
	actions, refs, err := e.bindGets(in.TransactItems, wanted)
	if err != nil {
		return nil, err
	}
	items := store.Snapshot(refs)
	out := &dynamodb.TransactGetItemsOutput{Responses: make([]types.ItemResponse, len(items))}
	var used usages
	size := 0
	for i, found := range items {
		size += found.Size()
		used.of(actions[i].table, in.TransactItems[i].Get.TableName).read(nil, refs[i].Key.Hash, transactional*readUnits(found.Size(), true))
		out.Responses[i].Item = project(found, wanted[i])
	}
	if size > maxTransactionSize {
		return nil, validation("Payload in response is too large.%d", size)
	}
	out.ConsumedCapacity = used.report(in.ReturnConsumedCapacity, true)
	return out, nil
}

// bindGets finds tables and keys, as [transaction.bind] does for writes, and asks the meters.
func (e *Engine) bindGets(items []types.TransactGetItem, wanted []*expr.Projection) ([]*action, []store.Ref, error) {
	actions := make([]*action, len(items))
	for i, item := range items {
		t, err := e.table(item.Get.TableName)
		if err != nil {
			return nil, nil, err
		}
		actions[i] = &action{verb: verbCheck, attributes: item.Get.Key, table: t}
	}
	for i, a := range actions {
		if err := a.notEmpty(); err != nil {
			return nil, nil, err
		}
		if err := a.table.checkProjectionPaths(wanted[i]); err != nil {
			return nil, nil, err
		}
	}
	causes := make([]error, len(items))
	refs := make([]store.Ref, len(items))
	for i, a := range actions {
		if causes[i] = a.bind(a.table); causes[i] == nil && repeats(actions[:i], a) {
			return nil, nil, errRepeatedItem()
		}
		refs[i] = store.Ref{Table: a.table.store, Key: a.key}
	}
	if err := cancellation(causes); err != nil {
		return nil, nil, err
	}
	for i, a := range actions {
		causes[i] = a.table.admit(a.key.Hash, false)
	}
	return actions, refs, cancellation(causes)
}

func transactGetConstraints(in *dynamodb.TransactGetItemsInput) error {
	var b breaches
	transactItemsConstraint(&b, len(in.TransactItems), in.TransactItems == nil)
	for i, item := range in.TransactItems {
		path := fmt.Sprintf("transactItems.%d.member.get", i+1)
		if item.Get == nil {
			b.null(path)
			continue
		}
		attributesConstraint(&b, item.Get.Key, path+".key")
		tableConstraint(&b, item.Get.TableName, path+".tableName")
	}
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	return b.err()
}
