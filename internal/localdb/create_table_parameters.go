package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Limits of indexes ("Service, account, and table quotas" in DynamoDB's developer guide).
const (
	mostLocalIndexes  = 5
	mostGlobalIndexes = 20
)

// createTableParameters checks what depends on several members of the request: throughput, keys,
// indexes, and then the rest.
func (e *Engine) createTableParameters(in *dynamodb.CreateTableInput) error {
	for _, check := range []func(*dynamodb.CreateTableInput) error{
		e.newThroughputError,
		newKeysError,
		newIndexKeysError,
		e.newIndexesError,
		newOptionsError,
	} {
		if err := check(in); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) newThroughputError(in *dynamodb.CreateTableInput) error {
	billing, p := billingOf(in.BillingMode), in.ProvisionedThroughput
	if billing == types.BillingModePayPerRequest {
		if p != nil {
			return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
		}
	} else {
		if p == nil {
			return invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
		}
		if err := provisionedOnDemand(in.OnDemandThroughput, "", "", "."); err != nil {
			return err
		}
	}
	if err := unitsBounds(p, ""); err != nil {
		return err
	}
	if err := e.onDemandError(in.OnDemandThroughput, "table", 1); err != nil {
		return err
	}
	return e.newWarmError(in.WarmThroughput, billing, p, "table")
}

func newKeysError(in *dynamodb.CreateTableInput) error {
	keys, definitions := in.KeySchema, in.AttributeDefinitions
	if len(keys) > len(definitions) {
		return validation("Invalid KeySchema: Some index key attribute have no definition")
	}
	if err := duplicateDefinition(definitions); err != nil {
		return err
	}
	if err := keySchemaError(keys, definitions); err != nil {
		return err
	}
	if in.LocalSecondaryIndexes == nil && in.GlobalSecondaryIndexes == nil && len(keys) != len(definitions) {
		return invalid("Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions")
	}
	return nil
}

// newIndexKeysError checks the keys of all indexes before anything else of one, as the service does.
func newIndexKeysError(in *dynamodb.CreateTableInput) error {
	if in.LocalSecondaryIndexes == nil && in.GlobalSecondaryIndexes == nil {
		return nil
	}
	used := keyNames(in.KeySchema)
	if in.LocalSecondaryIndexes != nil {
		if len(in.LocalSecondaryIndexes) == 0 {
			return invalid("List of LocalSecondaryIndexes is empty")
		}
		if len(in.KeySchema) < 2 {
			return invalid("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex")
		}
	}
	for _, l := range in.LocalSecondaryIndexes {
		if err := keySchemaError(l.KeySchema, in.AttributeDefinitions); err != nil {
			return err
		}
		if len(l.KeySchema) < 2 {
			return invalid("Index KeySchema does not have a range key for index: %s", *l.IndexName)
		}
		if own, table := *l.KeySchema[0].AttributeName, *in.KeySchema[0].AttributeName; own != table {
			return invalid("Index KeySchema does not have the same leading hash key as table KeySchema for index: %s. "+
				"index hash key: %s, table hash key: %s", *l.IndexName, own, table)
		}
		used = append(used, keyNames(l.KeySchema)...)
	}
	if in.GlobalSecondaryIndexes != nil && len(in.GlobalSecondaryIndexes) == 0 {
		return invalid("List of GlobalSecondaryIndexes is empty")
	}
	for _, g := range in.GlobalSecondaryIndexes {
		if err := keySchemaError(g.KeySchema, in.AttributeDefinitions); err != nil {
			return err
		}
		used = append(used, keyNames(g.KeySchema)...)
	}
	return unusedDefinition(used, in.AttributeDefinitions)
}

// newIndexesError checks projections, throughput, names and numbers of the indexes.
func (e *Engine) newIndexesError(in *dynamodb.CreateTableInput) error {
	var names []string
	included := 0
	named := func(name string) error {
		if slices.Contains(names, name) {
			return invalid("Duplicate index name: %s", name)
		}
		names = append(names, name)
		return nil
	}
	for _, l := range in.LocalSecondaryIndexes {
		if err := projectionError(l.Projection); err != nil {
			return err
		}
		if err := named(*l.IndexName); err != nil {
			return err
		}
		included += len(l.Projection.NonKeyAttributes)
	}
	if len(in.LocalSecondaryIndexes) > mostLocalIndexes {
		return invalid("Number of LocalSecondaryIndexes exceeds per-table limit of %d", mostLocalIndexes)
	}
	for _, g := range in.GlobalSecondaryIndexes {
		billing := billingOf(in.BillingMode)
		if err := newIndexBilling(newIndexRequest(g), billing); err != nil {
			return err
		}
		if err := e.newIndexError(newIndexRequest(g), billing); err != nil {
			return err
		}
		if err := named(*g.IndexName); err != nil {
			return err
		}
		included += len(g.Projection.NonKeyAttributes)
	}
	if len(in.GlobalSecondaryIndexes) > mostGlobalIndexes {
		return invalid("GlobalSecondaryIndex count exceeds the per-table limit of %d", mostGlobalIndexes)
	}
	if err := tooManyProjected(included); err != nil {
		return err
	}
	if err := e.unitsQuota(in.ProvisionedThroughput, ""); err != nil {
		return err
	}
	for _, g := range in.GlobalSecondaryIndexes {
		if err := e.unitsQuota(g.ProvisionedThroughput, *g.IndexName); err != nil {
			return err
		}
	}
	return nil
}

// newIndexBilling checks an index's throughput against the table's billing mode.
func newIndexBilling(r newIndexRequest, billing types.BillingMode) error {
	name := *r.IndexName
	switch {
	case billing == types.BillingModePayPerRequest && r.ProvisionedThroughput != nil:
		return invalid("ProvisionedThroughput should not be specified for index: %s when BillingMode is PAY_PER_REQUEST", name)
	case billing == types.BillingModePayPerRequest:
		return nil
	case r.ProvisionedThroughput == nil:
		return invalid("ProvisionedThroughput is not specified for index: %s", name)
	}
	return provisionedOnDemand(r.OnDemandThroughput, " for index: "+name, "", ".")
}

func newOptionsError(in *dynamodb.CreateTableInput) error {
	if err := newStreamError(in.StreamSpecification); err != nil {
		return err
	}
	if err := encryptionError(in.SSESpecification); err != nil {
		return err
	}
	if err := classError(in.TableClass); err != nil {
		return err
	}
	switch {
	case in.GlobalTableSourceArn != nil || in.GlobalTableSettingsReplicationMode != "":
		return unsupported("global tables")
	case in.VectorIndexes != nil:
		return unsupported("vector indexes")
	}
	return tagsError(in.Tags)
}
