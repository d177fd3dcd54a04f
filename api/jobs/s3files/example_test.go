package s3files_test

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/jobs/s3files"
)

// Imports what DynamoDB has exported to S3. Run it again after a crash: it goes on where it stopped.
func Example() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	var ex *api.Executor // as in package api

	store := s3files.Mixed(s3files.New(s3.NewFromConfig(cfg)), nil)
	summary, err := jobs.New(ex).Sync().Import(ctx, jobs.Import{
		Options: jobs.Options{Checkpoint: "orders.checkpoint", Rejects: "orders.rejects.jsonl"},
		From:    jobs.Files{Store: store, Names: []string{"s3://my-exports/2026/AWSDynamoDB/"}, Format: jobs.NativeExport},
		Table:   "orders",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary)
}

// Names that match a pattern are listed with sizes and ETags.
func ExampleStore_List() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	store := s3files.New(s3.NewFromConfig(cfg), s3files.Parallel(4))
	infos, err := store.List(ctx, "s3://my-data/orders/2026-*/*.json.gz")
	if err != nil {
		log.Fatal(err)
	}
	for _, info := range infos {
		fmt.Println(info.Name, info.Size)
	}
}
