// Package api is what programs import: an async-first executor for DynamoDB that coalesces
// single-item calls of any number of goroutines into batches.
//
// [Open] takes an SDK client and returns the async face, [Executor]: each of DynamoDB's operations
// is a method that returns a [Future] at once.
//
//	ex, err := api.Open(dynamodb.NewFromConfig(cfg))
//	defer ex.Close(ctx)
//	f := ex.PutItem(ctx, &dynamodb.PutItemInput{...})
//	out, err := f.Await(ctx)
//
// [Executor.Sync] is the same engine with the SDK's own method signatures, [SyncExecutor], so it
// goes wherever an interface of an SDK client is asked for:
//
//	out, err := ex.Sync().PutItem(ctx, &dynamodb.PutItemInput{...})
//
// # What is coalesced
//
// GetItem goes into BatchGetItem, PutItem and DeleteItem go into BatchWriteItem, where the caller
// can't tell: same outputs, and errors of the same type, code and message. Whatever sets a
// condition, asks for old values or metrics, uses a legacy parameter or passes optFns goes by its
// native operation, and so does a request that is alone: nothing is ever delayed by a timer.
//
// # Order
//
// On one primary key, single-item operations issued through the async face take effect in the
// order in which a goroutine issued them. Operations of the sync face wait for those, and make
// nobody wait. Different keys never wait for each other. [WithUnordered] lifts the rule.
//
// # Withdrawing
//
// The end of the ctx that a request was made with withdraws it. A handler that doesn't wait for
// what it asked for should make it with context.WithoutCancel, or the end of the handler does.
//
// # Inputs
//
// An input belongs to the executor until its future is done: don't change it or the item in it.
// When a call's ctx ends first, the error's Outcome says whether a call may still be using it
// ([Unknown]); then leave the input alone for good.
package api

//go:generate go run ../internal/gen ..
