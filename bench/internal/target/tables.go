package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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
		group.Go(func() error { return t.tables.create(ctx, name, binary) })
	}
	return group.Wait()
}

func (t *tables) create(ctx context.Context, name string, binary bool) error {
	kind := types.ScalarAttributeTypeS
	if binary {
		kind = types.ScalarAttributeTypeB
	}
	in := &dynamodb.CreateTableInput{
		TableName:            &name,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String(items.PartitionKey), AttributeType: kind}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String(items.PartitionKey), KeyType: types.KeyTypeHash}},
		BillingMode:          types.BillingModePayPerRequest,
	}
	if t.units > 0 {
		in.BillingMode = types.BillingModeProvisioned
		in.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: &t.units, WriteCapacityUnits: &t.units}
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
