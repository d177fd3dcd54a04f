// Jobs shows bulk jobs: a file is imported, the import is stopped in the middle and goes on, and the table is
// exported to Parquet.
//
//	go run ./examples/jobs
//
// input.go makes the file, load.go imports it twice, and save.go exports it and reads the export back.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

func main() { engine.Main("jobs", "id", run) }

// limit is in write units per second.
const limit = 8_000

func run(ctx context.Context, client *dynamodb.Client, table string) (err error) {
	folder, err := os.MkdirTemp("", "dynactor-jobs")
	if err != nil {
		return fmt.Errorf("a folder for the files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	// Jobs keep to the executor's limits. Without one the file would be in the table before it could be stopped.
	ex, err := api.Open(client, api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(limit)}))
	if err != nil {
		return err
	}
	// A defer, for when something fails. Closing twice is fine.
	defer ex.Close(context.WithoutCancel(ctx))

	input, err := makeInput(folder)
	if err != nil {
		return err
	}
	runner := jobs.New(ex)
	if err := load(ctx, runner, input, table, folder); err != nil {
		return err
	}
	if err := save(ctx, runner, table, folder); err != nil {
		return err
	}
	return ex.Close(ctx)
}
