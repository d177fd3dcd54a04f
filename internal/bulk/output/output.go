package output

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/item"
)

// Spec says what to write.
type Spec struct {
	// Store gets the file; nil is a files.Local.
	Store files.Store
	// Name is the file's, or files.Stdio.
	Name string
	// Format and Compression are values of package format, but not Native. Parquet's Compression is that of its
	// pages, Snappy unless it's said.
	Format      string
	Compression string
	// Columns are those of CSV and Parquet, which need them, each with a type. A Position has them too. Other
	// formats don't look at them.
	Columns []column.Column
	// NoHeader and Delimiter are those of package csvitems.
	NoHeader  bool
	Delimiter rune
	// Overwrite and MakeDirs are those of files.CreateOptions.
	Overwrite, MakeDirs bool
}

// Output is a file of any format but a native export's. It's a [Sink].
type Output struct {
	name string
	plan plan
	at   Position // where it was begun
	out  files.Output

	overwrite bool

	items int64
	bytes int64 // of Parquet: its writer doesn't tell them

	// An item passes through these, from top to bottom.
	rec   record.Writer
	meter meter
	buf   *bufio.Writer
	zip   *compress.Writer
	end   end

	err error // the first that was final, returned ever after
}

var _ Sink = (*Output)(nil)

var errDone = fmt.Errorf("the output is closed: %w", os.ErrClosed)

// New begins a file, or goes on with it at a Position that Commit has returned. Its error says that the Spec can't
// be, that the Position isn't one to go on with, or is that of the store; it wraps [fs.ErrExist] if there's such a file
// and Overwrite isn't set.
//
// If the file was closed after that Commit, as the job crashed before its checkpoint said so, New makes what was
// committed an unfinished file again, and goes on with that. From the zero Position nobody can tell whose a file
// is: a job that is resumed and begins one anew sets Overwrite, as it may have finished it before.
func New(ctx context.Context, spec Spec, at Position) (*Output, error) {
	o, err := prepare(spec, at)
	if err != nil {
		return nil, fmt.Errorf("output %s: %w", spec.Name, err)
	}
	store := spec.Store
	if store == nil {
		store = new(files.Local)
	}
	options := files.CreateOptions{Overwrite: o.overwrite, MakeDirs: spec.MakeDirs}
	o.out, err = store.Create(ctx, spec.Name, at.Offset, options)
	if err != nil && at.Offset > 0 {
		sum := &summed{}
		same := func() bool { return sum.crc == at.Sum }
		if err = restore(ctx, store, spec.Name, at.Offset, sum, same, err); err == nil {
			o.out, err = store.Create(ctx, spec.Name, at.Offset, options)
		}
	}
	if err != nil {
		return nil, err // it names the file
	}
	o.end.out = o.out
	return o, nil
}

// prepare makes everything but the file: what's wrong with the Spec is to be known before there's one.
func prepare(spec Spec, at Position) (*Output, error) {
	p, err := planOf(spec, at)
	if err != nil {
		return nil, err
	}
	if err := p.fits(at); err != nil {
		return nil, err
	}
	o := &Output{name: spec.Name, plan: p, at: at, overwrite: spec.Overwrite || at.Overwrite, items: at.Items, bytes: at.Bytes}
	o.end = end{n: at.Offset, sum: at.Sum}
	o.zip = compress.NewWriter(&o.end, p.kind)
	o.buf = bufio.NewWriterSize(o.zip, bufferSize)
	o.meter = meter{w: o.buf, n: at.Bytes}
	o.rec, err = p.writer(&o.meter, spec, at)
	return o, err
}

// Write writes an item, see [Sink].
func (o *Output) Write(it record.Item) error {
	if o.err != nil {
		return o.err
	}
	err := o.rec.Write(it)
	if err == nil && o.plan.format != format.Parquet {
		err = o.rec.Flush() // into the buffer, so that Bytes is exact
	}
	var unfit *record.Unfit
	if errors.As(err, &unfit) {
		return err
	}
	if err != nil {
		return o.fail(err)
	}
	o.items++
	if o.plan.format == format.Parquet {
		size, _ := item.Size(it) // the writer has taken it, so it's measurable
		o.bytes += int64(size)
	}
	return nil
}

// Bytes returns how many bytes were written, before compression; of Parquet it's the items' size by DynamoDB's
// rules.
func (o *Output) Bytes() int64 {
	if o.plan.format == format.Parquet {
		return o.bytes
	}
	return o.meter.n
}

// Items returns how many items were written.
func (o *Output) Items() int64 { return o.items }

// Commit makes durable what was written, see [Sink]. Of Parquet it does nothing: its file can't be gone on with, and would
// be slow to read with many row groups.
func (o *Output) Commit() (Position, error) {
	if o.err != nil {
		return Position{}, o.err
	}
	if o.plan.format == format.Parquet {
		return Position{Items: o.items, Bytes: o.bytes, Lost: o.items > 0}, nil
	}
	if err := o.flush(); err != nil {
		return Position{}, o.fail(err)
	}
	n, err := o.out.Commit()
	if err != nil {
		o.err = err // it names the file
		return Position{}, err
	}
	if n != o.end.n {
		return Position{}, o.fail(fmt.Errorf("the store has %d bytes of it, %d were written: a defect", n, o.end.n))
	}
	p := Position{
		Offset: n, Items: o.items, Bytes: o.meter.n, Sum: o.end.sum,
		Format: o.plan.format, Compression: o.plan.packed,
		Overwrite: o.overwrite, Lost: !o.out.CanResume(),
	}
	for _, c := range o.plan.columns {
		p.Columns = append(p.Columns, Column{Name: c.Name, Type: c.Type.String()})
	}
	return p, nil
}

// flush has all that was written be in the file.
func (o *Output) flush() error {
	if err := o.rec.Flush(); err != nil {
		return err
	}
	if err := o.buf.Flush(); err != nil {
		return err
	}
	return o.zip.Commit()
}

// Close makes the file visible, see [Sink].
func (o *Output) Close() (Finished, error) {
	if o.err != nil {
		_ = o.Abort() // the first error is the one to tell
		return Finished{}, o.err
	}
	if err := o.finish(); err != nil {
		err = o.fail(err)
		_ = o.Abort() // as above
		return Finished{}, err
	}
	if err := o.out.Close(); err != nil {
		o.err = err // it names the file
		return Finished{}, err
	}
	o.err = fmt.Errorf("output %s: %w", o.name, errDone)
	return Finished{Name: o.name, Items: o.items, Bytes: o.Bytes(), Size: o.end.n}, nil
}

// finish writes what a complete file ends with.
func (o *Output) finish() error {
	if err := o.rec.Close(); err != nil {
		return err
	}
	if err := o.buf.Flush(); err != nil {
		return err
	}
	if o.at.Offset > 0 && o.meter.n == o.at.Bytes {
		return nil // the compressor would add an empty member, as it knows of none
	}
	return o.zip.Close()
}

// Abort stops, see [Sink].
func (o *Output) Abort() error {
	return o.stop(o.out.Abort)
}

// Discard stops and removes what was written, see [Sink].
func (o *Output) Discard() error {
	return o.stop(o.out.Discard)
}

func (o *Output) stop(how func() error) error {
	err := how()
	o.end.out = nil
	// It can't write any more, which is what it says. The encoder is free for the next one then.
	_ = o.zip.Close()
	if o.err == nil {
		o.err = fmt.Errorf("output %s: %w", o.name, errDone)
	}
	return err
}

func (o *Output) fail(err error) error {
	o.err = fmt.Errorf("output %s: %w", o.name, err)
	return o.err
}
