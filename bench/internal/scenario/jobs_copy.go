package scenario

import (
	"context"
	"fmt"
	"io"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/report"
)

const scanPutsPeer = "scan-and-puts"

// jobsCopy has a job copy a table, beside the puts alone, and a scan by hand with those puts.
func jobsCopy(ctx context.Context, e Env) (all []report.Scenario, err error) {
	err = e.filled(ctx, sourceTable, e.Records, func(source string, want items.Digest) error {
		load := func(peer string, write func(ctx context.Context, ex *api.Executor, table string) (int, error)) chore {
			return chore{peer, func(ctx context.Context, s *stint) error { return e.loadsTable(ctx, s, want, write) }}
		}
		all, err = e.chores(ctx, chores{
			Scenario: report.Scenario{
				Name:  "jobs-copy",
				Title: fmt.Sprintf("copy of a table of %d items of 0.4 KB to a new one", e.Records),
				Load:  fmt.Sprintf("%d segments", jobSegments),
				Notes: []string{putsPeer + " has the items in memory and reads nothing; " + scanPutsPeer + " scans with the SDK's client, each segment's items put by its own goroutine"},
			},
			peers: []chore{
				load(jobPeer, func(ctx context.Context, ex *api.Executor, table string) (int, error) {
					done, err := jobs.New(ex).Copy(ctx, jobs.Copy{From: segmented(source), Table: table}).Await(context.Background())
					return int(done.Counts.Written), err
				}),
				{putsPeer, func(ctx context.Context, s *stint) error { return e.ownPuts(ctx, s, want) }},
				load(scanPutsPeer, func(ctx context.Context, ex *api.Executor, table string) (int, error) {
					return scanAll(ctx, e.Target.Unmetered(), source, func(ctx context.Context, _ int, page []items.Item) error {
						_, err := putEach(ctx, ex, table, hold, func() (items.Item, error) {
							if len(page) == 0 {
								return nil, io.EOF
							}
							next := page[0]
							page = page[1:]
							return next, nil
						})
						return err
					})
				}),
			},
			findings: both(
				ratios(
					ratio{jobPeer, putsPeer, report.AtLeast(leastOfOwn)},
					ratio{jobPeer, scanPutsPeer, nil},
				),
				cpuRatios(ratio{jobPeer, putsPeer, nil}, ratio{jobPeer, scanPutsPeer, nil}),
			),
		})
		return err
	})
	return all, err
}

// segmented is a job's scan that is cut as those by hand are.
func segmented(table string) jobs.Source {
	return jobs.Source{Table: table, Segments: jobSegments, Workers: jobSegments}
}
