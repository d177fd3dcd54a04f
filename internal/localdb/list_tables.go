package localdb

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// mostListed is how many names ListTables returns at most, and if it is not told.
const mostListed = 100

// listTables lists names in the order of their bytes. The name to begin behind need not be a table's.
func (e *Engine) listTables(ctx context.Context, in *dynamodb.ListTablesInput) (*dynamodb.ListTablesOutput, error) {
	var b breaches
	maxConstraint(&b, in.Limit, "limit", mostListed)
	minConstraint(&b, in.Limit, "limit", 1)
	if in.ExclusiveStartTableName != nil {
		indexNameConstraint(&b, in.ExclusiveStartTableName, "exclusiveStartTableName")
	}
	if err := b.err(); err != nil {
		return nil, err
	}
	limit := mostListed
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	names := e.tableNames()
	if start := in.ExclusiveStartTableName; start != nil {
		i, there := slices.BinarySearch(names, *start)
		if there {
			i++
		}
		names = names[i:]
	}
	out := &dynamodb.ListTablesOutput{TableNames: names}
	if len(names) > limit {
		out.TableNames = names[:limit:limit]
		last := names[limit-1]
		out.LastEvaluatedTableName = &last
	}
	return out, nil
}

// tableNames returns all names, sorted.
func (e *Engine) tableNames() []string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	names := make([]string, 0, len(e.tables))
	for name := range e.tables {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
