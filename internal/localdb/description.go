package localdb

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// description is what operations on tables say of one. It shares no memory with the table. t.mu is
// held, or t is not shared yet.
//
// The service counts items and bytes about every six hours; here they are those of the moment. Tables
// and indexes are never CREATING or UPDATING: a change is done when its answer is there.
func (t *table) description(now time.Time) *types.TableDescription {
	d := &types.TableDescription{
		TableName:                 ptr.String(t.name),
		TableArn:                  ptr.String(t.arn),
		TableId:                   ptr.String(t.id),
		TableStatus:               t.status,
		CreationDateTime:          described(t.created),
		AttributeDefinitions:      cloneDefinitions(t.definitions),
		KeySchema:                 cloneKeySchema(t.keySchema),
		ItemCount:                 ptr.Int64(t.store.Len()),
		TableSizeBytes:            ptr.Int64(t.store.Bytes()),
		ProvisionedThroughput:     describedThroughput(t.throughput, now),
		OnDemandThroughput:        cloneOnDemand(t.onDemand),
		DeletionProtectionEnabled: ptr.Bool(t.deletionProtection),
		TableClassSummary:         t.class.summary(),
		SSEDescription:            encryptionDescription(t.kmsKey),
		WarmThroughput: &types.TableWarmThroughputDescription{
			ReadUnitsPerSecond: ptr.Int64(t.warm.read), WriteUnitsPerSecond: ptr.Int64(t.warm.write), Status: types.TableStatusActive,
		},
	}
	// A table that always was provisioned has no summary.
	if !t.billingChanged.IsZero() {
		d.BillingModeSummary = &types.BillingModeSummary{
			BillingMode:                       t.billing,
			LastUpdateToPayPerRequestDateTime: described(t.billingChanged),
		}
	}
	if t.stream.view != "" {
		d.StreamSpecification = &types.StreamSpecification{StreamEnabled: ptr.Bool(true), StreamViewType: t.stream.view}
	}
	if label := t.stream.label; label != "" {
		d.LatestStreamLabel, d.LatestStreamArn = &label, ptr.String(t.arn+"/stream/"+label)
	}
	for _, ix := range t.allIndexes() {
		count, bytes := t.store.IndexLen(ix.Name)
		if ix.Global {
			d.GlobalSecondaryIndexes = append(d.GlobalSecondaryIndexes, ix.globalDescription(count, bytes, now))
		} else {
			d.LocalSecondaryIndexes = append(d.LocalSecondaryIndexes, types.LocalSecondaryIndexDescription{
				IndexName: ptr.String(ix.Name), IndexArn: ptr.String(ix.arn),
				KeySchema: cloneKeySchema(ix.keySchema), Projection: cloneProjection(ix.projection),
				ItemCount: &count, IndexSizeBytes: &bytes,
			})
		}
	}
	return d
}

func (ix *index) globalDescription(count, bytes int64, now time.Time) types.GlobalSecondaryIndexDescription {
	return types.GlobalSecondaryIndexDescription{
		IndexName: ptr.String(ix.Name), IndexArn: ptr.String(ix.arn), IndexStatus: types.IndexStatusActive,
		KeySchema: cloneKeySchema(ix.keySchema), Projection: cloneProjection(ix.projection),
		ItemCount: &count, IndexSizeBytes: &bytes,
		ProvisionedThroughput: describedThroughput(ix.throughput, now),
		OnDemandThroughput:    cloneOnDemand(ix.onDemand),
		WarmThroughput: &types.GlobalSecondaryIndexWarmThroughputDescription{
			ReadUnitsPerSecond: ptr.Int64(ix.warm.read), WriteUnitsPerSecond: ptr.Int64(ix.warm.write), Status: types.IndexStatusActive,
		},
	}
}

// described is a time as the wire protocol has it, to the millisecond.
func described(t time.Time) *time.Time { return ptr.Time(t.UTC().Truncate(time.Millisecond)) }

func describedThroughput(p types.ProvisionedThroughputDescription, now time.Time) *types.ProvisionedThroughputDescription {
	p.ReadCapacityUnits, p.WriteCapacityUnits = clonePointer(p.ReadCapacityUnits), clonePointer(p.WriteCapacityUnits)
	p.NumberOfDecreasesToday = ptr.Int64(decreasesToday(p, now))
	if p.LastIncreaseDateTime != nil {
		p.LastIncreaseDateTime = described(*p.LastIncreaseDateTime)
	}
	if p.LastDecreaseDateTime != nil {
		p.LastDecreaseDateTime = described(*p.LastDecreaseDateTime)
	}
	return &p
}

func clonePointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

func cloneDefinitions(definitions []types.AttributeDefinition) []types.AttributeDefinition {
	out := slices.Clone(definitions)
	for i := range out {
		out[i].AttributeName = clonePointer(out[i].AttributeName)
	}
	return out
}

func cloneKeySchema(keys []types.KeySchemaElement) []types.KeySchemaElement {
	out := slices.Clone(keys)
	for i := range out {
		out[i].AttributeName = clonePointer(out[i].AttributeName)
	}
	return out
}

func cloneProjection(p types.Projection) *types.Projection {
	p.NonKeyAttributes = slices.Clone(p.NonKeyAttributes)
	return &p
}

func cloneOnDemand(o *types.OnDemandThroughput) *types.OnDemandThroughput {
	if o == nil {
		return nil
	}
	return &types.OnDemandThroughput{
		MaxReadRequestUnits: clonePointer(o.MaxReadRequestUnits), MaxWriteRequestUnits: clonePointer(o.MaxWriteRequestUnits),
	}
}
