package localdb

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
)

func TestUpdateTableRefuses(t *testing.T) {
	onDemand := tableSpec{sk: "sk", global: []indexSpec{{name: "gsi", pk: "g"}}, local: []indexSpec{{name: "lsi", sk: "l"}}}
	provisioned := onDemand
	provisioned.read, provisioned.write = 5, 5
	atLeastOne := "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, " +
		"ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, " +
		"OnDemandThroughput, WarmThroughput or TableClass is required"
	guide := " Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
	type edits = []func(*dynamodb.UpdateTableInput)

	for _, c := range []struct {
		name    string
		spec    tableSpec
		edits   edits
		code    string // default: ValidationException
		message string
	}{
		{"no name", onDemand, edits{func(in *dynamodb.UpdateTableInput) { in.TableName = nil }}, "",
			"The parameter 'TableName' is required but was not present in the request"},
		{"short name", onDemand, edits{func(in *dynamodb.UpdateTableInput) { in.TableName = ptr.String("ab") }}, "",
			"1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		{"the model", onDemand, edits{throughputTo(0, 0), billingTo("X"), dropGlobal("a;")}, "",
			"5 validation errors detected: Value 'X' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; " +
				"Value '0' at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
				"Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
				"Value 'a;' at 'globalSecondaryIndexUpdates.1.member.delete.indexName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; " +
				"Value 'a;' at 'globalSecondaryIndexUpdates.1.member.delete.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		{"nothing", onDemand, nil, "", atLeastOne},
		{"definitions alone", onDemand, edits{func(in *dynamodb.UpdateTableInput) { keySchema(&in.AttributeDefinitions, "x", "") }}, "", atLeastOne},
		{"an empty list alone", onDemand, edits{func(in *dynamodb.UpdateTableInput) {
			in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{}
		}}, "", atLeastOne},
		{"an empty list with something", onDemand, edits{protect(true), func(in *dynamodb.UpdateTableInput) {
			in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{}
		}}, "", oneOrMore + "List of GlobalSecondaryIndexUpdates is empty"},
		{"replicas", onDemand, edits{func(in *dynamodb.UpdateTableInput) { in.ReplicaUpdates = make([]types.ReplicationGroupUpdate, 1) }}, "",
			oneOrMore + "api/local does not have global tables"},
		{"vector indexes", onDemand, edits{func(in *dynamodb.UpdateTableInput) { in.VectorIndexUpdates = make([]types.VectorIndexUpdate, 1) }}, "",
			oneOrMore + "api/local does not have vector indexes"},
		{"no such table", onDemand, edits{protect(true), func(in *dynamodb.UpdateTableInput) { in.TableName = ptr.String("nope") }},
			"ResourceNotFoundException", "Requested resource not found: Table: nope not found"},

		// What goes together.
		{"encryption and protection", onDemand, edits{encrypt(types.SSESpecification{Enabled: ptr.Bool(true)}), protect(true)}, "",
			oneOrMore + "Server-Side Encryption modification must be the only operation in the request"},
		{"class and protection", onDemand, edits{classTo("STANDARD"), protect(true)}, "", oneOrMore + "TableClass modification must be the only operation in the request"},
		{"protection and billing", onDemand, edits{billingTo("PAY_PER_REQUEST"), protect(true)}, "",
			oneOrMore + "DeletionProtection modification must be the only operation in the request"},
		{"warm throughput and a stream", onDemand, edits{warmTo(13000), streamTo(true, "NEW_IMAGE")}, "", oneOrMore + "WarmThroughput must be the only operation in the request"},
		{"warm throughput and an index", onDemand, edits{warmTo(13000), newGlobal("new", "n", "", nil)}, "",
			oneOrMore + "Create global secondary index cannot be specified when updating WarmThroughput"},
		{"maximums and a stream", onDemand, edits{maximumTo(ptr.Int64(5), nil), streamTo(true, "NEW_IMAGE")}, "",
			oneOrMore + "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"},
		{"stream and throughput", provisioned, edits{throughputTo(6, 6), streamTo(true, "NEW_IMAGE")}, "",
			oneOrMore + "You cannot modify stream status while updating table IOPS"},
		{"index and throughput", provisioned, edits{throughputTo(6, 6), dropGlobal("gsi")}, "", oneOrMore + "You cannot create or delete index while updating table IOPS"},
		{"index and stream", provisioned, edits{streamTo(true, "NEW_IMAGE"), dropGlobal("gsi")}, "", oneOrMore + "You cannot create or delete index while changing stream status"},

		// Throughput.
		{"on demand, with units", provisioned, edits{billingTo("PAY_PER_REQUEST"), throughputTo(5, 5)}, "",
			oneOrMore + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"},
		{"units of a table on demand", onDemand, edits{throughputTo(5, 5)}, "",
			oneOrMore + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"},
		{"provisioned, without units", onDemand, edits{billingTo("PROVISIONED")}, "", oneOrMore + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"},
		{"provisioned, without units of an index", onDemand, edits{billingTo("PROVISIONED"), throughputTo(5, 5)}, "",
			oneOrMore + "ProvisionedThroughput must be specified for index: gsi"},
		{"the same units", provisioned, edits{throughputTo(5, 5)}, "",
			"The provisioned throughput for the table will not change. The requested value equals the current value. " +
				"Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. " +
				"Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5." + guide},
		{"the same units of an index", provisioned, edits{setGlobal("gsi", provisionedUnits(5, 5), nil)}, "",
			"The provisioned throughput for the index gsi will not change. The requested value equals the current value. " +
				"Current ReadCapacityUnits provisioned for index gsi: 5. Requested ReadCapacityUnits: 5. " +
				"Current WriteCapacityUnits provisioned for index gsi: 5. Requested WriteCapacityUnits: 5." + guide},
		{"absurd units", provisioned, edits{throughputTo(1, 1_000_000_000_001)}, "", "Given value 1000000000001 for WriteCapacityUnits is out of bounds"},
		{"too many units", provisioned, edits{throughputTo(5, 40_001)}, "LimitExceededException",
			"The requested WriteCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000." + guide},
		{"too many units of an index", provisioned, edits{setGlobal("gsi", provisionedUnits(40_001, 5), nil)}, "LimitExceededException",
			"The requested ReadCapacityUnits for index gsi, 40001, is above the per index maximum for the account in us-east-1. Per index maximum: 40000." + guide},
		{"maximums of a provisioned table", provisioned, edits{maximumTo(ptr.Int64(5), nil)}, "",
			oneOrMore + "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"},
		{"maximums of an index of a provisioned table", provisioned, edits{setGlobal("gsi", nil, &types.OnDemandThroughput{MaxWriteRequestUnits: ptr.Int64(5)})}, "",
			oneOrMore + "MaxWriteRequestUnits for OnDemandThroughput for index : gsi cannot be specified when the table BillingMode is PROVISIONED"},
		{"a maximum of 0", onDemand, edits{maximumTo(nil, ptr.Int64(0))}, "",
			oneOrMore + "Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range"},
		{"a maximum of -2", onDemand, edits{setGlobal("gsi", nil, &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(-2)})}, "",
			oneOrMore + "Requested MaxReadRequestUnits for OnDemandThroughput for index : gsi is outside of valid range"},
		{"too large a maximum", onDemand, edits{maximumTo(ptr.Int64(40_001), nil)}, "LimitExceededException",
			"Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds TableMaxReadCapacityUnits of the account in region us-east-1"},
		{"less warm", onDemand, edits{warmTo(11_999)}, "",
			oneOrMore + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported"},

		// Indexes.
		{"no action", onDemand, edits{indexesTo(types.GlobalSecondaryIndexUpdate{})}, "",
			oneOrMore + "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null"},
		{"two actions in one", onDemand, edits{indexesTo(types.GlobalSecondaryIndexUpdate{
			Delete: &types.DeleteGlobalSecondaryIndexAction{IndexName: ptr.String("gsi")}, Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: ptr.String("gsi")},
		})}, "", oneOrMore + "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object"},
		{"two actions on one", onDemand, edits{dropGlobal("gsi"), dropGlobal("gsi")}, "",
			oneOrMore + "Only one global secondary index update per index is allowed simultaneously. Index: gsi"},
		{"one that is there", onDemand, edits{newGlobal("gsi", "n", "", nil)}, "", "Attempting to create an index which already exists"},
		{"one with the name of a local one", onDemand, edits{newGlobal("lsi", "n", "", nil)}, "", "Attempting to create an index which already exists"},
		{"no definitions", onDemand, edits{newGlobal("new", "n", "", nil), func(in *dynamodb.UpdateTableInput) { in.AttributeDefinitions = nil }}, "",
			oneOrMore + "AttributeDefinitions is not specified for index: new"},
		{"undefined key", onDemand, edits{newGlobal("new", "n", "", nil), func(in *dynamodb.UpdateTableInput) { in.AttributeDefinitions[0].AttributeName = ptr.String("m") }}, "",
			oneOrMore + "Some index key attributes are not defined in AttributeDefinitions. Keys: [n], AttributeDefinitions: [sk, pk, l, m, g]"},
		{"duplicate definition", onDemand, edits{newGlobal("new", "n", "", nil), func(in *dynamodb.UpdateTableInput) {
			in.AttributeDefinitions = append(in.AttributeDefinitions, in.AttributeDefinitions[0])
		}}, "", "Attribute Name is duplicated: n"},
		{"a new one without units", provisioned, edits{newGlobal("new", "n", "", nil)}, "",
			oneOrMore + "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: new"},
		{"a new one with units", onDemand, edits{newGlobal("new", "n", "", provisionedUnits(1, 1))}, "",
			oneOrMore + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: new when BillingMode is PAY_PER_REQUEST"},
		{"two new ones", onDemand, edits{newGlobal("new", "n", "", nil), newGlobal("other", "n", "", nil)}, "LimitExceededException",
			"Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"},
		{"a new one for an old one", onDemand, edits{newGlobal("new", "n", "", nil), dropGlobal("gsi")}, "LimitExceededException",
			"Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"},
		{"dropping none", onDemand, edits{dropGlobal("ghost")}, "ResourceNotFoundException", "Requested resource not found: Index ghost for table things"},
		{"dropping a local one", onDemand, edits{dropGlobal("lsi")}, "", "Cannot delete an index that is not a GlobalSecondaryIndex: lsi"},
		{"units of none", provisioned, edits{setGlobal("ghost", provisionedUnits(1, 1), nil)}, "ResourceNotFoundException", "Requested resource not found: Index ghost for table things"},
		{"units of a local one", provisioned, edits{setGlobal("lsi", provisionedUnits(1, 1), nil)}, "", "Cannot update an index that is not a GlobalSecondaryIndex: lsi"},
		{"units of one on demand", onDemand, edits{setGlobal("gsi", provisionedUnits(1, 1), nil)}, "",
			oneOrMore + "The only Updates for index: gsi when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput"},
		{"units of one that becomes on demand", provisioned, edits{billingTo("PAY_PER_REQUEST"), setGlobal("gsi", provisionedUnits(1, 1), nil)}, "",
			oneOrMore + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: gsi when BillingMode is PAY_PER_REQUEST"},
		{"absurd units of one", provisioned, edits{setGlobal("gsi", provisionedUnits(1_000_000_000_001, 1), nil)}, "",
			"Given value 1000000000001 for ReadCapacityUnits is out of bounds for index gsi"},
		{"too many units of a new one", provisioned, edits{newGlobal("new", "n", "", provisionedUnits(1, 40_001))}, "LimitExceededException",
			"The requested WriteCapacityUnits for index new, 40001, is above the per index maximum for the account in us-east-1. Per index maximum: 40000." + guide},
		{"maximums of a new one of a provisioned table", provisioned, edits{newGlobal("new", "n", "", provisionedUnits(1, 1)), func(in *dynamodb.UpdateTableInput) {
			in.GlobalSecondaryIndexUpdates[0].Create.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(5)}
		}}, "", oneOrMore + "MaxReadRequestUnits for OnDemandThroughput for index : new cannot be specified when the table BillingMode is PROVISIONED"},
		{"nothing of one", onDemand, edits{setGlobal("gsi", nil, nil)}, "",
			oneOrMore + "One of ProvisionedThroughput, OnDemandThroughput or WarmThroughput must be specified for index: gsi"},
		{"one with a bad projection", onDemand, edits{newGlobal("new", "n", "", nil), func(in *dynamodb.UpdateTableInput) {
			in.GlobalSecondaryIndexUpdates[0].Create.Projection.ProjectionType = "INCLUDE"
		}}, "", oneOrMore + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"},

		// The rest.
		{"stream without a view", onDemand, edits{streamTo(true, "")}, "", oneOrMore + "If stream is being enabled then UpdateViewType is required"},
		{"view without a stream", onDemand, edits{streamTo(false, "NEW_IMAGE")}, "", oneOrMore + "If stream is being disabled, then UpdateViewType must not be specified"},
		{"no stream", onDemand, edits{streamTo(false, "")}, "", "Table has no stream to disable: TableName: things"},
		{"encrypted already", onDemand, edits{encrypt(types.SSESpecification{Enabled: ptr.Bool(false)})}, "", oneOrMore + "Table is already encrypted by default"},
		{"unknown class", onDemand, edits{classTo("GOLD")}, "",
			"Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS]."},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := New(Config{})
			createTable(t, e, c.spec)
			before := describe(t, e, "things")
			if c.code == "" {
				c.code = "ValidationException"
			}
			refused(t, e, update(c.edits...), c.code, c.message)
			assert.Equal(t, before, describe(t, e, "things"), "a request that fails has changed nothing")
		})
	}
}
