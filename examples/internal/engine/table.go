package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tableWithin bounds the wait for a table to be made or deleted. AWS takes about ten seconds.
const tableWithin = 2 * time.Minute

// prepareTable makes the table, unless the example is to make it itself: then it mustn't be there, since
// it will be deleted.
func (to target) prepareTable(ctx context.Context, client *dynamodb.Client, partitionKey string) (made bool, err error) {
	if partitionKey != "" {
		return makeTable(ctx, client, to.table, partitionKey)
	}
	_, err = client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &to.table})
	if err == nil {
		return false, fmt.Errorf("the table %s is there already, and this example makes one of its own: name another with -table", to.table)
	}
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); !missing {
		return false, fmt.Errorf("looking for the table %s: %w", to.table, err)
	}
	return true, nil
}

// makeTable makes a table on demand (nothing is paid while nobody uses it), waits until it can be
// used, and reports whether it made it: a table that was there is used, if its key fits.
func makeTable(ctx context.Context, client *dynamodb.Client, table, partitionKey string) (made bool, err error) {
	_, err = client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            &table,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: &partitionKey, AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: &partitionKey, KeyType: types.KeyTypeHash}},
	})
	_, wasThere := errors.AsType[*types.ResourceInUseException](err)
	if err != nil && !wasThere {
		return false, fmt.Errorf("making the table %s: %w", table, err)
	}
	described, err := dynamodb.NewTableExistsWaiter(client, pollTableExists).
		WaitForOutput(ctx, &dynamodb.DescribeTableInput{TableName: &table}, tableWithin)
	if err != nil {
		return !wasThere, fmt.Errorf("waiting for the table %s: %w", table, err)
	}
	if !wasThere {
		return true, nil
	}
	if !hasOnlyKey(described.Table, partitionKey) {
		return false, fmt.Errorf("the table %s is there, but its key is not a partition key %q of type S alone: "+
			"name another table with -table", table, partitionKey)
	}
	fmt.Printf("the table was there before this run, so it will not be deleted\n\n")
	return false, nil
}

func hasOnlyKey(table *types.TableDescription, partitionKey string) bool {
	if len(table.KeySchema) != 1 || *table.KeySchema[0].AttributeName != partitionKey {
		return false
	}
	for _, a := range table.AttributeDefinitions {
		if *a.AttributeName == partitionKey {
			return a.AttributeType == types.ScalarAttributeTypeS
		}
	}
	return false
}

// deleteTable waits until the table is gone, so that the next run can make it again. Ctrl-C, which
// ended ctx, is no reason to leave the table behind.
func deleteTable(ctx context.Context, client *dynamodb.Client, table string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tableWithin)
	defer cancel()
	_, err := client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &table})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return nil // the example was to make it, and didn't come that far
	}
	if err != nil {
		return fmt.Errorf("deleting the table %s: %w: delete it by hand", table, err)
	}
	err = dynamodb.NewTableNotExistsWaiter(client, pollTableGone).
		Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, tableWithin)
	if err != nil {
		return fmt.Errorf("waiting until the table %s is deleted: %w", table, err)
	}
	return nil
}

// DynamoDB Local makes a table at once; the waiters' default is to look again after 20 seconds.
const pollMin, pollMax = 50 * time.Millisecond, 2 * time.Second

func pollTableExists(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay, o.MaxDelay = pollMin, pollMax }
func pollTableGone(o *dynamodb.TableNotExistsWaiterOptions) {
	o.MinDelay, o.MaxDelay = pollMin, pollMax
}
