package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// updateTableParameters checks what depends on several members of the request, and not on the table.
func (e *Engine) updateTableParameters(in *dynamodb.UpdateTableInput) error {
	for _, check := range []func(*dynamodb.UpdateTableInput) error{
		updateSomething,
		updateOneThing,
		e.updateThroughputError,
		updateIndexesError,
		updateOptionsError,
	} {
		if err := check(in); err != nil {
			return err
		}
	}
	return nil
}

// updateSomething refuses a request that changes nothing. An empty list of index updates counts as none
// if there is nothing else, and is refused otherwise. Attribute definitions alone are nothing.
func updateSomething(in *dynamodb.UpdateTableInput) error {
	switch {
	case in.ReplicaUpdates != nil || in.GlobalTableWitnessUpdates != nil || in.MultiRegionConsistency != "" ||
		in.GlobalTableSettingsReplicationMode != "" || in.DisassociationProtectionEnabled != nil:
		return unsupported("global tables")
	case in.VectorIndexUpdates != nil:
		return unsupported("vector indexes")
	case updates(in) == 0:
		return validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, " +
			"SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, " +
			"DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required")
	case in.GlobalSecondaryIndexUpdates != nil && len(in.GlobalSecondaryIndexUpdates) == 0:
		return invalid("List of GlobalSecondaryIndexUpdates is empty")
	}
	return nil
}

// updates counts the kinds of changes in a request; billing and throughput are one.
func updates(in *dynamodb.UpdateTableInput) (n int) {
	for _, there := range []bool{
		in.ProvisionedThroughput != nil || in.BillingMode != "",
		in.StreamSpecification != nil,
		len(in.GlobalSecondaryIndexUpdates) > 0,
		in.SSESpecification != nil,
		in.DeletionProtectionEnabled != nil,
		in.OnDemandThroughput != nil,
		in.WarmThroughput != nil,
		in.TableClass != "",
	} {
		if there {
			n++
		}
	}
	return n
}

// updateOneThing refuses changes that the service does not make together.
func updateOneThing(in *dynamodb.UpdateTableInput) error {
	create, createOrDelete := false, false
	for _, u := range in.GlobalSecondaryIndexUpdates {
		create = create || u.Create != nil
		createOrDelete = createOrDelete || u.Create != nil || u.Delete != nil
	}
	throughput := in.ProvisionedThroughput != nil || in.BillingMode == types.BillingModeProvisioned
	several := updates(in) > 1
	switch {
	case several && in.SSESpecification != nil:
		return invalid("Server-Side Encryption modification must be the only operation in the request")
	case several && in.TableClass != "":
		return invalid("TableClass modification must be the only operation in the request")
	case several && in.DeletionProtectionEnabled != nil:
		return invalid("DeletionProtection modification must be the only operation in the request")
	case create && in.WarmThroughput != nil:
		return invalid("Create global secondary index cannot be specified when updating WarmThroughput")
	case several && in.WarmThroughput != nil:
		return invalid("WarmThroughput must be the only operation in the request")
	case in.OnDemandThroughput != nil && (in.StreamSpecification != nil || len(in.GlobalSecondaryIndexUpdates) > 0):
		return invalid("OnDemandThroughput can only be combined with BillingMode in an UpdateTable request")
	case in.StreamSpecification != nil && throughput:
		return invalid("You cannot modify stream status while updating table IOPS")
	case createOrDelete && in.ProvisionedThroughput != nil:
		return invalid("You cannot create or delete index while updating table IOPS")
	case createOrDelete && in.StreamSpecification != nil:
		return invalid("You cannot create or delete index while changing stream status")
	}
	return nil
}

func (e *Engine) updateThroughputError(in *dynamodb.UpdateTableInput) error {
	switch {
	case in.BillingMode == types.BillingModePayPerRequest && in.ProvisionedThroughput != nil:
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
	case in.BillingMode == types.BillingModeProvisioned && in.ProvisionedThroughput == nil:
		return invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
	}
	if err := unitsBounds(in.ProvisionedThroughput, ""); err != nil {
		return err
	}
	return e.onDemandError(in.OnDemandThroughput, "table", noMaximum)
}

func updateIndexesError(in *dynamodb.UpdateTableInput) error {
	seen := map[string]bool{}
	for _, u := range in.GlobalSecondaryIndexUpdates {
		var names []string
		if u.Create != nil {
			names = append(names, *u.Create.IndexName)
		}
		if u.Update != nil {
			names = append(names, *u.Update.IndexName)
		}
		if u.Delete != nil {
			names = append(names, *u.Delete.IndexName)
		}
		switch {
		case len(names) == 0:
			return invalid("One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null")
		case len(names) > 1:
			return invalid("Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object")
		case seen[names[0]]:
			return invalid("Only one global secondary index update per index is allowed simultaneously. Index: %s", names[0])
		}
		seen[names[0]] = true
	}
	return nil
}

func updateOptionsError(in *dynamodb.UpdateTableInput) error {
	if err := streamUpdateError(in.StreamSpecification); err != nil {
		return err
	}
	if err := encryptionError(in.SSESpecification); err != nil {
		return err
	}
	return classError(in.TableClass)
}
