package api_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// Session is the item type of the examples of administration.
type Session struct {
	User    string `dynamodbav:"user" dynactor:"partition"`
	ID      int    `dynamodbav:"id" dynactor:"sort"`
	State   string `dynamodbav:"state" dynactor:"gsi:by-state:partition"`
	Expires int64  `dynamodbav:"expires" dynactor:"ttl"`
}

// sessionsTable is the table sessions, which doesn't exist yet.
func sessionsTable() (*api.Executor, *api.Table[Session]) {
	ex := open()
	return ex, must(api.TableOf[Session](ex, "sessions"))
}

// The tags of Session say what there is to create.
func ExampleTable_CreateTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	table := must(sessions.CreateTable(ctx).Await(ctx))
	fmt.Println(table.TableStatus, *table.GlobalSecondaryIndexes[0].IndexName)

	_, err := sessions.CreateTable(ctx).Await(ctx)
	var exists *types.ResourceInUseException
	fmt.Println(errors.As(err, &exists))

	must(sessions.CreateTable(ctx, api.IfMissing()).Await(ctx))
	// Output:
	// ACTIVE by-state
	// true
}

func ExampleSyncTable_CreateTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	table := must(sessions.Sync().CreateTable(ctx))
	fmt.Println(table.TableStatus, *table.GlobalSecondaryIndexes[0].IndexName)

	_, err := sessions.Sync().CreateTable(ctx)
	var exists *types.ResourceInUseException
	fmt.Println(errors.As(err, &exists))

	must(sessions.Sync().CreateTable(ctx, api.IfMissing()))
	// Output:
	// ACTIVE by-state
	// true
}

// What the tags can't say is set in the SDK's input.
func ExampleCreateInput() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	protected := api.CreateInput(func(in *dynamodb.CreateTableInput) { in.DeletionProtectionEnabled = aws.Bool(true) })
	table := must(sessions.CreateTable(ctx, protected).Await(ctx))
	fmt.Println(*table.DeletionProtectionEnabled)

	table = must(sessions.Sync().CreateTable(ctx, protected, api.IfMissing()))
	fmt.Println(*table.DeletionProtectionEnabled)
	// Output:
	// true
	// true
}

// Somebody else creates the table, and this waits for it.
func ExampleTable_WaitForTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	ready := sessions.WaitForTable(ctx)
	sessions.CreateTable(ctx)
	fmt.Println(must(ready.Await(ctx)).TableStatus)
	// Output: ACTIVE
}

func ExampleSyncTable_WaitForTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	sessions.CreateTable(ctx)
	fmt.Println(must(sessions.Sync().WaitForTable(ctx)).TableStatus)
	// Output: ACTIVE
}

func ExampleTable_TableExists() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	fmt.Println(must(sessions.TableExists(ctx).Await(ctx)))
	must(sessions.CreateTable(ctx).Await(ctx))
	fmt.Println(must(sessions.TableExists(ctx).Await(ctx)))
	// Output:
	// false
	// true
}

func ExampleSyncTable_TableExists() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	fmt.Println(must(sessions.Sync().TableExists(ctx)))
	must(sessions.Sync().CreateTable(ctx))
	fmt.Println(must(sessions.Sync().TableExists(ctx)))
	// Output:
	// false
	// true
}

func ExampleTable_DescribeTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	must(sessions.CreateTable(ctx).Await(ctx))
	table := must(sessions.DescribeTable(ctx).Await(ctx))
	for _, e := range table.KeySchema {
		fmt.Println(e.KeyType, *e.AttributeName)
	}
	// Output:
	// HASH user
	// RANGE id
}

func ExampleSyncTable_DescribeTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	must(sessions.Sync().CreateTable(ctx))
	table := must(sessions.Sync().DescribeTable(ctx))
	for _, e := range table.KeySchema {
		fmt.Println(e.KeyType, *e.AttributeName)
	}
	// Output:
	// HASH user
	// RANGE id
}

func ExampleTable_DeleteTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	must(sessions.CreateTable(ctx).Await(ctx))
	must(sessions.DeleteTable(ctx).Await(ctx)) // when it's done, the table is gone
	fmt.Println(must(sessions.TableExists(ctx).Await(ctx)))
	// Output: false
}

func ExampleSyncTable_DeleteTable() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	must(sessions.Sync().CreateTable(ctx))
	must(sessions.Sync().DeleteTable(ctx)) // when it's done, the table is gone
	fmt.Println(must(sessions.Sync().TableExists(ctx)))
	// Output: false
}

// CreateTable does this already; it's for tables that something else creates.
func ExampleTable_EnableTTL() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	must(sessions.CreateTable(ctx).Await(ctx))
	spec := must(sessions.EnableTTL(ctx).Await(ctx))
	fmt.Println(*spec.AttributeName, *spec.Enabled)
	// Output: expires true
}

func ExampleSyncTable_EnableTTL() {
	ctx := context.Background()
	ex, sessions := sessionsTable()
	defer ex.Close(ctx)

	must(sessions.Sync().CreateTable(ctx))
	spec := must(sessions.Sync().EnableTTL(ctx))
	fmt.Println(*spec.AttributeName, *spec.Enabled)
	// Output: expires true
}
