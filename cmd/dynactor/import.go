package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
	streams "github.com/dynactor/dynactor/internal/bulk/files"
)

const stdio = "-"

func importVerb(a *app) *cobra.Command {
	var c = common{withTransform: true}
	var files fileFlags
	var window int
	cmd := &cobra.Command{
		Use:   "import FILES... --table TABLE",
		Short: "Write the items of files to a table",
		Long: `Write the items of files to a table: DynamoDB JSON, plain JSON, CSV, Parquet, and the directories of DynamoDB's own
exports, full and incremental; packed by gzip or zstd or not. FILES are files, directories or quoted globs, also of objects
in S3, such as 's3://bucket/orders/*.json.gz'; "-" is standard input.

An item replaces the one with its key. Files are read in the order given, globs sorted, and items of one key are
written in that order. Records that can't be used, or that DynamoDB refuses, go to the reject file with the reason.

Stopped, it's resumed by the same command: it goes on behind the last record that's written. Some records may be
written a second time, which changes nothing. Standard input can't be resumed.`,
		Example: `  dynactor import 'orders/*.json.gz' --table orders
  dynactor import people.csv --table people --columns 'id:S,zip:S,age:N' --max-wcu 500
  dynactor import AWSDynamoDB/01693685827463-2d8752fd --format native --table orders --max-wcu 50%
  dynactor import raw.jsonl --format json --table users --transform 'item.email != nil ? omit(item, "tmp") : nil'`,
		Args: cobra.MinimumNArgs(1),
	}
	c.add(cmd, "table to write to")
	files.add(cmd)
	addS3(cmd, &c)
	cmd.Flags().IntVar(&window, "window", 0, "records to put in random order before writing, so that sorted input doesn't heat one partition; -1 is none (default: 5,000)")
	noFiles(cmd, "window")
	return a.verb(cmd, []string{"table"}, func(args []string) (*task, error) {
		fromStdin, err := stdinAmong(args)
		if err != nil {
			return nil, err
		}
		options, err := c.options("import", !fromStdin, c.table)
		if err != nil {
			return nil, err
		}
		from, err := files.files(args)
		if err != nil {
			return nil, err
		}
		if window < -1 {
			return nil, fmt.Errorf("--window is %d: give -1 for none, or 0 or more", window)
		}
		t, err := a.task("import", &c, options, []place{{aim: c.aim, table: c.table, write: true}},
			func(ctx context.Context, on []*connection, o jobs.Options) job {
				from.Store = on[0].files
				return on[0].runner.Import(ctx, jobs.Import{Options: o, From: from, Table: c.table, Window: window})
			})
		if err == nil {
			t.once = slices.ContainsFunc(args, streams.IsStream)
		}
		return t, err
	})
}

func stdinAmong(names []string) (bool, error) {
	for _, name := range names {
		if name == "" {
			return false, errors.New(`FILES: a name is "": give files, directories, globs, or - for standard input`)
		}
		if name == stdio {
			if len(names) > 1 {
				return false, errors.New("FILES: - is standard input, and can't stand beside other files")
			}
			return true, nil
		}
	}
	return false, nil
}

// task makes a task of what all verbs have, and checks what's left to check.
func (a *app) task(verb string, c *common, o jobs.Options, places []place, start func(context.Context, []*connection, jobs.Options) job) (*task, error) {
	if _, err := c.limits(); err != nil {
		return nil, err
	}
	return &task{verb: verb, common: c, options: o, places: places, start: start, resumable: o.Checkpoint != ""}, nil
}
