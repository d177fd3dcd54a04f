package localdb

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// indexConstraint checks what a request for a new index says of it, in the model's order.
func indexConstraint(b *breaches, path string, projection *types.Projection, name *string, throughput *types.ProvisionedThroughput, keys []types.KeySchemaElement) {
	projectionConstraint(b, projection, path+".projection")
	indexNameConstraint(b, name, path+".indexName")
	throughputConstraint(b, throughput, path+".provisionedThroughput")
	keySchemaConstraint(b, keys, path+".keySchema")
}

// projectionConstraint checks a projection: it may name 1 to 20 attributes of 1 to 255 characters.
func projectionConstraint(b *breaches, p *types.Projection, path string) {
	if p == nil {
		b.null(path)
		return
	}
	enumConstraint(b, p.ProjectionType, path+".projectionType", projections)
	if p.NonKeyAttributes == nil {
		return
	}
	path += ".nonKeyAttributes"
	if n := len(p.NonKeyAttributes); n < 1 || n > 20 {
		lengthConstraint(b, n, "["+strings.Join(p.NonKeyAttributes, ", ")+"]", path, 1, 20)
	}
	for i, name := range p.NonKeyAttributes {
		lengthConstraint(b, utf16Len(name), name, member(path, i), 1, 255)
	}
}

// indexUpdatesConstraint checks what UpdateTable is to do with indexes.
func indexUpdatesConstraint(b *breaches, updates []types.GlobalSecondaryIndexUpdate) {
	for i, u := range updates {
		path := member("globalSecondaryIndexUpdates", i)
		if c := u.Create; c != nil {
			indexConstraint(b, path+".create", c.Projection, c.IndexName, c.ProvisionedThroughput, c.KeySchema)
		}
		if d := u.Delete; d != nil {
			indexNameConstraint(b, d.IndexName, path+".delete.indexName")
		}
		if up := u.Update; up != nil {
			indexNameConstraint(b, up.IndexName, path+".update.indexName")
			throughputConstraint(b, up.ProvisionedThroughput, path+".update.provisionedThroughput")
		}
	}
}
