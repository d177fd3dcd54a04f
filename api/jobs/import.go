package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/sealed"
)

const (
	defaultWindow = 5_000
	// mostWindow keeps the records in memory to some 300,000.
	mostWindow = 50_000
)

// Import begins to write the items of files to a table.
func (r *Runner) Import(ctx context.Context, spec Import) *Job {
	return r.start(ctx, "import", spec.Options, func(ctx context.Context, j *run) error { return j.prepareImport(ctx, spec) })
}

// inputPosition is how far the files are: records of that file are settled, and all of those before it.
type inputPosition struct {
	File    int   `json:"file"`
	Records int64 `json:"records"`
}

func (j *run) prepareImport(ctx context.Context, spec Import) error {
	switch {
	case spec.Window < -1 || spec.Window > mostWindow:
		return &SpecError{Field: "Window", Reason: fmt.Sprintf("give 1 to %d, -1 for none, or 0 for %d", mostWindow, defaultWindow)}
	case spec.Window == 0:
		spec.Window = defaultWindow
	}
	table, err := j.describe(ctx, j.ex, "Table", "to", spec.Table)
	if err != nil {
		return err
	}
	in, err := j.openFiles(ctx, "From", spec.From, j.sealing(keysOf(table), j.ex))
	if err != nil {
		return err
	}
	j.total.Store(max(0, in.Records()))
	if in.Once() {
		j.once = "what's read from standard input or a pipe can't be read again"
	}
	schema, err := key.FromKeySchema(table.KeySchema)
	if err != nil {
		return err
	}
	j.attempt = func(ctx context.Context) error {
		// The window's bound and what the executor has in flight must fit into the steps, or the window would be emptied
		// for want of room.
		j.refused = j.snapshotCounts().Rejected
		steps := 64 + 6*max(0, spec.Window)/stepRecords
		p := j.newPipe(j.put(j.ex, spec.Table), steps, spec.Window)
		err := j.readFiles(ctx, in, p, schema)
		if e := p.end(ctx); e != nil && (err == nil || ctx.Err() == nil) {
			return e
		}
		return err
	}
	return nil
}

// openFiles lists inputs, which must stay the same. Items may be sealed if there are keys.
func (j *run) openFiles(ctx context.Context, field string, f Files, keys *sealed.Keys) (*input.Input, error) {
	if len(f.Names) == 0 {
		return nil, &SpecError{Field: field + ".Names", Reason: "name a file, a directory, a glob, or - for standard input"}
	}
	in, err := input.Open(ctx, input.Spec{
		Store: f.Store, Names: f.Names, Format: string(f.Format), Compression: string(f.Compression),
		Columns: f.Columns, NoHeader: f.NoHeader, Delimiter: f.Delimiter,
		Keys: keys,
	})
	if err != nil {
		return nil, &SpecError{Field: field, Reason: "these files can't be read", Err: err}
	}
	if j.Checkpoint != "" && !in.Resumable() {
		return nil, &SpecError{Field: "Checkpoint", Reason: "what's read from standard input or a pipe can't be gone on with: leave it out, or name files"}
	}
	for i, file := range in.Files {
		j.same("input", map[string]any{strconv.Itoa(i) + " " + file.Name: []any{file.Size, file.Identity, in.Format(i)}})
	}
	j.same("input", map[string]any{"columns": f.Columns, "no header": f.NoHeader, "delimiter": f.Delimiter})
	return in, nil
}

// readFiles reads the files from the settled position on, one after the other.
func (j *run) readFiles(ctx context.Context, in *input.Input, p *pipe, schema key.Schema) error {
	var at inputPosition
	j.mu.Lock()
	saved, ok := j.positions["input"]
	j.mu.Unlock()
	if ok {
		if err := json.Unmarshal(saved, &at); err != nil || at.File < 0 || at.File > len(in.Files) || at.Records < 0 {
			return &ResumeError{Checkpoint: j.Checkpoint, Err: fmt.Errorf("its position isn't one of these files: %w", err)}
		}
	}
	for ; at.File < len(in.Files); at = (inputPosition{File: at.File + 1}) {
		if err := j.readFile(ctx, in, at, p, schema); err != nil {
			return err
		}
	}
	return nil
}

func (j *run) readFile(ctx context.Context, in *input.Input, at inputPosition, p *pipe, schema key.Schema) error {
	var r input.Reader
	var err error
	if !j.unlessEnded(ctx, func() { r, err = in.Reader(ctx, at.File, at.Records) }) {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	left := false
	defer func() {
		if !left {
			r.Close()
		}
	}()
	for {
		if err := j.gate(ctx); err != nil {
			return err
		}
		s := &step{}
		var n int64
		var ended error
		if !j.unlessEnded(ctx, func() { n, ended = j.readStep(r, s, schema) }) {
			left = true
			return ctx.Err()
		}
		at.Records += n
		behind := at
		if ended == io.EOF {
			behind = inputPosition{File: at.File + 1}
		}
		s.settled = func() error {
			text, err := json.Marshal(behind)
			if err == nil {
				j.positions["input"] = text
			}
			return err
		}
		// What stands before the place where a file can't be read is written.
		if err := p.add(ctx, s); err != nil {
			return err
		}
		switch ended {
		case nil:
		case io.EOF:
			return nil
		default:
			return ended
		}
	}
}

// unlessEnded does what reads from the input. Whoever writes to a pipe may be silent for long: when ctx ends meanwhile that's left to
// itself, and nothing is used of it any more.
func (j *run) unlessEnded(ctx context.Context, read func()) bool {
	if j.once == "" {
		read()
		return true
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		read()
	}()
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// readStep reads a step's records, and returns how many there were, and what has ended the file.
func (j *run) readStep(r input.Reader, s *step, schema key.Schema) (n int64, ended error) {
	for ; n < stepRecords; n++ {
		rec, err := r.Read()
		var bad *record.BadRecord
		switch {
		case errors.As(err, &bad):
			j.reject(s, rejects.Entry{At: bad.At, Reason: bad.Reason, Raw: bad.Raw})
		case err != nil:
			return n, err
		default:
			j.take(s, rec, schema)
		}
		j.read.Add(1)
		if j.MaxErrors >= 0 && j.refused+s.counts.Rejected > j.MaxErrors {
			return n + 1, ErrTooManyRejected // which settling the step says in more words
		}
	}
	j.refused += s.counts.Rejected
	return n, nil
}
