package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/store"
)

func (e *Engine) scan(ctx context.Context, in *dynamodb.ScanInput) (*dynamodb.ScanOutput, error) {
	if err := scanConstraints(in); err != nil {
		return nil, err
	}
	r := newScanRequest(in)
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
	first, last := store.Segment(int(aws.ToInt32(in.Segment)), int(aws.ToInt32(in.TotalSegments)))
	after, err := r.scanStart(target)
	if err != nil {
		return nil, err
	}
	start := first
	if after != nil {
		if start = after.Key.Hash; start < first || start > last {
			return nil, validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: %d Segment: %d",
				*in.TotalSegments, *in.Segment)
		}
	}
	if err := t.checkProjectionPaths(r.projection); err != nil {
		return nil, err
	}
	if err := t.checkConditionPaths(r.filter); err != nil {
		return nil, err
	}

	if err := target.admit(start); err != nil {
		return nil, err
	}
	p := page{target: target, limit: r.limit, packed: wantsPacked(ctx)}
	if !t.store.Scan(target.name(), first, last, after, p.visit) {
		return nil, errNoIndex(target.name()) // it was dropped just now
	}
	res := p.answer(r, start, in.ReturnConsumedCapacity)
	return &dynamodb.ScanOutput{
		Items: res.items, Count: int32(res.count), ScannedCount: int32(res.scanned),
		LastEvaluatedKey: res.last, ConsumedCapacity: res.capacity, ResultMetadata: res.metadata(),
	}, nil
}

// scanStart checks the starting key, and what the index is asked for, which comes in between.
func (r *readRequest) scanStart(target readTarget) (*store.Position, error) {
	if err := r.checkStartSize(target); err != nil {
		return nil, err
	}
	if target.index != nil {
		for _, a := range [...]store.Attribute{target.index.Schema.Partition, target.index.Schema.Sort} {
			if err := r.checkStartAttribute(a); err != nil {
				return nil, err
			}
		}
	}
	if err := r.checkProjected(target); err != nil {
		return nil, err
	}
	return r.position(target)
}

// checkSegment refuses half of the parameters of a parallel scan, and a segment that isn't there.
func checkSegment(segment, total *int32) error {
	switch {
	case segment == nil && total == nil:
		return nil
	case total == nil:
		return validation("The TotalSegments parameter is required but was not present in the request when Segment parameter is present")
	case segment == nil:
		return validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present")
	case *segment >= *total:
		return validation("The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: %d is not less than TotalSegments: %d", *segment, *total)
	}
	return nil
}
