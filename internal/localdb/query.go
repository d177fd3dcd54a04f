package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/store"
)

func (e *Engine) query(ctx context.Context, in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	if err := queryConstraints(in); err != nil {
		return nil, err
	}
	r := newQueryRequest(in)
	if err := r.parse(); err != nil {
		return nil, err
	}
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	target, err := t.target(in.IndexName, r.consistent)
	if err != nil {
		return nil, err
	}
	walk, err := r.queryWalk(target, in.ScanIndexForward != nil && !*in.ScanIndexForward)
	if err != nil {
		return nil, err
	}
	if err := r.checkQuery(target); err != nil {
		return nil, err
	}

	hash := store.Hash(walk.Partition)
	if err := target.admit(hash); err != nil {
		return nil, err
	}
	p := page{target: target, limit: r.limit, packed: wantsPacked(ctx)}
	if !t.store.Query(target.name(), walk.Range, p.visit) {
		return nil, errNoIndex(target.name()) // it was dropped just now
	}
	if p.more && walk.endsWith(p.last().Sort) {
		p.more = false
	}
	res := p.answer(r, hash, in.ReturnConsumedCapacity)
	return &dynamodb.QueryOutput{
		Items: res.items, Count: int32(res.count), ScannedCount: int32(res.scanned),
		LastEvaluatedKey: res.last, ConsumedCapacity: res.capacity, ResultMetadata: res.metadata(),
	}, nil
}

// checkQuery checks the filter and the projection against the keys and the index.
func (r *readRequest) checkQuery(target readTarget) error {
	if err := target.table.checkProjectionPaths(r.projection); err != nil {
		return err
	}
	if err := target.table.checkConditionPaths(r.filter); err != nil {
		return err
	}
	if err := r.checkFilterKeys(target); err != nil {
		return err
	}
	return r.checkProjected(target)
}
