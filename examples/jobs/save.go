package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/dynactor/dynactor/api/jobs"
)

// save exports the table, and reads the file back without writing anything.
func save(ctx context.Context, runner *jobs.Runner, table, folder string) error {
	file := filepath.Join(folder, "readings.parquet") // the format by the name
	saved, err := runner.Export(ctx, jobs.Export{
		From: jobs.Source{Table: table, Consistent: true},
		To:   jobs.Files{Names: []string{file}},
	}).Await(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("export: %d items in %s\n", saved.Counts.Written, filepath.Base(saved.Files[0]))

	sets := 0
	read, err := runner.Sync().Import(ctx, jobs.Import{
		Options: jobs.Options{
			DryRun: true,
			Transform: func(it jobs.Item) (jobs.Item, error) { // one file is read by one goroutine
				if _, ok := it["tags"]; ok {
					sets++
				}
				return it, nil
			},
		},
		From:  jobs.Files{Names: []string{file}},
		Table: table,
	})
	if err != nil {
		return err
	}
	fmt.Printf("dry run: %d items read back, %d of them with tags; writing them would take %.0f write units\n", read.Counts.Read, sets, read.WriteUnits)
	return nil
}
