// Package engine gives the examples a DynamoDB to talk to, so that each of them can be about one
// thing: what it does with the executor.
//
// All examples take the same flags:
//
//	-endpoint URL   a DynamoDB that runs already; default: $DYNACTOR_ENDPOINT
//	-region NAME    AWS in that region, or the region to sign for at -endpoint
//	-table NAME     the table to use; it is made if it is not there
//	-keep           don't delete the table that this run made
//
// Without -endpoint and -region an example has a DynamoDB in its own process, package api/local.
package engine

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Run is what an example does, with a client of the SDK and a table whose partition key is a
// string. ctx ends with Ctrl-C or SIGTERM.
type Run func(ctx context.Context, client *dynamodb.Client, table string) error

// Main is an example's main function: it parses the flags, finds a DynamoDB, makes the table with
// the given partition key, runs, and cleans up. The exit status is 1 when anything failed.
func Main(name, partitionKey string, run Run) { start(name, partitionKey, run) }

// MainWithoutTable is Main for an example that makes its table itself. It's deleted as Main's is.
func MainWithoutTable(name string, run Run) { start(name, "", run) }

func start(name, partitionKey string, run Run) {
	to := addFlags(flag.CommandLine, name)
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "%s: unexpected argument %q: see -help\n", name, flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C asks to stop. From then on signals do what they always do, so that a second
	// one ends a program that hangs.
	context.AfterFunc(ctx, stop)

	if err := to.run(ctx, partitionKey, run); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// run is Main without the process around it.
func (to target) run(ctx context.Context, partitionKey string, run Run) (err error) {
	if err := to.validate(); err != nil {
		return err
	}
	db, err := to.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	fmt.Printf("DynamoDB: %s, table %s\n\n", db.where, to.table)

	made, err := to.prepareTable(ctx, db.client, partitionKey)
	// Not when the engine is this run's own: what is in its memory is gone with it.
	if made && !db.own && !to.keep {
		defer func() { err = errors.Join(err, deleteTable(ctx, db.client, to.table)) }()
	}
	if err != nil {
		return err
	}
	return run(ctx, db.client, to.table)
}
