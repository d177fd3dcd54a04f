package scenario

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/report"
)

const (
	gzipJobPeer  = "job-gzip"
	plainJobPeer = "job-plain"
	scanPeer     = "scan"
	scanGzipPeer = "scan-json-gzip"
)

// jobsExport has a job write a table to files, beside scans by hand, one of which throws the items away.
func jobsExport(ctx context.Context, e Env) (all []report.Scenario, err error) {
	err = e.filled(ctx, sourceTable, e.Records, func(source string, want items.Digest) error {
		job := func(peer string, packed jobs.Compression) chore {
			return chore{peer, func(ctx context.Context, s *stint) error {
				return inFolder(func(folder string) error {
					err := e.executing(nil, func(ex *api.Executor) error {
						return s.time(func() (int, error) { return exporting(ctx, ex, source, folder, packed) })
					})
					if err != nil {
						return err
					}
					return filesHold(folder, want)
				})
			}}
		}
		all, err = e.chores(ctx, chores{
			Scenario: report.Scenario{
				Name:  "jobs-export",
				Title: fmt.Sprintf("export of a table of %d items of 0.4 KB to DynamoDB JSON", e.Records),
				Load:  fmt.Sprintf("%d segments", jobSegments),
				Notes: []string{scanPeer + " is a parallel scan with the SDK's client that throws the items away; " + scanGzipPeer + " writes a file a segment, by encoding/json and compress/gzip at its default level"},
			},
			peers: []chore{
				job(gzipJobPeer, jobs.Gzip),
				job(plainJobPeer, jobs.Plain),
				{scanPeer, func(ctx context.Context, s *stint) error { return e.scans(ctx, s, source, want) }},
				{scanGzipPeer, func(ctx context.Context, s *stint) error {
					return inFolder(func(folder string) error {
						err := e.scanning(func(client *dynamodb.Client) error {
							return s.time(func() (int, error) { return exportByHand(ctx, client, source, folder) })
						})
						if err != nil {
							return err
						}
						return filesHold(folder, want)
					})
				}},
			},
			findings: both(
				ratios(
					ratio{gzipJobPeer, scanPeer, report.AtLeast(leastOfOwn)},
					ratio{plainJobPeer, scanPeer, report.AtLeast(leastOfOwn)},
					ratio{gzipJobPeer, scanGzipPeer, nil},
				),
				cpuRatios(ratio{gzipJobPeer, scanPeer, nil}, ratio{plainJobPeer, scanPeer, nil}, ratio{gzipJobPeer, scanGzipPeer, nil}),
			),
		})
		return err
	})
	return all, err
}

// exporting runs an export job into a folder.
func exporting(ctx context.Context, ex *api.Executor, table, folder string, packed jobs.Compression) (int, error) {
	done, err := jobs.New(ex).Export(ctx, jobs.Export{
		From: segmented(table),
		To:   jobs.Files{Names: []string{folder + "/"}, Format: jobs.DynamoDBJSON, Compression: packed},
	}).Await(context.Background())
	return int(done.Counts.Written), err
}

// scanning runs f with a client of its own.
func (e Env) scanning(f func(client *dynamodb.Client) error, changes ...func(*dynamodb.Options)) error {
	defer e.Target.Release()
	return f(e.Target.Unmetered(changes...))
}

// scans is a turn that reads all items and throws them away. How many there were is all that can be checked.
func (e Env) scans(ctx context.Context, s *stint, source string, want items.Digest) error {
	err := e.scanning(func(client *dynamodb.Client) error {
		return s.time(func() (int, error) {
			return scanAll(ctx, client, source, func(context.Context, int, []items.Item) error { return nil })
		})
	})
	if err == nil && s.result.Acknowledged != want.Items {
		err = fmt.Errorf("the scan has found %d items, not %d", s.result.Acknowledged, want.Items)
	}
	return err
}

// exportByHand is an export as one would write it.
func exportByHand(ctx context.Context, client *dynamodb.Client, table, folder string) (n int, err error) {
	var outs [jobSegments]output
	defer func() {
		for i := range outs {
			err = errors.Join(err, outs[i].close())
		}
	}()
	for i := range outs {
		if outs[i].file, err = os.Create(filepath.Join(folder, fmt.Sprintf("%02d.json.gz", i))); err != nil {
			return 0, err
		}
		outs[i].packed = gzip.NewWriter(outs[i].file)
		outs[i].buffer = bufio.NewWriterSize(outs[i].packed, 1<<16)
		outs[i].lines = items.NewLines(outs[i].buffer)
	}
	return scanAll(ctx, client, table, func(_ context.Context, segment int, page []items.Item) error {
		for _, item := range page {
			if err := outs[segment].lines.Write(item); err != nil {
				return err
			}
		}
		return nil
	})
}

// output is a file that is being written.
type output struct {
	file   *os.File
	packed *gzip.Writer
	buffer *bufio.Writer
	lines  items.Lines
}

func (o *output) close() error {
	if o.file == nil {
		return nil
	}
	return errors.Join(o.buffer.Flush(), o.packed.Close(), o.file.Sync(), o.file.Close())
}
