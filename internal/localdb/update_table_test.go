package localdb

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/packed"
)

// store puts an item into a table, past all operations on items.
func storeItem(t testing.TB, e *Engine, table string, item map[string]types.AttributeValue) {
	t.Helper()
	tb := e.find(&table)
	require.NotNil(t, tb)
	i := packed.Pack(item)
	k, ok := tb.schema.KeyOf(i)
	require.True(t, ok)
	tb.store.Update(k, func(packed.Item) (packed.Item, bool) { return i, true })
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func provisionedUnits(read, write int64) *types.ProvisionedThroughput {
	return &types.ProvisionedThroughput{ReadCapacityUnits: &read, WriteCapacityUnits: &write}
}

// update makes a request to change the table "things".
func update(edits ...func(*dynamodb.UpdateTableInput)) *dynamodb.UpdateTableInput {
	in := &dynamodb.UpdateTableInput{TableName: ptr.String("things")}
	for _, edit := range edits {
		edit(in)
	}
	return in
}

func throughputTo(read, write int64) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) { in.ProvisionedThroughput = provisionedUnits(read, write) }
}

func billingTo(m types.BillingMode) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) { in.BillingMode = m }
}

func indexesTo(updates ...types.GlobalSecondaryIndexUpdate) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) {
		in.GlobalSecondaryIndexUpdates = append(in.GlobalSecondaryIndexUpdates, updates...)
	}
}

func newGlobal(name, pk, sk string, p *types.ProvisionedThroughput) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) {
		keys := keySchema(&in.AttributeDefinitions, pk, sk)
		indexesTo(types.GlobalSecondaryIndexUpdate{Create: &types.CreateGlobalSecondaryIndexAction{
			IndexName: &name, KeySchema: keys, Projection: &types.Projection{ProjectionType: "ALL"}, ProvisionedThroughput: p,
		}})(in)
	}
}

func dropGlobal(name string) func(*dynamodb.UpdateTableInput) {
	return indexesTo(types.GlobalSecondaryIndexUpdate{Delete: &types.DeleteGlobalSecondaryIndexAction{IndexName: &name}})
}

func setGlobal(name string, p *types.ProvisionedThroughput, o *types.OnDemandThroughput) func(*dynamodb.UpdateTableInput) {
	return indexesTo(types.GlobalSecondaryIndexUpdate{Update: &types.UpdateGlobalSecondaryIndexAction{
		IndexName: &name, ProvisionedThroughput: p, OnDemandThroughput: o}})
}

func protect(on bool) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) { in.DeletionProtectionEnabled = &on }
}

func streamTo(on bool, view types.StreamViewType) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) {
		in.StreamSpecification = &types.StreamSpecification{StreamEnabled: &on, StreamViewType: view}
	}
}

func encrypt(s types.SSESpecification) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) { in.SSESpecification = &s }
}

func classTo(c types.TableClass) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) { in.TableClass = c }
}

func maximumTo(read, write *int64) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) {
		in.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: read, MaxWriteRequestUnits: write}
	}
}

func warmTo(read int64) func(*dynamodb.UpdateTableInput) {
	return func(in *dynamodb.UpdateTableInput) {
		in.WarmThroughput = &types.WarmThroughput{ReadUnitsPerSecond: &read}
	}
}

func updated(t testing.TB, e *Engine, edits ...func(*dynamodb.UpdateTableInput)) *types.TableDescription {
	t.Helper()
	d := do[*dynamodb.UpdateTableOutput](t, e, update(edits...)).TableDescription
	assert.Equal(t, describe(t, e, "things"), d, "the answer is what DescribeTable says")
	return d
}

func TestANewIndexIsFilledFromTheItems(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{})
	for i := range 10 {
		item := map[string]types.AttributeValue{"pk": text(fmt.Sprint(i))}
		switch {
		case i < 4:
			item["n"] = &types.AttributeValueMemberN{Value: "7"}
		case i < 7:
			item["n"] = text("not a number")
		}
		storeItem(t, e, "things", item)
	}
	d := updated(t, e, newGlobal("new", "n:N", "pk", nil))
	require.Len(t, d.GlobalSecondaryIndexes, 1)
	g := d.GlobalSecondaryIndexes[0]
	assert.EqualValues(t, 4, *g.ItemCount, "items without the attribute, or with one of another type, are not in it")
	assert.Equal(t, types.IndexStatusActive, g.IndexStatus)
	assert.EqualValues(t, 10, *d.ItemCount)
	assert.Equal(t, "n", *d.AttributeDefinitions[0].AttributeName)

	d = updated(t, e, dropGlobal("new"))
	assert.Empty(t, d.GlobalSecondaryIndexes)
	assert.Len(t, d.AttributeDefinitions, 1, "the attribute is no key of anything any more")
	updated(t, e, newGlobal("new", "n:S", "", nil)) // and may have another type now
	assert.EqualValues(t, 3, *describe(t, e, "things").GlobalSecondaryIndexes[0].ItemCount)
}

func TestDefinitionsThatTheTableHasAreIgnored(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{})
	d := updated(t, e, newGlobal("new", "n", "pk:N", nil), func(in *dynamodb.UpdateTableInput) { keySchema(&in.AttributeDefinitions, "unused", "") })
	require.Len(t, d.AttributeDefinitions, 2)
	assert.Equal(t, types.ScalarAttributeTypeS, d.AttributeDefinitions[1].AttributeType)
}

func TestTheTwentyFirstIndexIsTooMuch(t *testing.T) {
	s := tableSpec{}
	for i := range mostGlobalIndexes {
		s.global = append(s.global, indexSpec{name: fmt.Sprintf("gsi%d", i), pk: "pk"})
	}
	e := New(Config{})
	createTable(t, e, s)
	refused(t, e, update(newGlobal("new", "pk", "", nil)), "LimitExceededException",
		"Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20")
}

func TestIndexesProjectAHundredAttributesAtMost(t *testing.T) {
	var s tableSpec
	for i := range 5 {
		ix := indexSpec{name: fmt.Sprintf("gsi%d", i), pk: "pk"}
		for j := range 20 {
			ix.include = append(ix.include, fmt.Sprintf("a%d", j))
		}
		s.global = append(s.global, ix)
	}
	e := New(Config{})
	createTable(t, e, s)
	invalidly(t, e, update(newGlobal("new", "pk", "", nil), func(in *dynamodb.UpdateTableInput) {
		in.GlobalSecondaryIndexUpdates[0].Create.Projection = &types.Projection{ProjectionType: "INCLUDE", NonKeyAttributes: []string{"b"}}
	}), oneOrMore+"Number of NonKeyAttributes of all secondary indexes exceeds per-table limit of 100")
}

func TestBillingModesAndThroughputChange(t *testing.T) {
	now := noon
	e := New(at(&now))
	createTable(t, e, tableSpec{read: 5, write: 5, global: []indexSpec{{name: "gsi", pk: "g"}}})
	read := func(p *types.ProvisionedThroughputDescription) int64 { return *p.ReadCapacityUnits }

	now = now.Add(time.Hour)
	d := updated(t, e, throughputTo(10, 4))
	assert.EqualValues(t, 10, read(d.ProvisionedThroughput))
	assert.Equal(t, now, *d.ProvisionedThroughput.LastIncreaseDateTime)
	assert.Equal(t, now, *d.ProvisionedThroughput.LastDecreaseDateTime)
	assert.EqualValues(t, 1, *d.ProvisionedThroughput.NumberOfDecreasesToday)
	assert.EqualValues(t, 10, *d.WarmThroughput.ReadUnitsPerSecond)
	assert.EqualValues(t, 5, *d.WarmThroughput.WriteUnitsPerSecond, "warm throughput never falls")
	assert.Nil(t, d.BillingModeSummary, "it always was provisioned")

	now = now.Add(time.Hour)
	d = updated(t, e, billingTo("PAY_PER_REQUEST"), maximumTo(ptr.Int64(100), nil))
	assert.Equal(t, types.BillingModePayPerRequest, d.BillingModeSummary.BillingMode)
	assert.Equal(t, now, *d.BillingModeSummary.LastUpdateToPayPerRequestDateTime)
	assert.Zero(t, read(d.ProvisionedThroughput))
	assert.Zero(t, read(d.GlobalSecondaryIndexes[0].ProvisionedThroughput))
	assert.EqualValues(t, 100, *d.OnDemandThroughput.MaxReadRequestUnits)
	assert.EqualValues(t, 12000, *d.GlobalSecondaryIndexes[0].WarmThroughput.ReadUnitsPerSecond)

	onDemandSince := now
	now = now.Add(time.Hour)
	d = updated(t, e, billingTo("PAY_PER_REQUEST")) // again
	assert.Equal(t, onDemandSince, *d.BillingModeSummary.LastUpdateToPayPerRequestDateTime)
	assert.NotNil(t, d.OnDemandThroughput)

	d = updated(t, e, maximumTo(nil, ptr.Int64(50)))
	assert.Equal(t, &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(100), MaxWriteRequestUnits: ptr.Int64(50)}, d.OnDemandThroughput)
	d = updated(t, e, maximumTo(ptr.Int64(-1), nil))
	assert.Equal(t, &types.OnDemandThroughput{MaxWriteRequestUnits: ptr.Int64(50)}, d.OnDemandThroughput)
	d = updated(t, e, setGlobal("gsi", nil, &types.OnDemandThroughput{MaxReadRequestUnits: ptr.Int64(7)}))
	assert.EqualValues(t, 7, *d.GlobalSecondaryIndexes[0].OnDemandThroughput.MaxReadRequestUnits)
	d = updated(t, e, warmTo(13_000))
	assert.EqualValues(t, 13_000, *d.WarmThroughput.ReadUnitsPerSecond)
	assert.EqualValues(t, 4_000, *d.WarmThroughput.WriteUnitsPerSecond)

	d = updated(t, e, billingTo("PROVISIONED"), throughputTo(3, 3), setGlobal("gsi", provisionedUnits(2, 2), nil))
	assert.Equal(t, types.BillingModeProvisioned, d.BillingModeSummary.BillingMode)
	assert.Equal(t, onDemandSince, *d.BillingModeSummary.LastUpdateToPayPerRequestDateTime)
	assert.EqualValues(t, 3, read(d.ProvisionedThroughput))
	assert.EqualValues(t, 2, read(d.GlobalSecondaryIndexes[0].ProvisionedThroughput))
	assert.Nil(t, d.OnDemandThroughput)
	assert.Nil(t, d.GlobalSecondaryIndexes[0].OnDemandThroughput)
	assert.EqualValues(t, 1, *d.ProvisionedThroughput.NumberOfDecreasesToday, "a switch is no decrease")
}

func TestThroughputFallsFourTimesADayAndThenHourly(t *testing.T) {
	now := time.Date(2026, 10, 8, 22, 30, 0, 0, time.UTC)
	e := New(at(&now))
	createTable(t, e, tableSpec{read: 100, write: 100})
	to := int64(100)
	fall := func() *dynamodb.UpdateTableInput { return update(throughputTo(to-1, to-1)) }
	for range freeDecreases {
		do[*dynamodb.UpdateTableOutput](t, e, fall())
		to--
	}
	message := func(n int, last, next string) string {
		return fmt.Sprintf("Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, "+
			"each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: %d. "+
			"Last decrease at Thursday, October 8, 2026 at %s Coordinated Universal Time. Next decrease can be made at %s Coordinated Universal Time.", n, last, next)
	}
	now = now.Add(time.Hour - time.Second)
	refused(t, e, fall(), "LimitExceededException", message(4, "10:30:00 PM", "Thursday, October 8, 2026 at 11:30:00 PM"))
	updated(t, e, throughputTo(to, to+1)) // an increase
	updated(t, e, throughputTo(to+1, to+1))
	now = now.Add(time.Second)
	updated(t, e, throughputTo(to, to))
	now = now.Add(29 * time.Minute)
	refused(t, e, fall(), "LimitExceededException", message(5, "11:30:00 PM", "Friday, October 9, 2026 at 12:00:00 AM"))
	assert.EqualValues(t, 5, *describe(t, e, "things").ProvisionedThroughput.NumberOfDecreasesToday)
	now = now.Add(time.Minute)
	assert.Zero(t, *describe(t, e, "things").ProvisionedThroughput.NumberOfDecreasesToday)
	updated(t, e, throughputTo(to-1, to-1))
}

func TestStreamsAreDescribed(t *testing.T) {
	now := noon
	e := New(at(&now))
	createTable(t, e, tableSpec{})
	d := updated(t, e, streamTo(true, "KEYS_ONLY"))
	assert.Equal(t, types.StreamViewTypeKeysOnly, d.StreamSpecification.StreamViewType)
	first := *d.LatestStreamArn
	invalidly(t, e, update(streamTo(true, "NEW_IMAGE")), "Table already has an enabled stream: TableName: things")
	d = updated(t, e, streamTo(false, ""))
	assert.Nil(t, d.StreamSpecification)
	assert.Equal(t, first, *d.LatestStreamArn, "it stays the latest")
	now = now.Add(time.Second)
	assert.NotEqual(t, first, *updated(t, e, streamTo(true, "KEYS_ONLY")).LatestStreamArn)
}

func TestEncryptionIsDescribed(t *testing.T) {
	e := New(Config{Region: "eu-west-1", Account: "123456789012"})
	createTable(t, e, tableSpec{})
	const own = "arn:aws:kms:eu-west-1:123456789012:key/k-1"
	d := updated(t, e, encrypt(types.SSESpecification{Enabled: ptr.Bool(true), SSEType: "KMS", KMSMasterKeyId: ptr.String("k-1")}))
	assert.Equal(t, own, *d.SSEDescription.KMSMasterKeyArn)
	invalidly(t, e, update(encrypt(types.SSESpecification{Enabled: ptr.Bool(true), SSEType: "KMS", KMSMasterKeyId: ptr.String(own)})),
		oneOrMore+"Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key")
	d = updated(t, e, encrypt(types.SSESpecification{SSEType: "KMS"}))
	assert.Equal(t, "arn:aws:kms:eu-west-1:123456789012:alias/aws/dynamodb", *d.SSEDescription.KMSMasterKeyArn)
	assert.Nil(t, updated(t, e, encrypt(types.SSESpecification{Enabled: ptr.Bool(false)})).SSEDescription)
	d = updated(t, e, encrypt(types.SSESpecification{Enabled: ptr.Bool(true), SSEType: "KMS", KMSMasterKeyId: ptr.String("arn:aws:kms:x:y:key/z")}))
	assert.Equal(t, "arn:aws:kms:x:y:key/z", *d.SSEDescription.KMSMasterKeyArn)
}

func TestTheClassChangesTwiceInThirtyDays(t *testing.T) {
	now := noon
	e := New(at(&now))
	createTable(t, e, tableSpec{})
	assert.Nil(t, updated(t, e, classTo("STANDARD")).TableClassSummary, "no change, and not counted")
	d := updated(t, e, classTo("STANDARD_INFREQUENT_ACCESS"))
	assert.Equal(t, &types.TableClassSummary{TableClass: "STANDARD_INFREQUENT_ACCESS", LastUpdateDateTime: &noon}, d.TableClassSummary)
	now = now.Add(24 * time.Hour)
	updated(t, e, classTo("STANDARD"))
	refused(t, e, update(classTo("STANDARD_INFREQUENT_ACCESS")), "LimitExceededException",
		"Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).")
	now = now.Add(29 * 24 * time.Hour)
	updated(t, e, classTo("STANDARD_INFREQUENT_ACCESS"))
}

// told remembers what a meter is told.
type told struct{ last Resource }

func (m *told) Admit(uint64, bool) error     { return nil }
func (m *told) Charge(uint64, bool, float64) {}
func (m *told) Update(r Resource)            { m.last = r }
func newTold(made map[string]*told) func(Resource) Meter {
	return func(r Resource) Meter {
		m := &told{last: r}
		made[r.ARN] = m
		return m
	}
}

func TestMetersAreToldOfEveryThroughput(t *testing.T) {
	made := map[string]*told{}
	e := New(Config{NewMeter: newTold(made)})
	createTable(t, e, tableSpec{sk: "sk", read: 5, write: 6, global: []indexSpec{{name: "gsi", pk: "g"}}, local: []indexSpec{{name: "lsi", sk: "l"}}})
	const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/things"
	require.Len(t, made, 2, "the table's and the global index's")
	assert.Equal(t, Resource{ARN: arn, Table: "things", Billing: "PROVISIONED", Read: 5, Write: 6}, made[arn].last)
	assert.Equal(t, Resource{ARN: arn + "/index/gsi", Table: "things", Index: "gsi", Billing: "PROVISIONED", Read: 5, Write: 6}, made[arn+"/index/gsi"].last)

	updated(t, e, throughputTo(7, 8), setGlobal("gsi", provisionedUnits(9, 10), nil))
	assert.Equal(t, Resource{ARN: arn, Table: "things", Billing: "PROVISIONED", Read: 7, Write: 8}, made[arn].last)
	assert.EqualValues(t, 9, made[arn+"/index/gsi"].last.Read)

	updated(t, e, billingTo("PAY_PER_REQUEST"), maximumTo(ptr.Int64(11), ptr.Int64(12)))
	assert.Equal(t, Resource{ARN: arn, Table: "things", Billing: "PAY_PER_REQUEST", MaxRead: 11, MaxWrite: 12}, made[arn].last)
	assert.Equal(t, types.BillingModePayPerRequest, made[arn+"/index/gsi"].last.Billing)

	updated(t, e, newGlobal("new", "n", "", nil))
	assert.Equal(t, "new", made[arn+"/index/new"].last.Index)
}
