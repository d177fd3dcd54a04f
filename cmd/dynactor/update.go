package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
)

func updateVerb(a *app) *cobra.Command {
	var c common
	var source sourceFlags
	var set, condition string
	var repeatable bool
	cmd := &cobra.Command{
		Use:   "update --table TABLE --set EXPR",
		Short: "Change the items of a table that are found",
		Long: `Apply an update expression to the items of a table that a filter or key condition takes, or to all of them. "SET" may be
left out in front. It asks before it does; without a terminal it needs --yes.

Items that are gone, or don't meet --condition when it's their turn, stay as they are and are counted as unchanged.

Stopped, it's resumed by the same command, and asks again. Some items may be updated twice: expressions that add to what's there are
refused unless --repeatable says that this does no harm, or --checkpoint none that it won't be resumed.`,
		Example: `  dynactor update --table users --set '#s = :s REMOVE legacy' --name '#s=status' --value ':s=active'
  dynactor update --table users --set 'SET v = :v' --condition 'v < :v' --value ':v=2' --filter 'attribute_exists(email)'
  dynactor update --table users --set 'ADD visits :one' --value ':one=1' --checkpoint none --yes`,
	}
	c.add(cmd, "table to update")
	c.addYes(cmd)
	source.add(cmd, false)
	f := cmd.Flags()
	f.StringVar(&set, "set", "", "update expression, such as '#s = :s' or 'SET a = :a REMOVE b'")
	f.StringVar(&condition, "condition", "", "condition on each item when it's updated")
	f.BoolVar(&repeatable, "repeatable", false, "it does no harm to apply --set twice")
	noFiles(cmd, "set", "condition")
	return a.verb(cmd, []string{"table", "set"}, func([]string) (*task, error) {
		options, err := c.options("update", true, c.table)
		if err != nil {
			return nil, err
		}
		from, err := source.source(c.table)
		if err != nil {
			return nil, err
		}
		if set == "" {
			return nil, errors.New("--set: give an update expression, such as '#s = :s'")
		}
		expression := withClause(set)
		t, err := a.task("update", &c, options, []place{{aim: c.aim, table: c.table, index: from.Index, read: true, write: true}},
			func(ctx context.Context, on []*connection, o jobs.Options) job {
				return on[0].runner.Update(ctx, jobs.Update{Options: o, From: from, Set: expression, Condition: condition, Repeatable: repeatable})
			})
		if err != nil {
			return nil, err
		}
		t.warning = fmt.Sprintf("update %s: %s", whichItems(from), expression)
		if condition != "" {
			t.warning += ", if " + condition
		}
		return t, nil
	})
}
