package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
)

func diffVerb(a *app) *cobra.Command {
	var c common
	var source sourceFlags
	var files fileFlags
	var table, out string
	var other otherAim
	cmd := &cobra.Command{
		Use:   "diff --table TABLE --with TABLE [--out FILE]",
		Short: "Compare two tables, item by item",
		Long: `Compare two tables, item by item. The summary says how many items are the same, different, or in one table only; --out
gets the differences as JSON lines: "kind" ("left", "right" or "different"), "key", "left" and "right" in DynamoDB JSON.
"left" is --table, "right" is --with. "-" is standard output.

The exit code is 0 whether there are differences or not. What is written meanwhile may show as a difference.
--max-rcu limits the reads of each table by itself.

Stopped, it's resumed by the same command, but with --out, which is written in one go, it begins anew.`,
		Example: `  dynactor diff --table orders --with orders-2
  dynactor diff --table orders --with orders --with-region eu-west-1 --out differences.jsonl
  dynactor diff --table orders --with orders-2 --out - | jq -c .key`,
	}
	c.add(cmd, "left table")
	source.addComparable(cmd)
	cmd.Flags().StringVar(&table, "with", "", "right table: name or ARN")
	noFiles(cmd, "with")
	other.add(cmd, "with")
	cmd.Flags().StringVar(&out, "out", "", `file for the differences, or "-" (default: they're only counted)`)
	fileFlag(cmd, "out")
	enum(cmd, &files.compression, "compression", auto, compressions, "how the file is packed; auto is by its name")
	files.addOverwrite(cmd)
	addS3(cmd, &c)
	files.format = auto
	return a.verb(cmd, []string{"table", "with"}, func([]string) (*task, error) {
		if table == "" {
			return nil, errors.New("--with: give the right table's name or ARN")
		}
		options, err := c.options("diff", out == "", c.table, table)
		if err != nil {
			return nil, err
		}
		left, err := source.source(c.table)
		if err != nil {
			return nil, err
		}
		right := other.aim(c.aim)
		if table == c.table && right == c.aim {
			return nil, errors.New("--with is the table itself: give another one, or --with-region, --with-profile or --with-endpoint")
		}
		var to jobs.Files
		if out != "" {
			if to, err = files.files([]string{out}); err != nil {
				return nil, err
			}
		}
		places := []place{{aim: c.aim, table: c.table, read: true}, {aim: right, table: table, read: true}}
		return a.task("diff", &c, options, places, func(ctx context.Context, on []*connection, o jobs.Options) job {
			to.Store = on[0].files
			return on[0].runner.Diff(ctx, jobs.Diff{Options: o, Left: left, RightOn: otherExecutor(on), Right: table, To: to})
		})
	})
}
