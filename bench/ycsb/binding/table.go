package binding

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// poll is how often a table is asked for its status. The SDK's 20 s are more than
// most tables need to come into being.
const poll = time.Second

// prepare makes the table for the stage "load", anew if it was there and has to
// be clean. For other stages it has to be there.
func (d *database) prepare(ctx context.Context) error {
	exists, err := d.tableExists(ctx)
	switch {
	case err != nil:
		return err
	case d.command != "load" && !exists:
		return fmt.Errorf("table %q doesn't exist: load it first, with the same properties", d.table)
	case d.command != "load":
		return nil
	case exists && !d.clean:
		return nil
	case exists:
		if err := d.deleteTable(ctx); err != nil {
			return err
		}
	}
	return d.createTable(ctx)
}

func (d *database) tableExists(ctx context.Context) (bool, error) {
	_, err := d.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &d.table})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return false, nil
	}
	return err == nil, err
}

func (d *database) createTable(ctx context.Context) error {
	in := &dynamodb.CreateTableInput{
		TableName:            &d.table,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: &d.key, AttributeType: types.ScalarAttributeTypeB}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: &d.key, KeyType: types.KeyTypeHash}},
		BillingMode:          types.BillingModePayPerRequest,
	}
	if !d.onDemand {
		in.BillingMode = types.BillingModeProvisioned
		in.ProvisionedThroughput = &types.ProvisionedThroughput{
			ReadCapacityUnits: aws.Int64(d.readUnits), WriteCapacityUnits: aws.Int64(d.writeUnits),
		}
	}
	if _, err := d.client.CreateTable(ctx, in); err != nil {
		return err
	}
	wait := dynamodb.NewTableExistsWaiter(d.client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = poll })
	return wait.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &d.table}, patience)
}

func (d *database) deleteTable(ctx context.Context) error {
	if _, err := d.client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &d.table}); err != nil {
		return err
	}
	wait := dynamodb.NewTableNotExistsWaiter(d.client, func(o *dynamodb.TableNotExistsWaiterOptions) { o.MinDelay = poll })
	return wait.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &d.table}, patience)
}
