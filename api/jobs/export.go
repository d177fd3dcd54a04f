package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/output"
	"github.com/dynactor/dynactor/internal/sealed"
)

const (
	defaultFileBytes   = 256 << 20
	defaultOutputFiles = 4
	// sampleItems is how many items columns are taken from.
	sampleItems = 1_000
)

// Export begins to write the items of a table to files.
func (r *Runner) Export(ctx context.Context, spec Export) *Job {
	return r.start(ctx, "export", spec.Options, func(ctx context.Context, j *run) error { return j.prepareExport(ctx, spec) })
}

// export is where an export's items go.
type export struct {
	j    *run
	src  *source
	spec Export
	out  output.Spec
	dir  bool
	// native is set for a native export, complete if an earlier run was killed behind its last step.
	native   *awsexport.Writer
	complete bool
}

// exportState is an export's part of the checkpoint, changed under the run's mu.
type exportState struct {
	Columns []output.Column `json:"columns,omitempty"`
	// Parts is how many files were begun.
	Parts int `json:"parts"`
	// Open are the sinks' files, by sink.
	Open     map[int]openPart  `json:"open,omitempty"`
	Finished []output.Finished `json:"finished,omitempty"`
	// Began is when the first run did.
	Began time.Time `json:"began"`
	// Closing says that all files are finished, and only a native export's manifests are left to be written.
	Closing bool `json:"closing,omitempty"`
}

type openPart struct {
	Part int             `json:"part"`
	At   output.Position `json:"at"`
	// Unsure says that it may not have been begun, so that a file of its name may be another's.
	Unsure bool `json:"unsure,omitempty"`
}

func (j *run) prepareExport(ctx context.Context, spec Export) error {
	bad := func(field, reason string) error { return &SpecError{Field: field, Reason: reason} }
	switch {
	case len(spec.To.Names) != 1:
		return bad("To.Names", "name one file, - for standard output, or a directory with a / at its end")
	case spec.MaxFileBytes < 0:
		return bad("MaxFileBytes", "it can't be negative")
	case spec.OutputFiles < 0 || spec.OutputFiles > 1000:
		return bad("OutputFiles", "give 1 to 1,000, or 0 for 4")
	}
	src, err := j.source(ctx, j.ex, "From", "from", spec.From)
	if err != nil {
		return err
	}
	src.name = "segments"
	x := &export{j: j, src: src, spec: spec}
	if err := x.place(); err != nil {
		return err
	}
	j.same("to", map[string]any{"name": spec.To.Names[0], "format": x.out.Format, "compression": x.out.Compression, "columns": spec.To.Columns, "no header": spec.To.NoHeader, "delimiter": spec.To.Delimiter})
	if j.DryRun {
		j.attempt = func(ctx context.Context) error {
			return src.through(ctx, j.dryExport(), nil)
		}
		return nil
	}
	j.attempt = x.attempt
	j.finish, j.recall = x.finish, x.list
	if f := Format(x.out.Format); f == DynamoDBJSON || f == NativeExport {
		src.seal = j.sealing(new(sealed.Keys), j.ex)
	}
	return nil
}

// place decides on format and names.
func (x *export) place() error {
	to := x.spec.To
	name := to.Names[0]
	x.dir = strings.HasSuffix(name, "/") || to.Format == NativeExport
	x.out = output.Spec{
		Store: to.Store, Name: name, Format: string(to.Format), Compression: string(to.Compression), Columns: to.Columns,
		NoHeader: to.NoHeader, Delimiter: to.Delimiter, Overwrite: to.Overwrite, MakeDirs: true,
	}
	if x.out.Store == nil {
		x.out.Store = new(files.Local)
	}
	if err := format.Check(string(to.Format)); err != nil {
		return &SpecError{Field: "To.Format", Reason: "it can't be written", Err: err}
	}
	if _, _, err := format.Kind(string(to.Compression)); err != nil {
		return &SpecError{Field: "To.Compression", Reason: "it can't be written", Err: err}
	}
	if name == "" {
		return &SpecError{Field: "To.Names", Reason: "the name is empty: name a file, - for standard output, or a directory with a / at its end"}
	}
	if to.Format == NativeExport && name == files.Stdio {
		return &SpecError{Field: "To.Names", Reason: "a native export is a directory: name one"}
	}
	if x.out.Format == "" {
		x.out.Format = string(DynamoDBJSON)
		if !x.dir && name != files.Stdio {
			f, err := format.Of(name, format.ByName)
			if err != nil {
				return &SpecError{Field: "To.Format", Reason: "the file's name doesn't tell: say it", Err: err}
			}
			x.out.Format = f
		}
	}
	if x.out.Compression == "" && x.dir && x.out.Format != string(Parquet) {
		x.out.Compression = string(Gzip)
	}
	if !x.j.DryRun && files.IsStream(name) {
		x.j.once = "what was written to standard output or a pipe can't be taken back"
	}
	if !x.dir {
		x.spec.OutputFiles = 1
		if x.j.Checkpoint != "" && name == files.Stdio {
			return &SpecError{Field: "Checkpoint", Reason: "what's written to standard output can't be gone on with: leave it out, or name a file"}
		}
	}
	if x.spec.MaxFileBytes == 0 {
		x.spec.MaxFileBytes = defaultFileBytes
	}
	if x.spec.OutputFiles == 0 {
		x.spec.OutputFiles = defaultOutputFiles
	}
	return nil
}

// state is the export's part of the checkpoint. Call it, and put, under the run's mu.
func (x *export) state() (s exportState, err error) {
	if saved, ok := x.j.positions["export"]; ok {
		if err := json.Unmarshal(saved, &s); err != nil {
			return s, &ResumeError{Checkpoint: x.j.Checkpoint, Err: err}
		}
	}
	if s.Open == nil {
		s.Open = map[int]openPart{}
	}
	return s, nil
}

func (x *export) change(change func(s *exportState)) error {
	s, err := x.state()
	if err != nil {
		return err
	}
	change(&s)
	text, err := json.Marshal(s)
	if err == nil {
		x.j.positions["export"] = text
	}
	return err
}

func (x *export) attempt(ctx context.Context) error {
	if err := x.begin(ctx); err != nil || x.complete {
		return err
	}
	sinks := make([]*sink, x.sinks())
	for i := range sinks {
		sinks[i] = &sink{x: x, number: i}
		if err := sinks[i].resume(); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	next := 0
	err := x.src.each(ctx, func(ctx context.Context, l *lane) error {
		l.kept = true
		mu.Lock()
		s := sinks[next%len(sinks)]
		next++
		mu.Unlock()
		s.keep(l)
		l.flush = func(context.Context) (bool, error) { return s.flush() }
		return l.pages(ctx, func(p page) error { return s.page(l, p) })
	})
	// At the same time, as each has to wait for its disk.
	ends := make([]error, len(sinks))
	var ending sync.WaitGroup
	for i, s := range sinks {
		ending.Go(func() { ends[i] = s.end(err == nil) })
	}
	ending.Wait()
	if err != nil {
		return err
	}
	return errors.Join(ends...)
}

// sinks is how many are needed: an earlier run that wrote more files at a time has left that many.
func (x *export) sinks() int {
	x.j.mu.Lock()
	defer x.j.mu.Unlock()
	n := x.spec.OutputFiles
	s, err := x.state()
	if err != nil {
		return n // begin has seen it
	}
	for number := range s.Open {
		n = max(n, number+1)
	}
	return n
}

// begin settles what the first run decides for those behind it.
func (x *export) begin(ctx context.Context) error {
	x.j.mu.Lock()
	s, err := x.state()
	x.j.mu.Unlock()
	if err != nil {
		return err
	}
	needs := x.out.Format == string(CSV) || x.out.Format == string(Parquet)
	if s.Began.IsZero() {
		if err := x.vacate(ctx); err != nil {
			return err
		}
		columns := x.spec.To.Columns
		if needs && len(columns) == 0 {
			if columns, err = x.sample(ctx); err != nil {
				return err
			}
		}
		x.j.mu.Lock()
		err = x.change(func(s *exportState) {
			s.Began = x.j.began.UTC()
			for _, c := range columns {
				s.Columns = append(s.Columns, output.Column{Name: c.Name, Type: c.Type.String()})
			}
		})
		s, _ = x.state()
		x.j.mu.Unlock()
		if err == nil {
			err = x.j.save() // a native export's folder has this time in its name
		}
		if err != nil {
			return err
		}
	}
	if needs {
		x.out.Columns = nil
		for _, c := range s.Columns {
			t, err := column.Parse(c.Type)
			if err != nil {
				return &ResumeError{Checkpoint: x.j.Checkpoint, Err: err}
			}
			x.out.Columns = append(x.out.Columns, column.Column{Name: c.Name, Type: t})
		}
	}
	if x.out.Format == string(NativeExport) && x.native == nil {
		return x.beginNative(ctx, s)
	}
	return nil
}

// vacate has no files of another export be in the directory: who reads it takes all of them for one.
func (x *export) vacate(ctx context.Context) error {
	if !x.dir || x.out.Format == string(NativeExport) {
		return nil
	}
	others, err := x.out.Store.List(ctx, x.out.Name+output.Parts)
	if err != nil {
		return nil // there's none, or creating a file will say what is wrong
	}
	for _, f := range others {
		if !x.out.Overwrite {
			return &SpecError{Field: "To.Names", Reason: fmt.Sprintf("the directory has another export's files, such as %s: name another, or say Overwrite, which removes them", f.Name), Err: fs.ErrExist}
		}
		if err := x.out.Store.Remove(ctx, f.Name); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) beginNative(ctx context.Context, s exportState) error {
	t := x.src.table
	w, err := awsexport.Create(ctx, x.out.Store, x.out.Name, awsexport.Meta{TableArn: aws.ToString(t.TableArn), TableID: aws.ToString(t.TableId), StartTime: s.Began})
	// The manifests are written when the checkpoint has all else.
	if x.complete = errors.Is(err, fs.ErrExist) && s.Closing; x.complete {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range s.Finished {
		if f.Native != nil {
			if err := w.Add(*f.Native); err != nil {
				return err
			}
		}
	}
	x.native = w
	return nil
}

// sample takes columns from the first items.
func (x *export) sample(ctx context.Context) ([]Column, error) {
	l := &lane{src: x.src}
	if x.spec.From.KeyCondition == "" {
		l.segment = &firstSegment
	}
	var items []Item
	most := sampleItems
	if x.src.Limit > 0 { // which is counted anew behind the sample
		most = int(min(x.src.Limit, sampleItems))
		x.src.left.Store(int64(most))
	}
	next := l.ask(ctx, nil)
	for len(items) < most {
		p, err := next()
		if err != nil {
			return nil, sourceError(err)
		}
		for _, it := range p.items {
			if x.j.Transform != nil {
				if it, err = x.j.transform(it); err != nil || it == nil {
					continue
				}
			}
			items = append(items, it)
		}
		if p.key == nil {
			break
		}
		next = l.ask(ctx, p.key)
	}
	if len(items) == 0 {
		return nil, &SpecError{Field: "To.Columns", Reason: "there are no items to take columns from: name them"}
	}
	return column.Infer(items), nil
}

// list notes the files for the summary.
func (x *export) list() error {
	x.j.mu.Lock()
	defer x.j.mu.Unlock()
	s, err := x.state()
	for _, f := range s.Finished {
		x.j.files = append(x.j.files, f.Name)
	}
	return err
}

func (x *export) finish() error {
	if err := x.list(); err != nil || x.native == nil {
		return err
	}
	x.j.mu.Lock()
	err := x.change(func(s *exportState) { s.Closing = true })
	x.j.mu.Unlock()
	if err == nil {
		// With the manifests the export is complete, so the checkpoint must have all else before.
		err = x.j.save()
	}
	if err == nil {
		err = x.native.Close(x.j.work, time.Now(), aws.ToInt64(x.src.table.TableSizeBytes))
	}
	return err
}

// name is that of a part.
func (x *export) name(part int) string {
	if !x.dir {
		return x.out.Name
	}
	return output.Name(x.out.Name, part, x.out)
}

// open opens a part. own says that an earlier run has begun it, so that a file of that name is the job's.
func (x *export) open(part int, at output.Position, own bool) (output.Sink, error) {
	if x.native != nil {
		return output.Native(x.j.work, x.out.Store, x.native, part, at)
	}
	spec := x.out
	spec.Name = x.name(part)
	spec.Overwrite = spec.Overwrite || own
	out, err := output.New(x.j.work, spec, at)
	if err != nil {
		return nil, err // and not a Sink that's there and has nothing in it
	}
	return out, nil
}

func (x *export) String() string { return fmt.Sprintf("export to %s", x.out.Name) }
