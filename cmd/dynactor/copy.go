package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func copyVerb(a *app) *cobra.Command {
	var c = common{withTransform: true}
	var source sourceFlags
	var table string
	var other otherAim
	cmd := &cobra.Command{
		Use:   "copy --table TABLE --to-table TABLE",
		Short: "Write the items of a table to another",
		Long: `Write the items of a table, or those that a filter or key condition takes, to another table, which may be in
another Region, account or DynamoDB. Without --to-region, --to-profile and --to-endpoint it's in the same place. With any of
them Region and profile are those of the source where they aren't given, and the endpoint is that of AWS.

Items replace those with their keys. What is written to the source meanwhile may be copied or not.
--max-rcu limits reads of the source, --max-wcu writes to the other table.

Stopped, it's resumed by the same command: each segment goes on where it was.`,
		Example: `  dynactor copy --table orders --to-table orders-2 --max-rcu 50%
  dynactor copy --table orders --to-table orders --to-region eu-west-1 --to-profile backup
  dynactor copy --table orders --to-table orders --to-endpoint http://localhost:8000 --limit 1000`,
	}
	c.add(cmd, "table to read")
	source.add(cmd, true)
	cmd.Flags().StringVar(&table, "to-table", "", "table to write to: name or ARN")
	noFiles(cmd, "to-table")
	other.add(cmd, "to")
	return a.verb(cmd, []string{"table", "to-table"}, func([]string) (*task, error) {
		if table == "" {
			return nil, errors.New("--to-table: give the other table's name or ARN")
		}
		options, err := c.options("copy", true, c.table, table)
		if err != nil {
			return nil, err
		}
		from, err := source.source(c.table)
		if err != nil {
			return nil, err
		}
		to := other.aim(c.aim)
		if table == c.table && to == c.aim && c.transform == "" {
			return nil, errors.New("--to-table is the table itself: give another one, or --to-region, --to-profile or --to-endpoint, or a --transform")
		}
		places := []place{{aim: c.aim, table: c.table, index: from.Index, read: true}, {aim: to, table: table, write: true}}
		return a.task("copy", &c, options, places, func(ctx context.Context, on []*connection, o jobs.Options) job {
			return on[0].runner.Copy(ctx, jobs.Copy{Options: o, From: from, To: otherExecutor(on), Table: table})
		})
	})
}

// otherExecutor is the second place's, nil if it's the first one's.
func otherExecutor(on []*connection) *api.Executor {
	if on[1] == on[0] {
		return nil
	}
	return on[1].executor
}

// otherAim are the flags that say where the other table is.
type otherAim struct{ given aimFlags }

func (o *otherAim) add(cmd *cobra.Command, prefix string) {
	f := cmd.Flags()
	f.StringVar(&o.given.region, prefix+"-region", "", "the other table's Region")
	f.StringVar(&o.given.profile, prefix+"-profile", "", "profile of ~/.aws to use for the other table")
	f.StringVar(&o.given.endpoint, prefix+"-endpoint", "", "URL of the other table's DynamoDB")
	noFiles(cmd, prefix+"-region", prefix+"-profile", prefix+"-endpoint")
}

func (o *otherAim) aim(first aimFlags) aimFlags {
	if o.given == (aimFlags{}) {
		return first
	}
	other := o.given
	other.s3Endpoint = first.s3Endpoint // files are those of both
	if other.region == "" {
		other.region = first.region
	}
	if other.profile == "" {
		other.profile = first.profile
	}
	return other
}
