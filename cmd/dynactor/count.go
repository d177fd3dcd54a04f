package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
)

func countVerb(a *app) *cobra.Command {
	var c = common{withTransform: true}
	var source sourceFlags
	cmd := &cobra.Command{
		Use:   "count --table TABLE",
		Short: "Count the items of a table that are found",
		Long: `Count the items of a table, or those that a filter, a key condition or --transform takes. The number goes to
standard output. It reads, and is charged for, all of them: what DescribeTable says is free, but up to six hours old.

Stopped, it's resumed by the same command: what's counted is counted.`,
		Example: `  dynactor count --table orders
  dynactor count --table orders --filter '#s = :s' --name '#s=status' --value ':s=open' --max-rcu 20%
  dynactor count --table orders --key-condition 'pk = :pk' --value ':pk=c#1'`,
	}
	c.add(cmd, "table to read")
	source.add(cmd, false)
	return a.verb(cmd, []string{"table"}, func([]string) (*task, error) {
		options, err := c.options("count", true, c.table)
		if err != nil {
			return nil, err
		}
		from, err := source.source(c.table)
		if err != nil {
			return nil, err
		}
		t, err := a.task("count", &c, options, []place{{aim: c.aim, table: c.table, index: from.Index, read: true}},
			func(ctx context.Context, on []*connection, o jobs.Options) job {
				return on[0].runner.Count(ctx, jobs.Count{Options: o, From: from})
			})
		if err != nil {
			return nil, err
		}
		t.output = func(s jobs.Summary) string { return fmt.Sprintln(s.Counts.Counted) }
		return t, nil
	})
}
