package dynamodblocal

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// tableWithin bounds creating a table and, apart, deleting it. DynamoDB Local takes milliseconds,
	// AWS ten seconds or so.
	tableWithin = 2 * time.Minute
	// tablePoll is how often a table that is not active yet is looked at, at first and at last.
	tablePollMin, tablePollMax = 50 * time.Millisecond, 2 * time.Second
)

// TempTable makes a table that no other test has, and returns its name when it is active. It is deleted
// when the test ends. Its capacity is on demand.
//
// The first key is the partition key, the second, if given, the sort key; without any, the table has
// the partition key S("pk").
func TempTable(t testing.TB, client *dynamodb.Client, keys ...Key) string {
	t.Helper()
	if len(keys) > 2 {
		t.Fatalf("dynamodblocal: TempTable got %d keys: give a partition key and at most one sort key", len(keys))
	}
	if len(keys) == 0 {
		keys = []Key{S("pk")}
	}
	name := tableName(t.Name())
	input := &dynamodb.CreateTableInput{TableName: &name, BillingMode: types.BillingModePayPerRequest}
	for i, key := range keys {
		role := []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}[i]
		input.KeySchema = append(input.KeySchema, types.KeySchemaElement{AttributeName: &key.name, KeyType: role})
		input.AttributeDefinitions = append(input.AttributeDefinitions,
			types.AttributeDefinition{AttributeName: &key.name, AttributeType: key.kind})
	}
	ctx, cancel := context.WithTimeout(t.Context(), tableWithin)
	defer cancel()
	// Before the table is there: a creation whose answer is lost must be cleaned up as well.
	t.Cleanup(func() { dropTable(t, client, name) })
	if _, err := client.CreateTable(ctx, input); err != nil {
		t.Fatalf("dynamodblocal: creating the table %s: %v", name, err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = tablePollMin, tablePollMax
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, tableWithin); err != nil {
		t.Fatalf("dynamodblocal: waiting until the table %s is active: %v", name, err)
	}
	return name
}

// dropTable has a context of its own: the test's is over when its cleanup runs.
func dropTable(t testing.TB, client *dynamodb.Client, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), tableWithin)
	defer cancel()
	_, err := client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &name})
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); err != nil && !gone {
		t.Errorf("dynamodblocal: deleting the table %s: %v: delete it by hand", name, err)
	}
}

// tableName is unique, within DynamoDB's rules (3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'), and says
// which test to blame for a table that was left behind.
func tableName(test string) string {
	allowed := func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '_':
			return r
		}
		return '-'
	}
	test = strings.Map(allowed, test)
	return "dynactor-" + test[:min(len(test), 100)] + "-" + rand.Text()[:13]
}
