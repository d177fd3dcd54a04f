package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/store"
)

// newIndexRequest is a request for a global index; CreateTable and UpdateTable have a type each for the
// same members.
type newIndexRequest types.GlobalSecondaryIndex

func indexRequestOf(c *types.CreateGlobalSecondaryIndexAction) newIndexRequest {
	return newIndexRequest{
		IndexName: c.IndexName, KeySchema: c.KeySchema, Projection: c.Projection,
		ProvisionedThroughput: c.ProvisionedThroughput, OnDemandThroughput: c.OnDemandThroughput, WarmThroughput: c.WarmThroughput,
	}
}

// newIndex makes a local index.
func (t *table) newIndex(name string, keys []types.KeySchemaElement, p *types.Projection, definitions []types.AttributeDefinition) *index {
	slices.Sort(p.NonKeyAttributes) // as they are described
	return &index{
		Index: store.Index{
			Name:      name,
			Schema:    schemaOf(keys, definitions),
			Projected: projected(*p, t.keySchema, keys),
		},
		arn:        t.arn + "/index/" + name,
		keySchema:  keys,
		projection: *p,
	}
}

// newGlobalIndex makes a global one. t.mu is held, or t is not shared yet.
func (t *table) newGlobalIndex(r newIndexRequest, definitions []types.AttributeDefinition) *index {
	ix := t.newIndex(*r.IndexName, r.KeySchema, r.Projection, definitions)
	ix.Global = true
	ix.throughput = throughputOf(r.ProvisionedThroughput)
	ix.onDemand = mergeOnDemand(nil, r.OnDemandThroughput)
	ix.warm.cover(t.billing, ix.throughput)
	ix.warm.request(r.WarmThroughput)
	return ix
}

// newIndexError says what is wrong with the throughput and the projection of a new global index.
func (e *Engine) newIndexError(r newIndexRequest, billing types.BillingMode) error {
	if err := projectionError(r.Projection); err != nil {
		return err
	}
	name := *r.IndexName
	if err := unitsBounds(r.ProvisionedThroughput, name); err != nil {
		return err
	}
	if err := e.onDemandError(r.OnDemandThroughput, "index : "+name, 1); err != nil {
		return err
	}
	return e.newWarmError(r.WarmThroughput, billing, r.ProvisionedThroughput, "index "+name)
}
