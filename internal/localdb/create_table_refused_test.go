package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
)

func TestCreateTableRefusesMembersByTheModel(t *testing.T) {
	// Nine local indexes without any member have 27 breaches, of which ten are reported.
	var missing []string
	for i := range 10 {
		missing = append(missing, fmt.Sprintf("Value null at 'localSecondaryIndexes.%d.member.%s' failed to satisfy constraint: Member must not be null",
			i/3+1, []string{"projection", "indexName", "keySchema"}[i%3]))
	}
	for _, c := range []struct {
		name    string
		in      *dynamodb.CreateTableInput
		message string
	}{
		{"no name", &dynamodb.CreateTableInput{}, "The parameter 'TableName' is required but was not present in the request"},
		{"short name", tableSpec{name: "ab"}.input(),
			"1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		{"long name", tableSpec{name: strings.Repeat("a", 256)}.input(),
			"1 validation error detected: Value '" + strings.Repeat("a", 256) + "' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255"},
		{"an ARN", tableSpec{name: "arn:aws:dynamodb:us-east-1:000000000000:table/abc"}.input(),
			"1 validation error detected: Value 'arn:aws:dynamodb:us-east-1:000000000000:table/abc' at 'tableName' failed to satisfy constraint: " +
				"Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
		{"nothing else", &dynamodb.CreateTableInput{TableName: ptr.String("abc;")},
			"3 validation errors detected: Value null at 'attributeDefinitions' failed to satisfy constraint: Member must not be null; " +
				"Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; " +
				"Value null at 'keySchema' failed to satisfy constraint: Member must not be null"},
		{"billing, units and keys", &dynamodb.CreateTableInput{
			TableName: ptr.String("abc"), AttributeDefinitions: []types.AttributeDefinition{}, BillingMode: "A", KeySchema: []types.KeySchemaElement{},
			ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: ptr.Int64(0), WriteCapacityUnits: ptr.Int64(-1)},
		}, "4 validation errors detected: Value 'A' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; " +
			"Value '-1' at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
			"Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
			"Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"attribute definitions", &dynamodb.CreateTableInput{
			TableName: ptr.String("abc"), KeySchema: keySchema(new([]types.AttributeDefinition), "pk", ""),
			AttributeDefinitions: []types.AttributeDefinition{{}, {AttributeName: ptr.String("b"), AttributeType: "SS"}},
		}, "3 validation errors detected: Value null at 'attributeDefinitions.1.member.attributeName' failed to satisfy constraint: Member must not be null; " +
			"Value null at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must not be null; " +
			"Value 'SS' at 'attributeDefinitions.2.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]"},
		{"three keys", &dynamodb.CreateTableInput{
			TableName: ptr.String("abc"), AttributeDefinitions: []types.AttributeDefinition{},
			KeySchema: []types.KeySchemaElement{
				{AttributeName: ptr.String("pk"), KeyType: "HASH"}, {AttributeName: ptr.String("sk"), KeyType: "RANGE"}, {AttributeName: ptr.String("extra"), KeyType: "RANGE"}},
		}, "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), " +
			"KeySchemaElement(attributeName=extra, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2"},
		{"at most ten breaches", &dynamodb.CreateTableInput{
			TableName: ptr.String("abc"), AttributeDefinitions: []types.AttributeDefinition{}, KeySchema: keySchema(new([]types.AttributeDefinition), "pk", ""),
			LocalSecondaryIndexes: make([]types.LocalSecondaryIndex, 9),
		}, "10 validation errors detected: " + strings.Join(missing, "; ")},
	} {
		t.Run(c.name, func(t *testing.T) {
			invalidly(t, New(Config{}), c.in, c.message)
		})
	}
}

func TestCreateTableRefusesParameters(t *testing.T) {
	provisioned := func(read, write int64) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.BillingMode = ""
			in.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: &read, WriteCapacityUnits: &write}
		}
	}
	define := func(names ...string) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.AttributeDefinitions = []types.AttributeDefinition{}
			for _, name := range names {
				in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &name, AttributeType: "S"})
			}
		}
	}
	keys := func(elements ...string) (schema []types.KeySchemaElement) {
		for _, k := range elements {
			name, kind, _ := strings.Cut(k, ":")
			schema = append(schema, types.KeySchemaElement{AttributeName: &name, KeyType: types.KeyType(kind)})
		}
		return schema
	}
	withKeys := func(elements ...string) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) { in.KeySchema = keys(elements...) }
	}
	local := func(name, projection string, elements ...string) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{
				IndexName: &name, KeySchema: keys(elements...), Projection: &types.Projection{ProjectionType: types.ProjectionType(projection)}})
		}
	}
	global := func(name, projection string, elements ...string) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
				IndexName: &name, KeySchema: keys(elements...), Projection: &types.Projection{ProjectionType: types.ProjectionType(projection)}})
		}
	}
	include := func(names ...string) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[len(in.GlobalSecondaryIndexes)-1].Projection.NonKeyAttributes = names
		}
	}
	indexUnits := func(read, write int64) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: &read, WriteCapacityUnits: &write}
		}
	}
	indexMaximum := func(read int64) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: &read}
		}
	}
	edit := func(f func(*dynamodb.CreateTableInput)) func(*dynamodb.CreateTableInput) { return f }
	type edits []func(*dynamodb.CreateTableInput)
	repeat := func(n int, f func(i int) func(*dynamodb.CreateTableInput)) (all edits) {
		for i := range n {
			all = append(all, f(i))
		}
		return all
	}
	pk := []string{"pk:HASH"}
	two := edits{define("pk", "sk"), withKeys("pk:HASH", "sk:RANGE")}
	and := func(a edits, more ...func(*dynamodb.CreateTableInput)) edits {
		return append(a[:len(a):len(a)], more...)
	}

	for _, c := range []struct {
		name    string
		edits   edits // of a good request: on demand, with a partition key
		code    string
		message string
	}{
		// Throughput.
		{"provisioned without units", edits{edit(func(in *dynamodb.CreateTableInput) { in.BillingMode = "" })}, "",
			oneOrMore + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"},
		{"on demand with units", edits{provisioned(1, 1), edit(func(in *dynamodb.CreateTableInput) { in.BillingMode = "PAY_PER_REQUEST" })}, "",
			oneOrMore + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"},
		{"absurd reads", edits{provisioned(1_000_000_000_001, 1_000_000_000_001)}, "", "Given value 1000000000001 for ReadCapacityUnits is out of bounds"},
		{"absurd writes", edits{provisioned(1_000_000_000_000, 1_000_000_000_001)}, "", "Given value 1000000000001 for WriteCapacityUnits is out of bounds"},
		{"too many reads", edits{provisioned(40_001, 1)}, "LimitExceededException",
			"The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. " +
				"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."},
		{"a maximum, provisioned", edits{provisioned(1, 1), edit(func(in *dynamodb.CreateTableInput) {
			in.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(5)}
		})}, "", oneOrMore + "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."},
		{"a maximum of none", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.OnDemandThroughput = &types.OnDemandThroughput{MaxWriteRequestUnits: ptr.Int64(-1)}
		})}, "", oneOrMore + "Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range"},
		{"warm below on demand", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.WarmThroughput = &types.WarmThroughput{ReadUnitsPerSecond: ptr.Int64(11_999)}
		})}, "", oneOrMore + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: " + initialThroughput},
		{"warm below provisioned", edits{provisioned(10, 10), edit(func(in *dynamodb.CreateTableInput) {
			in.WarmThroughput = &types.WarmThroughput{WriteUnitsPerSecond: ptr.Int64(9)}
		})}, "", oneOrMore + "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput"},

		// Keys.
		{"no definitions", edits{define()}, "", "Invalid KeySchema: Some index key attribute have no definition"},
		{"one definition for two keys", edits{withKeys("pk:HASH", "sk:RANGE")}, "", "Invalid KeySchema: Some index key attribute have no definition"},
		{"duplicate definition", edits{define("pk", "pk")}, "", "Attribute Name is duplicated: pk"},
		{"undefined key", edits{define("sk", "pk"), withKeys("q:HASH")}, "",
			oneOrMore + "Some index key attributes are not defined in AttributeDefinitions. Keys: [q], AttributeDefinitions: [sk, pk]"},
		{"one attribute, twice a key", edits{define("pk", "b"), withKeys("pk:HASH", "pk:RANGE")}, "",
			"Both the Hash Key and the Range Key element in the KeySchema have the same name"},
		{"range first", edits{define("pk", "sk"), withKeys("sk:RANGE", "pk:HASH")}, "", "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"},
		{"two hashes", edits{define("pk", "sk"), withKeys("pk:HASH", "sk:HASH")}, "", "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"},
		{"unused definition", edits{define("pk", "x")}, "",
			oneOrMore + "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"},
		{"unused definition with indexes", and(two, define("sk", "a", "b", "pk", "c"), global("gsi", "ALL", "a:HASH")), "",
			oneOrMore + "Some AttributeDefinitions are not used. AttributeDefinitions: [sk, a, b, pk, c], keys used: [a, sk, pk]"},

		// Local indexes.
		{"empty list of local indexes", edits{edit(func(in *dynamodb.CreateTableInput) { in.LocalSecondaryIndexes = []types.LocalSecondaryIndex{} })}, "",
			oneOrMore + "List of LocalSecondaryIndexes is empty"},
		{"local index of a table without a sort key", edits{local("lsi", "ALL", "pk:HASH", "sk:RANGE")}, "",
			oneOrMore + "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"},
		{"local index without a sort key", and(two, local("lsi", "ALL", pk...)), "", oneOrMore + "Index KeySchema does not have a range key for index: lsi"},
		{"local index with another partition key", and(two, local("lsi", "ALL", "sk:HASH", "pk:RANGE")), "",
			oneOrMore + "Index KeySchema does not have the same leading hash key as table KeySchema for index: lsi. index hash key: sk, table hash key: pk"},
		{"local index with an undefined key", and(two, local("lsi", "ALL", "pk:HASH", "c:RANGE")), "",
			oneOrMore + "Some index key attributes are not defined in AttributeDefinitions. Keys: [c, pk], AttributeDefinitions: [sk, pk]"},
		{"no projection type", and(two, local("lsi", "", "pk:HASH", "sk:RANGE")), "", oneOrMore + "Unknown ProjectionType: null"},
		{"six local indexes", and(two, repeat(6, func(i int) func(*dynamodb.CreateTableInput) {
			return local(fmt.Sprintf("lsi%d", i), "ALL", "pk:HASH", "sk:RANGE")
		})...), "", oneOrMore + "Number of LocalSecondaryIndexes exceeds per-table limit of 5"},

		// Global indexes.
		{"empty list of global indexes", edits{edit(func(in *dynamodb.CreateTableInput) { in.GlobalSecondaryIndexes = []types.GlobalSecondaryIndex{} })}, "",
			oneOrMore + "List of GlobalSecondaryIndexes is empty"},
		{"a sort key alone", edits{global("gsi", "ALL", "pk:RANGE")}, "", "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"},
		{"all, and some", edits{global("gsi", "ALL", pk...), include("x")}, "", oneOrMore + "ProjectionType is ALL, but NonKeyAttributes is specified"},
		{"keys, and some", edits{global("gsi", "KEYS_ONLY", pk...), include("x")}, "", oneOrMore + "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"},
		{"some, but none", edits{global("gsi", "INCLUDE", pk...)}, "", oneOrMore + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"},
		{"one twice", edits{global("gsi", "INCLUDE", pk...), include("x", "y", "x")}, "", oneOrMore + "Duplicate element in NonKeyAttributes: x"},
		{"two with a name", edits{global("gsi", "ALL", pk...), global("gsi", "ALL", pk...)}, "", oneOrMore + "Duplicate index name: gsi"},
		{"one name for a local and a global", and(two, local("idx", "ALL", "pk:HASH", "sk:RANGE"), global("idx", "ALL", pk...)), "", oneOrMore + "Duplicate index name: idx"},
		{"units on demand", edits{global("gsi", "ALL", pk...), edit(func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: ptr.Int64(1), WriteCapacityUnits: ptr.Int64(1)}
		})}, "", oneOrMore + "ProvisionedThroughput should not be specified for index: gsi when BillingMode is PAY_PER_REQUEST"},
		{"no units, provisioned", edits{provisioned(1, 1), global("gsi", "ALL", pk...)}, "", oneOrMore + "ProvisionedThroughput is not specified for index: gsi"},
		{"an index's warm below on demand", edits{global("gsi", "ALL", pk...), edit(func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].WarmThroughput = &types.WarmThroughput{WriteUnitsPerSecond: ptr.Int64(3_999)}
		})}, "", oneOrMore + "Requested WriteUnitsPerSecond for WarmThroughput for index gsi is lower than initial throughput for OnDemand. See: " + initialThroughput},
		{"absurd units of an index", edits{provisioned(1, 1), global("gsi", "ALL", pk...), indexUnits(1, 1_000_000_000_001)}, "",
			"Given value 1000000000001 for WriteCapacityUnits is out of bounds for index gsi"},
		{"too many units of an index", edits{provisioned(1, 1), global("gsi", "ALL", pk...), indexUnits(1, 40_001)}, "LimitExceededException",
			"The requested WriteCapacityUnits for index gsi, 40001, is above the per index maximum for the account in us-east-1. Per index maximum: 40000. " +
				"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."},
		{"a maximum of an index, provisioned", edits{provisioned(1, 1), global("gsi", "ALL", pk...), indexUnits(1, 1), indexMaximum(5)}, "",
			oneOrMore + "MaxReadRequestUnits for OnDemandThroughput for index: gsi cannot be specified when table BillingMode is PROVISIONED."},
		{"a maximum of an index of none", edits{global("gsi", "ALL", pk...), indexMaximum(0)}, "",
			oneOrMore + "Requested MaxReadRequestUnits for OnDemandThroughput for index : gsi is outside of valid range"},
		{"21 global indexes", repeat(21, func(i int) func(*dynamodb.CreateTableInput) { return global(fmt.Sprintf("gsi%d", i), "ALL", pk...) }), "",
			oneOrMore + "GlobalSecondaryIndex count exceeds the per-table limit of 20"},
		{"101 projected attributes", repeat(11, func(i int) func(*dynamodb.CreateTableInput) {
			return func(in *dynamodb.CreateTableInput) {
				global(fmt.Sprintf("gsi%d", i), "INCLUDE", pk...)(in)
				include("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")(in)
				if i == 10 {
					include("a")(in)
				}
			}
		}), "", oneOrMore + "Number of NonKeyAttributes of all secondary indexes exceeds per-table limit of 100"},

		// The rest.
		{"stream without a view", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: ptr.Bool(true)}
		})}, "", oneOrMore + "Table is being created with a stream enabled, UpdateViewType is required"},
		{"view without a stream", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: ptr.Bool(false), StreamViewType: "NEW_IMAGE"}
		})}, "", oneOrMore + "Table is being created with a stream disabled, UpdateViewType should not be specified"},
		{"key type without encryption", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.SSESpecification = &types.SSESpecification{Enabled: ptr.Bool(false), SSEType: "KMS"}
		})}, "", oneOrMore + "SSEType can not be specified if Enabled is false"},
		{"key without encryption", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.SSESpecification = &types.SSESpecification{Enabled: ptr.Bool(false), KMSMasterKeyId: ptr.String("k")}
		})}, "", oneOrMore + "KMSMasterKeyId can not be specified if Enabled is false"},
		{"AES256", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.SSESpecification = &types.SSESpecification{Enabled: ptr.Bool(true), SSEType: "AES256"}
		})}, "", oneOrMore + "SSEType AES256 is not supported"},
		{"a key of no type", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.SSESpecification = &types.SSESpecification{Enabled: ptr.Bool(true), KMSMasterKeyId: ptr.String("k")}
		})}, "", oneOrMore + "SSEType KMS is required if KMSMasterKeyId is specified"},
		{"unknown class", edits{edit(func(in *dynamodb.CreateTableInput) { in.TableClass = "GOLD" })}, "",
			"Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS]."},
		{"tag of the service's", edits{edit(func(in *dynamodb.CreateTableInput) {
			in.Tags = []types.Tag{{Key: ptr.String("aws:x"), Value: ptr.String("")}}
		})}, "", "Tag Key cannot be prefixed with aws:, Key: aws:x"},
		{"a global table", edits{edit(func(in *dynamodb.CreateTableInput) { in.GlobalTableSourceArn = ptr.String("arn:") })}, "",
			oneOrMore + "api/local does not have global tables"},
		{"vector indexes", edits{edit(func(in *dynamodb.CreateTableInput) { in.VectorIndexes = make([]types.VectorIndex, 1) })}, "",
			oneOrMore + "api/local does not have vector indexes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := New(Config{})
			in := tableSpec{}.input()
			for _, edit := range c.edits {
				edit(in)
			}
			if c.code == "" {
				c.code = "ValidationException"
			}
			refused(t, e, in, c.code, c.message)
			assert.Empty(t, e.tableNames(), "a request that fails has changed nothing")
		})
	}
}
