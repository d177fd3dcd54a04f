package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// updateTimeToLive takes effect at once: the service takes up to an hour, and refuses other changes of
// the table's time to live meanwhile. Any attribute will do, keys included.
func (e *Engine) updateTimeToLive(ctx context.Context, in *dynamodb.UpdateTimeToLiveInput) (*dynamodb.UpdateTimeToLiveOutput, error) {
	var b breaches
	if err := adminTableNameConstraint(&b, in.TableName); err != nil {
		return nil, err
	}
	timeToLiveConstraint(&b, in.TimeToLiveSpecification)
	if err := b.err(); err != nil {
		return nil, err
	}
	spec := in.TimeToLiveSpecification
	if *spec.AttributeName == "" {
		return nil, validation("TimeToLiveSpecification.AttributeName must be non empty")
	}
	t, err := e.adminTable(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch enabled := *spec.Enabled; {
	case t.ttl != "" && t.ttl != *spec.AttributeName:
		return nil, validation("TimeToLive is active on a different AttributeName: current AttributeName is %s", t.ttl)
	case enabled && t.ttl != "":
		return nil, validation("TimeToLive is already enabled")
	case !enabled && t.ttl == "":
		return nil, validation("TimeToLive is already disabled")
	case enabled:
		t.ttl = *spec.AttributeName
	default:
		t.ttl = ""
	}
	t.store.SetExpiry(t.ttl)
	return &dynamodb.UpdateTimeToLiveOutput{TimeToLiveSpecification: &types.TimeToLiveSpecification{
		AttributeName: ptr.String(*spec.AttributeName), Enabled: ptr.Bool(*spec.Enabled),
	}}, nil
}

func timeToLiveConstraint(b *breaches, spec *types.TimeToLiveSpecification) {
	const path = "timeToLiveSpecification"
	if spec == nil {
		b.null(path)
		return
	}
	if spec.AttributeName == nil {
		b.null(path + ".attributeName")
	} else {
		lengthConstraint(b, utf16Len(*spec.AttributeName), *spec.AttributeName, path+".attributeName", 0, 255)
	}
	if spec.Enabled == nil {
		b.null(path + ".enabled")
	}
}
