package scenario

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/internal/bulk/input"
)

// The peers of jobs, and the share of the executor's own throughput that a job has at least.
const (
	jobPeer      = "job"
	putsPeer     = "executor-puts"
	decodedPeer  = "decoded-puts"
	leastOfOwn   = 0.9
	itemsOnDisk  = "items.json.gz"
	sourceTable  = "jobs-source"
	unsettledMax = producers * hold
)

// jobsImport has a job read a file into a table, beside the puts that it's made of.
func jobsImport(ctx context.Context, e Env) (all []report.Scenario, err error) {
	err = inFolder(func(folder string) error {
		name := filepath.Join(folder, itemsOnDisk)
		want, err := writeItems(ctx, name, e.Records)
		if err != nil {
			return err
		}
		load := func(peer string, write func(ctx context.Context, ex *api.Executor, table string) (int, error)) chore {
			return chore{peer, func(ctx context.Context, s *stint) error { return e.loadsTable(ctx, s, want, write) }}
		}
		all, err = e.chores(ctx, chores{
			Scenario: report.Scenario{
				Name:  "jobs-import",
				Title: fmt.Sprintf("import of a gzip file of DynamoDB JSON, %d items of 0.4 KB, into a new table", e.Records),
				Notes: []string{putsPeer + " has the items in memory; " + decodedPeer + " decodes them from the file in one goroutine, with the job's own reader"},
			},
			peers: []chore{
				load(jobPeer, func(ctx context.Context, ex *api.Executor, table string) (int, error) {
					return importing(ctx, ex, name, table)
				}),
				{putsPeer, func(ctx context.Context, s *stint) error { return e.ownPuts(ctx, s, want) }},
				load(decodedPeer, func(ctx context.Context, ex *api.Executor, table string) (int, error) {
					return putFile(ctx, ex, name, table)
				}),
			},
			findings: both(
				ratios(
					ratio{jobPeer, putsPeer, report.AtLeast(leastOfOwn)},
					ratio{jobPeer, decodedPeer, nil},
					ratio{decodedPeer, putsPeer, nil},
				),
				cpuRatios(ratio{jobPeer, putsPeer, nil}, ratio{jobPeer, decodedPeer, nil}),
			),
		})
		return err
	})
	return all, err
}

// loadsTable is a turn that writes the items into a new table.
func (e Env) loadsTable(ctx context.Context, s *stint, want items.Digest, write func(ctx context.Context, ex *api.Executor, table string) (int, error), options ...api.Option) error {
	return e.newTable(ctx, fmt.Sprint("jobs-", s.number), func(table string) error {
		err := e.executing(options, func(ex *api.Executor) error {
			return s.time(func() (int, error) { return write(ctx, ex, table) })
		})
		if err != nil {
			return err
		}
		return e.holds(ctx, table, want)
	})
}

// ownPuts is a turn of the executor's own async puts of items that are in memory.
func (e Env) ownPuts(ctx context.Context, s *stint, want items.Digest) error {
	all := make([]items.Item, e.Records)
	for n := range all {
		all[n] = items.Numbered(n)
	}
	return e.loadsTable(ctx, s, want, func(ctx context.Context, ex *api.Executor, table string) (int, error) {
		return putAll(ctx, ex, table, all)
	})
}

// importing runs an import job.
func importing(ctx context.Context, ex *api.Executor, file, table string) (int, error) {
	done, err := jobs.New(ex).Import(ctx, jobs.Import{From: jobs.Files{Names: []string{file}}, Table: table}).Await(context.Background())
	return int(done.Counts.Written), err
}

// putFile is an import as one would write it: one goroutine decodes and puts, another awaits the oldest put.
func putFile(ctx context.Context, ex *api.Executor, file, table string) (int, error) {
	in, err := input.Open(ctx, input.Spec{Names: []string{file}})
	if err != nil {
		return 0, err
	}
	from, err := in.Reader(ctx, 0, 0)
	if err != nil {
		return 0, err
	}
	n, err := putEach(ctx, ex, table, unsettledMax, func() (items.Item, error) {
		r, err := from.Read()
		return r.Item, err
	})
	return n, errors.Join(err, from.Close())
}
