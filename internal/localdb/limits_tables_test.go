package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// globals are n indexes, all of the same key.
func globals(n int) []indexSpec {
	list := make([]indexSpec, n)
	for i := range list {
		list[i] = indexSpec{name: fmt.Sprintf("global-%d", i), pk: "g", keysOnly: true}
	}
	return list
}

// including are indexes that include n attributes together, 20 each as long as they last.
func including(n int) []indexSpec {
	list := globals((n + 19) / 20)
	for i := range n {
		list[i/20].include = append(list[i/20].include, fmt.Sprint("a", i))
		list[i/20].keysOnly = false
	}
	return list
}

// createIndex adds an index to a table that has definitions of its key.
func createIndex(ix indexSpec) *dynamodb.UpdateTableInput {
	in := &dynamodb.UpdateTableInput{TableName: ptr.String("things")}
	in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
		IndexName: &ix.name, KeySchema: keySchema(&in.AttributeDefinitions, ix.pk, ix.sk), Projection: ix.projection(),
	}}}
	return in
}

func TestTheLimitsOfTablesAndIndexes(t *testing.T) {
	const names = quotas + "Naming rules, Table names and secondary index names"
	const indexes = quotas + "Secondary indexes, Secondary indexes per table"
	const projected = quotas + "Secondary indexes, Projected secondary index attributes per table"
	const keyNames = quotas + "Naming rules, Attribute names"
	length := func(value, path, constraint string) string {
		return "Value '" + value + "' at '" + path + "' failed to satisfy constraint: Member must have length " + constraint
	}
	const atMost, atLeast = "less than or equal to 255", "greater than or equal to 3"
	table := func(n int) any { return tableSpec{name: x(n)}.input() }
	index := func(n int) any { return tableSpec{global: []indexSpec{{name: x(n), pk: "g"}}}.input() }
	local := func(n int) any { return tableSpec{sk: "sk", local: []indexSpec{{name: x(n), sk: "l"}}}.input() }
	const globalPath, localPath = "globalSecondaryIndexes.1.member.indexName", "localSecondaryIndexes.1.member.indexName"
	requireLimits(t, []limit{
		{name: "table name of 255 characters", source: names, edges: most(255), request: table, message: oneError + length(x(256), "tableName", atMost)},
		{name: "table name of 3 characters", source: names, edges: least(3), request: table, message: oneError + length(x(2), "tableName", atLeast)},
		{name: "index name of 255 characters", source: names, edges: most(255), request: index, message: oneError + length(x(256), globalPath, atMost)},
		{name: "index name of 3 characters", source: names, edges: least(3), request: index, message: oneError + length(x(2), globalPath, atLeast)},
		{name: "local index name of 255 characters", source: names, edges: most(255), request: local, message: oneError + length(x(256), localPath, atMost)},
		{name: "local index name of 3 characters", source: names, edges: least(3), request: local, message: oneError + length(x(2), localPath, atLeast)},
		{name: "key attribute name of 255 characters", source: keyNames, edges: most(255),
			request: func(n int) any { return tableSpec{pk: x(n)}.input() },
			message: "2 validation errors detected: " + length(x(256), "attributeDefinitions.1.member.attributeName", atMost) + "; " +
				length(x(256), "keySchema.1.member.attributeName", atMost)},
		{name: "index key attribute name of 255 characters", source: keyNames, edges: most(255),
			request: func(n int) any { return tableSpec{global: []indexSpec{{name: "by-g", pk: x(n)}}}.input() },
			message: "2 validation errors detected: " + length(x(256), "attributeDefinitions.2.member.attributeName", atMost) + "; " +
				length(x(256), "globalSecondaryIndexes.1.member.keySchema.1.member.attributeName", atMost)},
		{name: "projected attribute name of 255 characters", source: keyNames, edges: most(255),
			request: func(n int) any {
				return tableSpec{global: []indexSpec{{name: "by-g", pk: "g", include: []string{x(n)}}}}.input()
			}, message: oneError + length(x(256), "globalSecondaryIndexes.1.member.projection.nonKeyAttributes.1.member", atMost)},
		{name: "time to live attribute name of 255 characters", source: reference + "TimeToLiveSpecification, AttributeName", edges: most(255),
			request: func(n int) any {
				return &dynamodb.UpdateTimeToLiveInput{TableName: ptr.String("plain"), TimeToLiveSpecification: &types.TimeToLiveSpecification{
					AttributeName: ptr.String(x(n)), Enabled: ptr.Bool(true),
				}}
			}, message: oneError + length(x(256), "timeToLiveSpecification.attributeName", atMost)},

		{name: "20 global indexes", source: indexes, edges: most(20),
			request: func(n int) any { return tableSpec{global: globals(n)}.input() },
			message: "One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20"},
		{name: "20 global indexes after UpdateTable", source: indexes, edges: most(20),
			before:  func(n int) []any { return []any{tableSpec{global: globals(n - 1)}.input()} },
			request: func(n int) any { return createIndex(globals(n)[n-1]) },
			code:    "LimitExceededException", message: "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20"},
		{name: "5 local indexes", source: indexes, edges: most(5),
			request: func(n int) any {
				spec := tableSpec{sk: "sk"}
				for i := range n {
					spec.local = append(spec.local, indexSpec{name: fmt.Sprint("local-", i), sk: "l"})
				}
				return spec.input()
			}, message: "One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of 5"},
		{name: "100 projected attributes", source: projected, edges: most(100),
			request: func(n int) any { return tableSpec{global: including(n)}.input() },
			message: "One or more parameter values were invalid: Number of NonKeyAttributes of all secondary indexes exceeds per-table limit of 100"},
		{name: "100 projected attributes of both kinds of indexes", source: projected, edges: most(100),
			request: func(n int) any {
				return tableSpec{sk: "sk", global: including(n - 1), local: []indexSpec{{name: "local", sk: "l", include: []string{"a0"}}}}.input()
			}, message: "One or more parameter values were invalid: Number of NonKeyAttributes of all secondary indexes exceeds per-table limit of 100"},
		{name: "20 projected attributes of an index", source: reference + "Projection, NonKeyAttributes", edges: most(20),
			request: func(n int) any {
				ix := indexSpec{name: "by-g", pk: "g", include: make([]string, n)}
				for i := range n {
					ix.include[i] = string(rune('a' + i))
				}
				return tableSpec{global: []indexSpec{ix}}.input()
			}, message: oneError + length("["+strings.Join(strings.Split("abcdefghijklmnopqrstu", ""), ", ")+"]",
				"globalSecondaryIndexes.1.member.projection.nonKeyAttributes", "less than or equal to 20")},
		{name: "2,500 tables", source: quotas + "Tables, Maximum number of tables per account per Region", edges: most(2500),
			before: func(n int) []any {
				var tables []any
				for i := 2; i < n-1; i++ { // two are there already
					tables = append(tables, tableSpec{name: fmt.Sprintf("table-%d", i)}.input())
				}
				return tables
			},
			request: func(int) any { return tableSpec{name: "last"}.input() },
			code:    "LimitExceededException", message: "Subscriber limit exceeded: There is a limit of 2500 tables per subscriber"},
	})
}

func TestTheLimitsOfThroughput(t *testing.T) {
	const source = quotas + "Throughput default quotas, Per table"
	const developerGuide = " Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
	units := func(read, write int) any { return tableSpec{read: int64(read), write: int64(write)}.input() }
	zero := func(member string) string {
		return oneError + "Value '0' at 'provisionedThroughput." + member + "' failed to satisfy constraint: Member must have value greater than or equal to 1"
	}
	provisioned := func(read, write int) *types.ProvisionedThroughput {
		return &types.ProvisionedThroughput{ReadCapacityUnits: ptr.Int64(int64(read)), WriteCapacityUnits: ptr.Int64(int64(write))}
	}
	requireLimits(t, []limit{
		{name: "40,000 read units", source: source, edges: most(40_000), request: func(n int) any { return units(n, 1) }, code: "LimitExceededException",
			message: "The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000." + developerGuide},
		{name: "40,000 write units", source: source, edges: most(40_000), request: func(n int) any { return units(1, n) }, code: "LimitExceededException",
			message: "The requested WriteCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000." + developerGuide},
		{name: "40,000 read units of an index", source: source, edges: most(40_000),
			request: func(n int) any {
				in := tableSpec{read: 1, write: 1, global: globals(1)}.input()
				in.GlobalSecondaryIndexes[0].ProvisionedThroughput = provisioned(n, 1)
				return in
			}, code: "LimitExceededException",
			message: "The requested ReadCapacityUnits for index global-0, 40001, is above the per index maximum for the account in us-east-1. Per index maximum: 40000." + developerGuide},
		{name: "40,000 write units after UpdateTable", source: source, edges: most(40_000), before: first(units(1, 1)),
			request: func(n int) any {
				return &dynamodb.UpdateTableInput{TableName: ptr.String("things"), ProvisionedThroughput: provisioned(1, n)}
			}, code: "LimitExceededException",
			message: "The requested WriteCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000." + developerGuide},
		{name: "1 read unit", source: reference + "ProvisionedThroughput, ReadCapacityUnits", edges: least(1),
			request: func(n int) any {
				in := tableSpec{read: 1, write: 1}.input()
				in.ProvisionedThroughput = provisioned(n, 1)
				return in
			}, message: zero("readCapacityUnits")},
		{name: "1 write unit", source: reference + "ProvisionedThroughput, WriteCapacityUnits", edges: least(1),
			request: func(n int) any { return units(1, n) }, message: zero("writeCapacityUnits")},
		{name: "40,000 MaxReadRequestUnits", source: source, edges: most(40_000),
			request: func(n int) any {
				in := tableSpec{}.input()
				in.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(int64(n))}
				return in
			}, code: "LimitExceededException",
			message: "Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds TableMaxReadCapacityUnits of the account in region us-east-1"},
	})
}

func TestTheLimitsOfListsAndTags(t *testing.T) {
	const restrictions = guide + "Tagging restrictions in DynamoDB"
	const list = reference + "ListTables, Limit"
	arn := ptr.String("arn:aws:dynamodb:us-east-1:000000000000:table/plain")
	numbered := func(from, n int) []types.Tag {
		list := make([]types.Tag, n)
		for i := range list {
			list[i] = types.Tag{Key: ptr.String(fmt.Sprint(from + i)), Value: ptr.String("")}
		}
		return list
	}
	tag := func(list []types.Tag) any { return &dynamodb.TagResourceInput{ResourceArn: arn, Tags: list} }
	one := func(key, value string) any { return tag([]types.Tag{{Key: &key, Value: &value}}) }
	const tooMany = "Number of Tags exceed the current limit for the provided ResourceArn"
	names := func(n int) any { return &dynamodb.ListTablesInput{Limit: ptr.Int32(int32(n))} }
	start := func(n int) any { return &dynamodb.ListTablesInput{ExclusiveStartTableName: ptr.String(x(n))} }
	requireLimits(t, []limit{
		{name: "Limit of 100 in ListTables", source: list, edges: most(100), request: names,
			message: oneError + "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100"},
		{name: "Limit of 1 in ListTables", source: list, edges: least(1), request: names,
			message: oneError + "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{name: "ExclusiveStartTableName of 255 characters", source: reference + "ListTables, ExclusiveStartTableName", edges: most(255), request: start,
			message: oneError + "Value '" + x(256) + "' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length less than or equal to 255"},
		{name: "ExclusiveStartTableName of 3 characters", source: reference + "ListTables, ExclusiveStartTableName", edges: least(3), request: start,
			message: oneError + "Value '" + x(2) + "' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		{name: "50 tags", source: restrictions, edges: most(50),
			request: func(n int) any { return tag(numbered(0, n)) }, message: tooMany},
		{name: "50 tags of several requests", source: restrictions, edges: most(50), before: first(tag(numbered(0, 30))),
			request: func(n int) any { return tag(numbered(30, n-30)) }, message: tooMany},
		{name: "50 tags in CreateTable", source: restrictions, edges: most(50),
			request: func(n int) any {
				in := tableSpec{}.input()
				in.Tags = numbered(0, n)
				return in
			}, message: tooMany},
		{name: "1 tag in TagResource", source: reference + "TagResource, Tags", edges: least(1),
			request: func(n int) any { return tag(numbered(0, n)) }, message: "Atleast one Tag needs to be provided as Input."},
		{name: "tag key of 128 characters", source: restrictions, edges: most(128),
			request: func(n int) any { return one(x(n), "") }, message: "The Tag Key provided is invalid, Key: " + x(129)},
		{name: "tag key of 1 character", source: restrictions, edges: least(1),
			request: func(n int) any { return one(x(n), "") }, message: "The Tag Key provided is invalid, Key: "},
		{name: "tag value of 256 characters", source: restrictions, edges: most(256),
			request: func(n int) any { return one("k", x(n)) }, message: "The Tag Value provided is invalid, Value: " + x(257)},
	})
}
