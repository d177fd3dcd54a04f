package input

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/csvitems"
	"github.com/dynactor/dynactor/internal/bulk/ddbjson"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/plainjson"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Reader is an open file. It isn't safe for concurrent use, but for Offset.
type Reader interface {
	// Reader sets File, too, in the places of records and of bad ones.
	record.Reader
	// Offset returns how many of the file's bytes, compressed as they are, have been read: for progress, as
	// it's ahead of the records. It may be called while Read is.
	Offset() int64
	// Close closes the file. It must not be called while Read is.
	Close() error
}

// Reader opens file i behind its first skip records, bad ones included. An error that wraps [ErrChanged] says that
// the file isn't the one that was listed. Reading ends when ctx does. Close the Reader.
func (in *Input) Reader(ctx context.Context, i int, skip int64) (Reader, error) {
	if skip < 0 {
		return nil, fmt.Errorf("input %s: can't skip %d records: it must be 0 or more", in.Files[i].Name, skip)
	}
	if in.from[i].export != nil {
		return in.openNative(ctx, i, skip)
	}
	object, err := openObject(ctx, in.spec.Store, in.Files[i])
	if err != nil {
		return nil, err
	}
	r, err := in.openFile(object, i, skip)
	if err != nil {
		return nil, errors.Join(err, object.Close())
	}
	return r, nil
}

// openFile has the object closed by the Reader, or by the caller after an error.
func (in *Input) openFile(object *object, i int, skip int64) (Reader, error) {
	name := in.Files[i].Name
	if in.from[i].format == format.Parquet {
		return openParquet(object, name, skip)
	}
	unpacked, kind, err := compress.Reader(name, object)
	if err != nil {
		return nil, err
	}
	r := &reader{name: name, text: &text{r: unpacked}, unpacked: unpacked, object: object}
	if in.told && kind != in.kind {
		err = fmt.Errorf("%s isn't %s but %s: give its compression, or leave it to be found out", name, in.kind, kind)
	} else {
		err = r.begin(in.spec, in.from[i].format, skip)
	}
	if err != nil {
		return nil, errors.Join(err, unpacked.Close())
	}
	return r, nil
}

func (in *Input) openNative(ctx context.Context, i int, skip int64) (Reader, error) {
	o := &opening{info: in.Files[i]}
	export, err := in.from[i].export.Reader(context.WithValue(ctx, openingKey{}, o), in.from[i].data)
	if err != nil {
		return nil, err
	}
	export.Seal(in.spec.Keys)
	r := &reader{name: o.info.Name, rec: export, whole: export, object: o.got}
	if err := r.drop(skip); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// reader reads all formats but Parquet.
type reader struct {
	name   string
	rec    record.Reader
	object *object

	// These are nil for a native export, whose reader, whole, has all of them.
	text     *text
	unpacked io.Closer
	whole    io.Closer

	// How many records and lines were passed that rec knows nothing of.
	records, lines int64
	number         int64 // of the last record
	err            error // final
}

// begin makes the format's reader behind the first skip records.
func (r *reader) begin(spec Spec, how string, skip int64) error {
	var from io.Reader = r.text
	if skip > 0 && how != format.CSV {
		lines := bufio.NewReaderSize(r.text, lineBuffer)
		passed, err := skipLines(lines, skip)
		r.records, r.lines = passed.records, passed.lines
		r.number = r.records
		if err != nil && err != io.EOF {
			return r.explain(err)
		}
		if r.records < skip {
			return r.short(skip)
		}
		from = continued(lines)
		r.lines-- // the line that continued puts in front
		skip = 0
	}
	switch how {
	case format.DynamoDBJSON:
		lines := ddbjson.NewReader(from, ddbjson.Options{})
		lines.Seal(spec.Keys)
		r.rec = lines
	case format.PlainJSON:
		r.rec = plainjson.NewReader(from, plainjson.Options{})
	default:
		r.rec = csvitems.NewReader(from, csvitems.Options{Columns: spec.Columns, NoHeader: spec.NoHeader, Delimiter: spec.Delimiter})
	}
	return r.drop(skip)
}

// drop reads n records and drops them.
func (r *reader) drop(n int64) error {
	for range n {
		_, err := r.Read()
		var bad *record.BadRecord
		switch {
		case err == io.EOF:
			return r.short(n)
		case err != nil && !errors.As(err, &bad):
			return err
		}
	}
	return nil
}

// short says that there are fewer records than those to skip.
func (r *reader) short(skip int64) error { return tooFew(r.name, r.number, skip) }

func tooFew(name string, has, skip int64) error {
	return fmt.Errorf("%s has %d records, not the %d that were read of it before: it's another file, start the job anew", name, has, skip)
}

func (r *reader) Read() (record.Record, error) {
	if r.err != nil {
		return record.Record{}, r.err
	}
	rec, err := r.rec.Read()
	var bad *record.BadRecord
	switch {
	case err == nil:
		r.place(&rec.At)
	case errors.As(err, &bad):
		r.place(&bad.At)
	case err == io.EOF:
		r.err = err
	default:
		r.err = r.explain(err)
		err = r.err
	}
	return rec, err
}

func (r *reader) place(at *record.Place) {
	at.File = r.name
	at.Number += r.records
	if at.Line > 0 {
		at.Line += r.lines
	}
	r.number = at.Number
}

// explain says where it was. A format's reader may say behind which line, but knows nothing of those that were
// skipped.
func (r *reader) explain(err error) error {
	if r.text != nil && r.text.err != nil {
		return fmt.Errorf("can't read on behind record %d: %w", r.number, r.text.err) // it names the file
	}
	if r.whole != nil {
		return err // as above
	}
	return fmt.Errorf("%s: %w", r.name, err)
}

func (r *reader) Offset() int64 { return r.object.n.Load() }

func (r *reader) Close() error {
	if r.whole != nil {
		return r.whole.Close()
	}
	return errors.Join(r.unpacked.Close(), r.object.Close())
}

// text keeps the error of what it reads from.
type text struct {
	r   io.Reader
	err error // not io.EOF
}

func (t *text) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}
