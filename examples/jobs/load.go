package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/dynactor/dynactor/api/jobs"
)

// enough is when the import is stopped.
const enough = 2_000

// load imports the file, is stopped, and goes on where it was.
func load(ctx context.Context, runner *jobs.Runner, input, table, folder string) error {
	spec := jobs.Import{
		Options: jobs.Options{
			Checkpoint: filepath.Join(folder, "checkpoint"),
			Rejects:    filepath.Join(folder, "rejects.jsonl"),
			// How long a job that's cancelled waits for what is in flight. What's withdrawn then is read again.
			Drain: 50 * time.Millisecond,
		},
		From:  jobs.Files{Names: []string{input}, Format: jobs.PlainJSON},
		Table: table,
		// Neighbours in the file have different partition keys, so there's no need to mix them.
		Window: -1,
	}
	job := runner.Import(ctx, spec)
	for ended := false; !ended && job.Progress().Counts.Written < enough; {
		select {
		case <-job.Done():
			ended = true
		case <-time.After(time.Millisecond):
		}
	}
	job.Cancel() // Control.Cancel, as a signal handler would
	first, err := job.Await(ctx)
	if !errors.Is(err, jobs.ErrCancelled) {
		return fmt.Errorf("the import was cancelled, and ended with: %v", err)
	}
	fmt.Printf("import: cancelled, %d of %d records are settled\n", first.Counts.Read, records)

	// The same again, by this process or another one: the checkpoint says where to go on.
	second, err := runner.Import(ctx, spec).Await(ctx)
	if err != nil {
		return err
	}
	c := second.Counts
	fmt.Printf("import: resumed %v, in both runs %d read, %d written, %d rejected\n", second.Resumed, c.Read, c.Written, c.Rejected)
	return nil
}
