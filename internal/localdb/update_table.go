package localdb

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// updateTable is done when it answers, and answers with what is so now; the service answers UPDATING, with
// what was so before, and takes from seconds to minutes. It therefore never says that a resource is in
// use, and has no pause between two changes of deletion protection.
func (e *Engine) updateTable(ctx context.Context, in *dynamodb.UpdateTableInput) (*dynamodb.UpdateTableOutput, error) {
	if err := updateTableConstraints(in); err != nil {
		return nil, err
	}
	if err := e.updateTableParameters(in); err != nil {
		return nil, err
	}
	t, err := e.adminTable(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.status == types.TableStatusDeleting { // since it was found
		return nil, noTableNamed(t.name)
	}
	u := newTableUpdate(e, t, in)
	if err := u.check(); err != nil {
		return nil, err
	}
	u.apply()
	return &dynamodb.UpdateTableOutput{TableDescription: t.description(u.now)}, nil
}

func updateTableConstraints(in *dynamodb.UpdateTableInput) error {
	var b breaches
	definitionsConstraint(&b, in.AttributeDefinitions, "attributeDefinitions")
	if err := adminTableNameConstraint(&b, in.TableName); err != nil {
		return err
	}
	enumConstraint(&b, in.BillingMode, "billingMode", billingModes)
	throughputConstraint(&b, in.ProvisionedThroughput, "provisionedThroughput")
	indexUpdatesConstraint(&b, in.GlobalSecondaryIndexUpdates)
	streamConstraint(&b, in.StreamSpecification)
	if in.SSESpecification != nil {
		enumConstraint(&b, in.SSESpecification.SSEType, "sSESpecification.sSEType", sseTypes)
	}
	return b.err()
}

// tableUpdate is a request to change a table, whose mu is held. Everything is checked before anything
// is changed.
type tableUpdate struct {
	*Engine
	t       *table
	in      *dynamodb.UpdateTableInput
	now     time.Time
	billing types.BillingMode // as it will be
}

func newTableUpdate(e *Engine, t *table, in *dynamodb.UpdateTableInput) *tableUpdate {
	u := &tableUpdate{Engine: e, t: t, in: in, now: e.Now(), billing: t.billing}
	if in.BillingMode != "" {
		u.billing = in.BillingMode
	}
	return u
}

// switches reports whether the billing mode changes.
func (u *tableUpdate) switches() bool { return u.billing != u.t.billing }

func (u *tableUpdate) check() error {
	for _, check := range []func() error{u.checkThroughput, u.checkIndexes, u.checkQuotas, u.checkOptions} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (u *tableUpdate) checkOptions() error {
	if err := u.t.stream.changeError(u.in.StreamSpecification, u.t.name); err != nil {
		return err
	}
	if s := u.in.SSESpecification; s != nil {
		if err := encryptionChangeError(s, u.t.kmsKey); err != nil {
			return err
		}
	}
	return u.t.class.quota(u.in.TableClass, u.now)
}

func (u *tableUpdate) apply() {
	t, in := u.t, u.in
	u.applyThroughput()
	u.applyIndexes()
	t.updateMeters()
	t.stream.change(in.StreamSpecification, u.now)
	if in.SSESpecification != nil {
		t.kmsKey = u.encryption(in.SSESpecification)
	}
	t.class.change(in.TableClass, u.now)
	if p := in.DeletionProtectionEnabled; p != nil {
		t.deletionProtection = *p
	}
}
