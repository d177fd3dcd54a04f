package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/cmd/dynactor/internal/transform"
)

// maxItemSize is DynamoDB's limit on an item, from the developer guide's "Quotas".
const maxItemSize = 400 << 10

func fillVerb(a *app) *cobra.Command {
	var c common
	var count int64
	var size int
	var item string
	cmd := &cobra.Command{
		Use:   "fill --table TABLE --count N",
		Short: "Write generated items to a table",
		Long: `Write generated items to a table, for tests. Without --item they have the table's key, and a payload that makes them --size bytes. With it
the expression makes each item of its number n, from 0: the same number must make the same item.

Functions for --item beside those of expr-lang:
` + helperList() + `
Stopped, it's resumed by the same command: it goes on with the next number.`,
		Example: `  dynactor fill --table load --count 1000000 --size 400
  dynactor fill --table users --count 1000 --item '{"pk": format("user#%06d", n), "age": hash(n) % 90, "bio": noise(n, 200)}'
  dynactor fill --table local --count 100 --endpoint http://localhost:8000`,
	}
	c.add(cmd, "table to write to")
	f := cmd.Flags()
	f.Int64Var(&count, "count", 0, "how many items")
	f.IntVar(&size, "size", 0, "size of an item in bytes (default: 400)")
	f.StringVar(&item, "item", "", "expression on n (expr-lang) that makes an item")
	noFiles(cmd, "count", "size", "item")
	return a.verb(cmd, []string{"table", "count"}, func([]string) (*task, error) {
		options, err := c.options("fill", true, c.table)
		if err != nil {
			return nil, err
		}
		if count <= 0 {
			return nil, fmt.Errorf("--count is %d: give 1 or more", count)
		}
		if size < 0 || size > maxItemSize {
			return nil, fmt.Errorf("--size is %d: give up to %d bytes, DynamoDB's limit", size, maxItemSize)
		}
		var generate func(int64) (jobs.Item, error)
		if item != "" {
			if size != 0 {
				return nil, fmt.Errorf("--size is for items without --item: leave one out")
			}
			if generate, err = transform.CompileGenerator(item); err != nil {
				return nil, fmt.Errorf("--item: %w", err)
			}
			options.Version = item
		}
		return a.task("fill", &c, options, []place{{aim: c.aim, table: c.table, write: true}},
			func(ctx context.Context, on []*connection, o jobs.Options) job {
				return on[0].runner.Fill(ctx, jobs.Fill{Options: o, Table: c.table, Count: count, Generate: generate, Size: size})
			})
	})
}

func helperList() string {
	var b strings.Builder
	for _, h := range transform.Helpers {
		fmt.Fprintf(&b, "  %-52s %s\n", h.Usage, h.Does)
	}
	return b.String()
}
