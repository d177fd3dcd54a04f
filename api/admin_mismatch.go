package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// TableMismatchError says that the table that exists isn't the one that was to be created.
type TableMismatchError struct {
	// Table is the table's name.
	Table string
	// Differences says each what it has and what T's tags want.
	Differences []string
}

func (e *TableMismatchError) Error() string {
	return fmt.Sprintf("table %q exists and is another: %s: change the tags, or take another name", e.Table, strings.Join(e.Differences, "; "))
}

// differences compares what can't be changed without creating anew: keys, and those of indexes.
func differences(want *dynamodb.CreateTableInput, got *types.TableDescription) (all []string) {
	add := func(what string, wanted, found string) {
		if wanted != found {
			all = append(all, fmt.Sprintf("%s is %s and should be %s", what, found, wanted))
		}
	}
	wanted, found := typesOf(want.AttributeDefinitions), typesOf(got.AttributeDefinitions)
	add("its key", describeKey(want.KeySchema, wanted), describeKey(got.KeySchema, found))
	for _, index := range want.GlobalSecondaryIndexes {
		i := slices.IndexFunc(got.GlobalSecondaryIndexes, func(d types.GlobalSecondaryIndexDescription) bool {
			return aws.ToString(d.IndexName) == aws.ToString(index.IndexName)
		})
		if i < 0 {
			all = append(all, fmt.Sprintf("it has no global secondary index %q", aws.ToString(index.IndexName)))
			continue
		}
		add(fmt.Sprintf("the key of its index %q", aws.ToString(index.IndexName)), describeKey(index.KeySchema, wanted), describeKey(got.GlobalSecondaryIndexes[i].KeySchema, found))
	}
	for _, index := range want.LocalSecondaryIndexes {
		i := slices.IndexFunc(got.LocalSecondaryIndexes, func(d types.LocalSecondaryIndexDescription) bool {
			return aws.ToString(d.IndexName) == aws.ToString(index.IndexName)
		})
		if i < 0 {
			all = append(all, fmt.Sprintf("it has no local secondary index %q", aws.ToString(index.IndexName)))
			continue
		}
		add(fmt.Sprintf("the key of its index %q", aws.ToString(index.IndexName)), describeKey(index.KeySchema, wanted), describeKey(got.LocalSecondaryIndexes[i].KeySchema, found))
	}
	return all
}

func typesOf(definitions []types.AttributeDefinition) map[string]types.ScalarAttributeType {
	m := make(map[string]types.ScalarAttributeType, len(definitions))
	for _, d := range definitions {
		m[aws.ToString(d.AttributeName)] = d.AttributeType
	}
	return m
}

// describeKey names a key's attributes with their types, the partition key first.
func describeKey(schema []types.KeySchemaElement, of map[string]types.ScalarAttributeType) string {
	parts := make([]string, len(schema))
	for i, e := range schema {
		name := aws.ToString(e.AttributeName)
		parts[i] = fmt.Sprintf("%s %q (%s)", e.KeyType, name, of[name])
	}
	slices.Sort(parts) // HASH before RANGE
	return strings.Join(parts, ", ")
}
