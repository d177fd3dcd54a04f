package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (u *tableUpdate) checkIndexes() error {
	changes := 0
	for _, update := range u.in.GlobalSecondaryIndexUpdates {
		var err error
		switch {
		case update.Create != nil:
			changes++
			err = u.checkCreate(update.Create)
		case update.Delete != nil:
			changes++
			_, err = u.globalIndex(*update.Delete.IndexName, "delete")
		case update.Update != nil:
			err = u.checkUpdate(update.Update)
		}
		if err != nil {
			return err
		}
	}
	if changes > 1 {
		return tooMany("Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")
	}
	return nil
}

// globalIndex finds an index that is to be changed.
func (u *tableUpdate) globalIndex(name, verb string) (*index, error) {
	ix := u.t.index(name)
	switch {
	case ix == nil:
		message := "Requested resource not found: Index " + name + " for table " + u.t.name
		return nil, &types.ResourceNotFoundException{Message: &message}
	case !ix.Global:
		return nil, validation("Cannot %s an index that is not a GlobalSecondaryIndex: %s", verb, name)
	}
	return ix, nil
}

func (u *tableUpdate) checkCreate(c *types.CreateGlobalSecondaryIndexAction) error {
	name := *c.IndexName
	switch {
	case u.t.index(name) != nil:
		return validation("Attempting to create an index which already exists")
	case len(u.in.AttributeDefinitions) == 0:
		return invalid("AttributeDefinitions is not specified for index: %s", name)
	}
	if err := duplicateDefinition(u.in.AttributeDefinitions); err != nil {
		return err
	}
	if err := keySchemaError(c.KeySchema, u.definitions()); err != nil {
		return err
	}
	r := indexRequestOf(c)
	switch {
	case u.billing == types.BillingModePayPerRequest && r.ProvisionedThroughput != nil:
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: %s when BillingMode is PAY_PER_REQUEST", name)
	case u.billing == types.BillingModeProvisioned && r.ProvisionedThroughput == nil:
		return invalid("Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: %s", name)
	case u.billing == types.BillingModeProvisioned:
		if err := provisionedOnDemand(r.OnDemandThroughput, " for index : "+name, "the ", ""); err != nil {
			return err
		}
	}
	if err := u.newIndexError(r, u.billing); err != nil {
		return err
	}
	return u.checkCount(c)
}

// checkCount checks what a new index adds to.
func (u *tableUpdate) checkCount(c *types.CreateGlobalSecondaryIndexAction) error {
	globals, included := 1, len(c.Projection.NonKeyAttributes)
	for _, ix := range u.t.allIndexes() {
		if ix.Global {
			globals++
		}
		included += len(ix.projection.NonKeyAttributes)
	}
	if globals > mostGlobalIndexes {
		return tooMany("Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of %d", mostGlobalIndexes)
	}
	if err := tooManyProjected(included); err != nil {
		return err
	}
	return u.unitsQuota(c.ProvisionedThroughput, *c.IndexName)
}

func (u *tableUpdate) checkUpdate(r *types.UpdateGlobalSecondaryIndexAction) error {
	ix, err := u.globalIndex(*r.IndexName, "update")
	if err != nil {
		return err
	}
	name, p := ix.Name, r.ProvisionedThroughput
	switch {
	case p == nil && r.OnDemandThroughput == nil && r.WarmThroughput == nil:
		return invalid("One of ProvisionedThroughput, OnDemandThroughput or WarmThroughput must be specified for index: %s", name)
	case p == nil:
	case u.in.BillingMode == types.BillingModePayPerRequest:
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: %s when BillingMode is PAY_PER_REQUEST", name)
	case u.billing == types.BillingModePayPerRequest:
		return invalid("The only Updates for index: %s when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput", name)
	default:
		if err := unitsBounds(p, name); err != nil {
			return err
		}
		if !u.switches() {
			if err := unchanged(ix.throughput, p, "the index "+name, "index "+name); err != nil {
				return err
			}
		}
	}
	if u.billing == types.BillingModeProvisioned {
		if err := provisionedOnDemand(r.OnDemandThroughput, " for index : "+name, "the ", ""); err != nil {
			return err
		}
	}
	if err := u.onDemandError(r.OnDemandThroughput, "index : "+name, noMaximum); err != nil {
		return err
	}
	return u.warmDecrease(r.WarmThroughput, ix.warm, "index "+name)
}

// definitions are those of the table, with those of the request that are new: it need not repeat the
// others, and what it says of them is ignored.
func (u *tableUpdate) definitions() []types.AttributeDefinition {
	all := slices.Clone(u.t.definitions)
	for _, d := range u.in.AttributeDefinitions {
		if definitionOf(*d.AttributeName, all) == nil {
			all = append(all, d)
		}
	}
	return all
}

// applyIndexes creates and deletes. Whoever finds an index in the table finds it in the store too; the
// other way round there are moments when it is only in the store.
func (u *tableUpdate) applyIndexes() {
	t := u.t
	for _, update := range u.in.GlobalSecondaryIndexUpdates {
		switch {
		case update.Create != nil:
			ix := t.newGlobalIndex(indexRequestOf(update.Create), u.definitions())
			u.startMeter(t, ix)
			// It is not there yet, and t.mu is held.
			_ = t.store.AddIndex(ix.Index)
			t.replaceIndexes(append(slices.Clone(t.allIndexes()), ix))
			t.definitions = t.usedDefinitions(u.definitions())
		case update.Delete != nil:
			name := *update.Delete.IndexName
			t.replaceIndexes(slices.DeleteFunc(slices.Clone(t.allIndexes()), func(ix *index) bool { return ix.Name == name }))
			t.store.DropIndex(name)
			t.definitions = t.usedDefinitions(t.definitions)
		}
	}
}

func (t *table) replaceIndexes(indexes []*index) { t.indexes.Store(&indexes) }

// usedDefinitions are those that keys of the table or its indexes have: others are forgotten.
func (t *table) usedDefinitions(definitions []types.AttributeDefinition) []types.AttributeDefinition {
	used := keyNames(t.keySchema)
	for _, ix := range t.allIndexes() {
		used = append(used, keyNames(ix.keySchema)...)
	}
	kept := slices.DeleteFunc(slices.Clone(definitions), func(d types.AttributeDefinition) bool {
		return !slices.Contains(used, *d.AttributeName)
	})
	sortDefinitions(kept)
	return kept
}
