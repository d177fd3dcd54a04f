package localdb

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const oneOrMore = "One or more parameter values were invalid: "

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func at(now *time.Time) Config { return Config{Now: func() time.Time { return *now }} }

func TestCreateTableAnswersWithTheWholeDescription(t *testing.T) {
	now := noon.Add(1234567 * time.Nanosecond)
	e := New(at(&now))
	in := tableSpec{name: "music", pk: "z", sk: "b:N", read: 5, write: 4,
		global: []indexSpec{{name: "gsi", pk: "c", sk: "z", keysOnly: true}},
		local:  []indexSpec{{name: "lsi", sk: "d:B", include: []string{"y", "x"}}},
	}.input()
	in.TableClass = types.TableClassStandardInfrequentAccess
	in.DeletionProtectionEnabled = ptr.Bool(true)
	in.StreamSpecification = &types.StreamSpecification{StreamEnabled: ptr.Bool(true), StreamViewType: types.StreamViewTypeNewImage}
	in.SSESpecification = &types.SSESpecification{Enabled: ptr.Bool(true)}
	got := do[*dynamodb.CreateTableOutput](t, e, in).TableDescription

	id := *got.TableId
	_, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	assert.NoError(t, err)
	assert.Len(t, id, 36)
	const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/music"
	units := func(read, write int64) *types.ProvisionedThroughputDescription {
		return &types.ProvisionedThroughputDescription{NumberOfDecreasesToday: ptr.Int64(0), ReadCapacityUnits: &read, WriteCapacityUnits: &write}
	}
	definition := func(name string, kind types.ScalarAttributeType) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: kind}
	}
	want := &types.TableDescription{
		TableName: ptr.String("music"), TableArn: ptr.String(arn), TableId: &id, TableStatus: types.TableStatusActive,
		CreationDateTime: ptr.Time(noon.Add(time.Millisecond)),
		AttributeDefinitions: []types.AttributeDefinition{
			definition("b", "N"), definition("c", "S"), definition("d", "B"), definition("z", "S"),
		},
		KeySchema: keySchema(new([]types.AttributeDefinition), "z", "b"),
		ItemCount: ptr.Int64(0), TableSizeBytes: ptr.Int64(0),
		ProvisionedThroughput:     units(5, 4),
		WarmThroughput:            &types.TableWarmThroughputDescription{ReadUnitsPerSecond: ptr.Int64(5), WriteUnitsPerSecond: ptr.Int64(4), Status: "ACTIVE"},
		DeletionProtectionEnabled: ptr.Bool(true),
		TableClassSummary:         &types.TableClassSummary{TableClass: types.TableClassStandardInfrequentAccess},
		StreamSpecification:       in.StreamSpecification,
		LatestStreamLabel:         ptr.String("2026-03-04T12:00:00.001"),
		LatestStreamArn:           ptr.String(arn + "/stream/2026-03-04T12:00:00.001"),
		SSEDescription: &types.SSEDescription{Status: "ENABLED", SSEType: "KMS",
			KMSMasterKeyArn: ptr.String("arn:aws:kms:us-east-1:000000000000:alias/aws/dynamodb")},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndexDescription{{
			IndexName: ptr.String("gsi"), IndexArn: ptr.String(arn + "/index/gsi"), IndexStatus: "ACTIVE",
			KeySchema:  keySchema(new([]types.AttributeDefinition), "c", "z"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
			ItemCount:  ptr.Int64(0), IndexSizeBytes: ptr.Int64(0), ProvisionedThroughput: units(5, 4),
			WarmThroughput: &types.GlobalSecondaryIndexWarmThroughputDescription{
				ReadUnitsPerSecond: ptr.Int64(5), WriteUnitsPerSecond: ptr.Int64(4), Status: "ACTIVE"},
		}},
		LocalSecondaryIndexes: []types.LocalSecondaryIndexDescription{{
			IndexName: ptr.String("lsi"), IndexArn: ptr.String(arn + "/index/lsi"),
			KeySchema:  keySchema(new([]types.AttributeDefinition), "z", "d"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{"x", "y"}},
			ItemCount:  ptr.Int64(0), IndexSizeBytes: ptr.Int64(0),
		}},
	}
	assert.Equal(t, want, got)
	assert.Equal(t, want, describe(t, e, "music"))
	assert.Equal(t, want, describe(t, e, arn), "an ARN stands for its table")
}

func TestCreateTableOnDemand(t *testing.T) {
	now := noon
	e := New(at(&now))
	in := tableSpec{global: []indexSpec{{name: "gsi", pk: "g"}}}.input()
	in.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(10)}
	in.WarmThroughput = &types.WarmThroughput{ReadUnitsPerSecond: ptr.Int64(13000)}
	d := do[*dynamodb.CreateTableOutput](t, e, in).TableDescription
	assert.Equal(t, &types.BillingModeSummary{BillingMode: types.BillingModePayPerRequest, LastUpdateToPayPerRequestDateTime: &noon}, d.BillingModeSummary)
	assert.Zero(t, *d.ProvisionedThroughput.ReadCapacityUnits)
	assert.Equal(t, &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(10)}, d.OnDemandThroughput)
	assert.Equal(t, []int64{13000, 4000}, []int64{*d.WarmThroughput.ReadUnitsPerSecond, *d.WarmThroughput.WriteUnitsPerSecond})
	assert.EqualValues(t, 12000, *d.GlobalSecondaryIndexes[0].WarmThroughput.ReadUnitsPerSecond)
	assert.Nil(t, d.SSEDescription)
	assert.Nil(t, d.TableClassSummary)
	assert.Nil(t, d.StreamSpecification)
	assert.False(t, *d.DeletionProtectionEnabled)
}

func TestCreateTableAcceptsTheLimits(t *testing.T) {
	name := strings.Repeat("n", 255)
	s := tableSpec{name: name, sk: "sk", read: 40000, write: 40000}
	for i := range mostGlobalIndexes {
		ix := indexSpec{name: fmt.Sprintf("gsi-%d", i), pk: strings.Repeat("k", 255)}
		if i < 5 {
			for j := range 20 {
				ix.include = append(ix.include, fmt.Sprintf("a%d", j))
			}
		}
		s.global = append(s.global, ix)
	}
	for i := range mostLocalIndexes {
		s.local = append(s.local, indexSpec{name: fmt.Sprintf("lsi-%d", i), sk: "l", keysOnly: true})
	}
	in := s.input()
	for i := range mostTags {
		in.Tags = append(in.Tags, types.Tag{Key: ptr.String(fmt.Sprintf("%0128d", i)), Value: ptr.String(strings.Repeat("v", 256))})
	}
	e := New(Config{})
	d := do[*dynamodb.CreateTableOutput](t, e, in).TableDescription
	assert.Len(t, d.GlobalSecondaryIndexes, 20)
	assert.Len(t, d.LocalSecondaryIndexes, 5)
}

func TestCreateTableOfThatNameAgain(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{name: "abc"})
	refused(t, e, tableSpec{name: "abc", pk: "other:N"}.input(), "ResourceInUseException", "Table already exists: abc")
	createTable(t, e, tableSpec{name: "ABC"}) // case matters
	bad := tableSpec{name: "abc"}.input()
	bad.AttributeDefinitions = []types.AttributeDefinition{}
	invalidly(t, e, bad, "Invalid KeySchema: Some index key attribute have no definition")
}

func TestAnAccountHas2500TablesAtMost(t *testing.T) {
	e := New(Config{})
	for i := range mostTables {
		createTable(t, e, tableSpec{name: fmt.Sprintf("t-%04d", i)})
	}
	one := tableSpec{name: "one-more"}.input()
	refused(t, e, one, "LimitExceededException", "Subscriber limit exceeded: There is a limit of 2500 tables per subscriber")
	do[*dynamodb.DeleteTableOutput](t, e, &dynamodb.DeleteTableInput{TableName: ptr.String("t-0000")})
	_, err := e.Do(t.Context(), tableSpec{name: "one-more"}.input())
	require.NoError(t, err)
}

// Names in messages stand in the order of a Java hash table: these are orders that the service has shown.
func TestNamesStandInTheServicesOrder(t *testing.T) {
	assert.Equal(t, "[sk, a, b, pk, c]", shownSet([]string{"pk", "sk", "a", "b", "c"}, setSize(5)))
	assert.Equal(t, "[a, sk, pk]", shownSet([]string{"pk", "sk", "a", "pk"}, 16))
	assert.Equal(t, "[sk, pk]", shownSet([]string{"pk", "sk"}, setSize(2)))
	assert.Equal(t, []int{2, 4, 8, 8, 8, 16}, []int{setSize(1), setSize(2), setSize(3), setSize(4), setSize(5), setSize(6)})
}
