// Dropin runs a library that knows nothing of dynactor, guregu/dynamo, on the sync face. The sync
// face has the methods of the SDK's client, with their signatures, so it goes wherever an interface
// of that client is asked for, and the code above it starts to coalesce without being changed.
//
//	go -C examples/dropin run .
//
// This example is a Go module of its own, so that the library never reaches your go.mod.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/guregu/dynamo/v2"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

func main() { engine.Main("dropin", "id", run) }

func run(ctx context.Context, client *dynamodb.Client, table string) error {
	// The library on the SDK's client: each of its calls is a call to DynamoDB.
	before := dynamo.NewFromIface(client)

	// The same on the sync face. This is all that changes.
	ex, err := api.Open(client)
	if err != nil {
		return err
	}
	defer ex.Close(context.WithoutCancel(ctx))
	after := dynamo.NewFromIface(ex.Sync())

	// The first run isn't timed: a DynamoDB that was just started is slow at first, and that
	// would speak for whichever comes second.
	if err := work(ctx, before.Table(table)); err != nil {
		return err
	}

	started := time.Now()
	if err := work(ctx, before.Table(table)); err != nil {
		return fmt.Errorf("on the SDK's client: %w", err)
	}
	fmt.Printf("on the SDK's client: %d puts and gets in %d calls, %v\n", requests, requests, since(started))

	started = time.Now()
	if err := work(ctx, after.Table(table)); err != nil {
		return fmt.Errorf("on the sync face: %w", err)
	}
	stats := ex.Stats().Total
	fmt.Printf("on the sync face:    %d puts and gets in %d calls, %v: %d calls saved, %.1f items per call\n",
		requests, stats.Calls, since(started), stats.CallsSaved(), stats.ItemsPerCall())
	if stats.Calls >= requests {
		return errors.New("nothing was coalesced")
	}
	return nil
}

func since(started time.Time) time.Duration { return time.Since(started).Round(time.Millisecond) }
