package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
)

func deleteVerb(a *app) *cobra.Command {
	var c common
	var source sourceFlags
	cmd := &cobra.Command{
		Use:   "delete --table TABLE [--filter EXPR | --key-condition EXPR]",
		Short: "Delete the items of a table that are found",
		Long: `Delete the items of a table that a filter or key condition takes, or all of them. It asks before it does; without a
terminal it needs --yes. To see how many items it's about, use --dry-run.

Stopped, it's resumed by the same command, and asks again.`,
		Example: `  dynactor delete --table sessions --filter 'expires < :now' --value ':now=1700000000' --dry-run
  dynactor delete --table sessions --filter 'expires < :now' --value ':now=1700000000'
  dynactor delete --table carts --key-condition 'pk = :pk' --value ':pk=c#1' --yes`,
	}
	c.add(cmd, "table to delete from")
	c.addYes(cmd)
	source.add(cmd, false)
	return a.verb(cmd, []string{"table"}, func([]string) (*task, error) {
		options, err := c.options("delete", true, c.table)
		if err != nil {
			return nil, err
		}
		from, err := source.source(c.table)
		if err != nil {
			return nil, err
		}
		t, err := a.task("delete", &c, options, []place{{aim: c.aim, table: c.table, index: from.Index, read: true, write: true}},
			func(ctx context.Context, on []*connection, o jobs.Options) job {
				return on[0].runner.Delete(ctx, jobs.Delete{Options: o, From: from})
			})
		if err != nil {
			return nil, err
		}
		t.warning = "delete " + whichItems(from)
		return t, nil
	})
}

// whichItems says in words what a source takes. Values aren't shown.
func whichItems(from jobs.Source) string {
	text := "ALL items"
	if from.Limit > 0 {
		text = "at most " + grouped(from.Limit) + " items"
	}
	if from.Index != "" {
		text += " of index " + from.Index
	}
	separator := " with "
	for _, condition := range []string{from.KeyCondition, from.Filter} {
		if condition != "" {
			text += separator + condition
			separator = " and "
		}
	}
	return text
}
