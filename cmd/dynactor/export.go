package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
	streams "github.com/dynactor/dynactor/internal/bulk/files"
)

func exportVerb(a *app) *cobra.Command {
	var c = common{withTransform: true}
	var source sourceFlags
	var files fileFlags
	var to string
	var maxFileBytes int64
	var outputFiles int
	cmd := &cobra.Command{
		Use:   "export --table TABLE --to FILE|DIRECTORY/|-",
		Short: "Write the items of a table to files",
		Long: `Write the items of a table, or those that a filter or key condition takes, to a file, to the files of a directory (a name
that ends in "/"), or to standard output ("-"). Names such as s3://bucket/orders/ are in S3.

A scan isn't a snapshot: what is written meanwhile may be in the files or not. Use DynamoDB's own exports for a
moment in time. A file is seen under its name when it's complete.

Stopped, it's resumed by the same command: each segment goes on where its file ends. Files in S3 that weren't complete
are begun anew. Standard output can't be resumed.`,
		Example: `  dynactor export --table orders --to orders/ --format json --compression zstd
  dynactor export --table orders --to active.csv --columns 'pk:S,amount:N' --project 'pk, amount' --filter '#s = :s' --name '#s=status' --value ':s=active'
  dynactor export --table orders --to s3://my-bucket/orders/ --format parquet
  dynactor export --table orders --to - --format json --key-condition 'pk = :pk' --value ':pk=c#1' | jq .amount`,
	}
	c.add(cmd, "table to read")
	source.add(cmd, true)
	f := cmd.Flags()
	f.StringVar(&to, "to", "", `file, directory (ends in "/"), or "-" for standard output`)
	fileFlag(cmd, "to")
	files.add(cmd)
	files.addOverwrite(cmd)
	addS3(cmd, &c)
	f.Int64Var(&maxFileBytes, "max-file-bytes", 0, "begin the next file of a directory behind so many bytes, before compression (default: 256 MB)")
	f.IntVar(&outputFiles, "output-files", 0, "files of a directory to write at a time (default: 4)")
	noFiles(cmd, "max-file-bytes", "output-files")
	return a.verb(cmd, []string{"table", "to"}, func([]string) (*task, error) {
		options, err := c.options("export", to != stdio, c.table)
		if err != nil {
			return nil, err
		}
		from, err := source.source(c.table)
		if err != nil {
			return nil, err
		}
		if to == "" {
			return nil, errors.New(`--to: give a file, a directory that ends in "/", or - for standard output`)
		}
		out, err := files.files([]string{to})
		if err != nil {
			return nil, err
		}
		if maxFileBytes < 0 {
			return nil, fmt.Errorf("--max-file-bytes is %d: give 1 or more", maxFileBytes)
		}
		if outputFiles < 0 {
			return nil, fmt.Errorf("--output-files is %d: give 1 or more", outputFiles)
		}
		t, err := a.task("export", &c, options, []place{{aim: c.aim, table: c.table, index: from.Index, read: true}},
			func(ctx context.Context, on []*connection, o jobs.Options) job {
				out.Store = on[0].files
				return on[0].runner.Export(ctx, jobs.Export{Options: o, From: from, To: out, MaxFileBytes: maxFileBytes, OutputFiles: outputFiles})
			})
		if err == nil {
			t.once = streams.IsStream(to)
		}
		return t, err
	})
}
