package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// atOnce is how many tables are created or deleted at the same time, and how
// many calls fill or scan one.
const atOnce = 8

// tableTimeout is how long a table may take to come or to go.
const tableTimeout = 2 * time.Minute

// tables are those that the benchmark has created. Their names begin with a
// prefix that nobody else has, so it never meets a table that isn't its own.
type tables struct {
	client *Client
	prefix string
	units  int64

	mu  sync.Mutex
	all []string
}

// Table is the name that a table of the benchmark has on the target.
func (t *Target) Table(name string) string {
	if t.Fixed {
		return name
	}
	return t.tables.prefix + name
}

// Create makes empty tables, by their names on the target, whose partition
// keys are of type B or S. A fixed target has any table already.
func (t *Target) Create(ctx context.Context, binary bool, names ...string) error {
	if t.Fixed {
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, name := range names {
		group.Go(func() error {
			return t.tables.create(ctx, name, Schema{Binary: binary}, Units{t.tables.units, t.tables.units})
		})
	}
	return group.Wait()
}

// CreateWith makes an empty table with keys and capacity of its own.
func (t *Target) CreateWith(ctx context.Context, name string, keys Schema, units Units) error {
	return t.tables.create(ctx, name, keys, units)
}

// Schema is what keys a table has: a partition key of type S, if nothing else is said.
type Schema struct {
	Binary bool // the partition key is of type B
	Sorted bool // there's a sort key of type S
}

func (s Schema) keys() (attributes []types.AttributeDefinition, schema []types.KeySchemaElement) {
	add := func(name string, kind types.ScalarAttributeType, role types.KeyType) {
		attributes = append(attributes, types.AttributeDefinition{AttributeName: &name, AttributeType: kind})
		schema = append(schema, types.KeySchemaElement{AttributeName: &name, KeyType: role})
	}
	kind := types.ScalarAttributeTypeS
	if s.Binary {
		kind = types.ScalarAttributeTypeB
	}
	add(items.PartitionKey, kind, types.KeyTypeHash)
	if s.Sorted {
		add(items.SortKey, types.ScalarAttributeTypeS, types.KeyTypeRange)
	}
	return attributes, schema
}

// Units are what a provisioned table may consume in a second; a table without any
// is on demand.
type Units struct{ Read, Write int64 }

func (u Units) provisioned() *types.ProvisionedThroughput {
	return &types.ProvisionedThroughput{ReadCapacityUnits: &u.Read, WriteCapacityUnits: &u.Write}
}

func (t *tables) create(ctx context.Context, name string, keys Schema, units Units) error {
	attributes, schema := keys.keys()
	in := &dynamodb.CreateTableInput{
		TableName:            &name,
		AttributeDefinitions: attributes,
		KeySchema:            schema,
		BillingMode:          types.BillingModePayPerRequest,
	}
	if units != (Units{}) {
		in.BillingMode = types.BillingModeProvisioned
		in.ProvisionedThroughput = units.provisioned()
	}
	// It is to be deleted even if creating it seems to fail: it may be there all the same.
	t.mu.Lock()
	t.all = append(t.all, name)
	t.mu.Unlock()
	if _, err := t.client.CreateTable(ctx, in); err != nil {
		return fmt.Errorf("creating table %s: %w", name, err)
	}
	waiter := dynamodb.NewTableExistsWaiter(t.client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 200*time.Millisecond, 2*time.Second
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, tableTimeout); err != nil {
		return fmt.Errorf("waiting for table %s: %w", name, err)
	}
	return nil
}

// Drop deletes tables, in so far as Create has made them.
func (t *Target) Drop(ctx context.Context, names ...string) error {
	if t.Fixed {
		return nil
	}
	return t.tables.delete(ctx, func(name string) bool { return slices.Contains(names, name) })
}

// delete deletes the tables that are meant.
func (t *tables) delete(ctx context.Context, meant func(name string) bool) error {
	t.mu.Lock()
	var names, others []string
	for _, name := range t.all {
		if meant(name) {
			names = append(names, name)
		} else {
			others = append(others, name)
		}
	}
	t.all = others
	t.mu.Unlock()
	var (
		group    errgroup.Group
		problems = make([]error, len(names))
	)
	group.SetLimit(atOnce)
	for i, name := range names {
		group.Go(func() error {
			if err := t.deleteOne(ctx, name); err != nil {
				problems[i] = fmt.Errorf("deleting table %s, which you have to do now: %w", name, err)
			}
			return nil
		})
	}
	_ = group.Wait() // nobody returns an error: one that fails mustn't keep the others
	return errors.Join(problems...)
}

// deleteOne deletes a table. One that is still being created can't be deleted, so
// that is waited for.
func (t *tables) deleteOne(ctx context.Context, name string) error {
	for {
		_, err := t.client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &name})
		var gone *types.ResourceNotFoundException
		var busy *types.ResourceInUseException
		switch {
		case errors.As(err, &gone):
			return nil
		case !errors.As(err, &busy):
			return err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
