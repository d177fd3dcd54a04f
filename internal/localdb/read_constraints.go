package localdb

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxSegments is into how many parts a scan can be cut ("TotalSegments" in the API reference of Scan).
const maxSegments = 1_000_000

func queryConstraints(in *dynamodb.QueryInput) error {
	var b breaches
	enumConstraint(&b, in.Select, "select", selects)
	optionalIndexConstraint(&b, in.IndexName)
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	comparisonConstraint(&b, in.QueryFilter, "queryFilter")
	tableConstraint(&b, in.TableName, "tableName")
	enumConstraint(&b, in.ConditionalOperator, "conditionalOperator", conditionalOps)
	attributesToGetConstraint(&b, in.AttributesToGet, "attributesToGet")
	minConstraint(&b, in.Limit, "limit", 1)
	comparisonConstraint(&b, in.KeyConditions, "keyConditions")
	return b.err()
}

func scanConstraints(in *dynamodb.ScanInput) error {
	var b breaches
	enumConstraint(&b, in.Select, "select", selects)
	optionalIndexConstraint(&b, in.IndexName)
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	comparisonConstraint(&b, in.ScanFilter, "scanFilter")
	tableConstraint(&b, in.TableName, "tableName")
	enumConstraint(&b, in.ConditionalOperator, "conditionalOperator", conditionalOps)
	attributesToGetConstraint(&b, in.AttributesToGet, "attributesToGet")
	minConstraint(&b, in.Limit, "limit", 1)
	minConstraint(&b, in.Segment, "segment", 0)
	minConstraint(&b, in.TotalSegments, "totalSegments", 1)
	maxConstraint(&b, in.TotalSegments, "totalSegments", maxSegments)
	return b.err()
}

func optionalIndexConstraint(b *breaches, name *string) {
	if name != nil {
		indexNameConstraint(b, name, "indexName")
	}
}

// comparisonConstraint checks legacy conditions, each of which must have an operator.
func comparisonConstraint(b *breaches, conditions map[string]types.Condition, path string) {
	for _, name := range slices.Sorted(maps.Keys(conditions)) {
		requiredEnumConstraint(b, conditions[name].ComparisonOperator, path+"."+name+".member.comparisonOperator", comparisons)
	}
}
