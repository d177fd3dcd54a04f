// Quickstart loads every named Unicode character, about 34,000 of them, into a DynamoDB table with
// one PutItem for each, reads 10,000 back with one GetItem for each, and compares every attribute.
//
// No line of it makes a batch, and yet DynamoDB sees batches: the executor coalesces the calls.
//
//	go run ./examples/quickstart                                    # has a DynamoDB in its process
//	go run ./examples/quickstart -endpoint http://localhost:8000    # uses yours
//	go run ./examples/quickstart -region eu-west-1                  # AWS; costs about 0.05 USD
package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/text/unicode/runenames"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

var (
	reads   = flag.Int("reads", 10_000, "how many characters to read back")
	readers = flag.Int("readers", 256, "how many goroutines read them")
)

func main() { engine.Main("quickstart", partitionKey, run) }

func run(ctx context.Context, client *dynamodb.Client, table string) error {
	if *reads < 0 || *readers < 1 {
		return fmt.Errorf("-reads is %d and -readers %d: set them to at least 0 and 1", *reads, *readers)
	}
	ex, err := api.Open(client)
	if err != nil {
		return err
	}
	// ctx may have ended with Ctrl-C, but what is on its way still wants its answer.
	defer ex.Close(context.WithoutCancel(ctx))

	characters := named()
	fmt.Printf("writing %d named characters of Unicode %s: async face, 1 goroutine\n", len(characters), runenames.UnicodeVersion)
	if err := report(ctx, ex, table, func() tally { return write(ctx, ex, table, characters) }); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	chosen := choose(characters, *reads)
	fmt.Printf("reading %d of them back: sync face, %d goroutines\n", len(chosen), *readers)
	if err := report(ctx, ex, table, func() tally { return read(ctx, ex.Sync(), table, chosen, *readers) }); err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	fmt.Printf("verified: %d characters read back, all %d attributes of each as written\n", len(chosen), attributes)
	return nil
}
