package localdb

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"

	"github.com/dynactor/dynactor/internal/store"
)

// mostTables is how many tables an account may have ("Service, account, and table quotas" in DynamoDB's
// developer guide).
const mostTables = 2500

// createTable makes a table that is ACTIVE at once, so that nobody has to wait for it; the service
// answers CREATING and takes some seconds.
//
// Streams, encryption, classes, tags and a resource policy are taken: the first four are described, and
// none has an effect, since there are neither streams to read nor permissions. Replicas and vector
// indexes are refused.
func (e *Engine) createTable(ctx context.Context, in *dynamodb.CreateTableInput) (*dynamodb.CreateTableOutput, error) {
	if err := createTableConstraints(in); err != nil {
		return nil, err
	}
	if err := e.createTableParameters(in); err != nil {
		return nil, err
	}
	t := e.newTable(in)
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.tables[t.name] != nil:
		return nil, inUse("Table already exists: " + t.name)
	case len(e.tables) >= mostTables:
		return nil, tooMany("Subscriber limit exceeded: There is a limit of %d tables per subscriber", mostTables)
	}
	e.startMeters(t)
	e.tables[t.name] = t
	return &dynamodb.CreateTableOutput{TableDescription: t.description(e.Now())}, nil
}

func createTableConstraints(in *dynamodb.CreateTableInput) error {
	if err := requiredTableName(in.TableName); err != nil {
		return err
	}
	var b breaches
	if in.AttributeDefinitions == nil {
		b.null("attributeDefinitions")
	}
	definitionsConstraint(&b, in.AttributeDefinitions, "attributeDefinitions")
	indexNameConstraint(&b, in.TableName, "tableName")
	enumConstraint(&b, in.BillingMode, "billingMode", billingModes)
	throughputConstraint(&b, in.ProvisionedThroughput, "provisionedThroughput")
	keySchemaConstraint(&b, in.KeySchema, "keySchema")
	for i, l := range in.LocalSecondaryIndexes {
		indexConstraint(&b, member("localSecondaryIndexes", i), l.Projection, l.IndexName, nil, l.KeySchema)
	}
	for i, g := range in.GlobalSecondaryIndexes {
		indexConstraint(&b, member("globalSecondaryIndexes", i), g.Projection, g.IndexName, g.ProvisionedThroughput, g.KeySchema)
	}
	streamConstraint(&b, in.StreamSpecification)
	if in.SSESpecification != nil {
		enumConstraint(&b, in.SSESpecification.SSEType, "sSESpecification.sSEType", sseTypes)
	}
	return b.err()
}

// newTable makes the table of a request that has been found right.
func (e *Engine) newTable(in *dynamodb.CreateTableInput) *table {
	name := *in.TableName
	now := e.Now()
	t := &table{name: name, arn: e.tableARN(name), schema: schemaOf(in.KeySchema, in.AttributeDefinitions)}
	sortDefinitions(in.AttributeDefinitions)
	t.admin = admin{
		id:                 newTableID(),
		created:            now,
		status:             types.TableStatusActive,
		definitions:        in.AttributeDefinitions,
		keySchema:          in.KeySchema,
		billing:            billingOf(in.BillingMode),
		throughput:         throughputOf(in.ProvisionedThroughput),
		onDemand:           mergeOnDemand(nil, in.OnDemandThroughput),
		class:              tableClass{now: in.TableClass},
		deletionProtection: ptr.ToBool(in.DeletionProtectionEnabled),
		kmsKey:             e.encryption(in.SSESpecification),
		tags:               withTags(nil, in.Tags),
	}
	if t.billing == types.BillingModePayPerRequest {
		t.billingChanged = now
	}
	t.warm.cover(t.billing, t.throughput)
	t.warm.request(in.WarmThroughput)
	t.stream.change(in.StreamSpecification, now)
	var indexes []*index
	for _, l := range in.LocalSecondaryIndexes {
		indexes = append(indexes, t.newIndex(*l.IndexName, l.KeySchema, l.Projection, t.definitions))
	}
	for _, g := range in.GlobalSecondaryIndexes {
		indexes = append(indexes, t.newGlobalIndex(newIndexRequest(g), t.definitions))
	}
	inStore := make([]store.Index, len(indexes))
	for i, ix := range indexes {
		inStore[i] = ix.Index
	}
	t.store = store.NewTable(t.schema, inStore, e.Now, e.IndexLag)
	t.indexes.Store(&indexes)
	return t
}

// newTableID returns a random UUID, as the service has.
func newTableID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process before
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
