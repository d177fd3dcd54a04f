package input

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/sealed"
)

// ErrChanged is what errors wrap that tell of a file which isn't the one that was listed.
var ErrChanged = errors.New("changed while the job was running")

// Spec says what to read.
type Spec struct {
	// Store has the files; nil is a files.Local.
	Store files.Store
	// Names are files, directories and globs, in the order to read them in.
	Names []string
	// Format and Compression are values of package format.
	Format      string
	Compression string
	// Columns, NoHeader and Delimiter are those of package csvitems; the other formats don't look at them.
	Columns   []column.Column
	NoHeader  bool
	Delimiter rune
	// Keys, if set, have items of DynamoDB JSON be returned sealed, see package sealed.
	Keys *sealed.Keys
}

// Input is a list of files to read one after the other. It doesn't change once it's opened, and its methods are safe
// for concurrent use.
type Input struct {
	// Files are the files in the order to read them in.
	Files []files.Info

	spec Spec
	kind compress.Kind // that every file must have, if told
	told bool
	from []origin // of each file
}

// origin is how a file is read.
type origin struct {
	format string
	export *awsexport.Export // of a native export's data file
	data   awsexport.DataFile
}

// Open lists the files. A name that has a native export in it stands for its data files, in its manifest's order,
// if Format is Native or ByName. The error says that there's no such file, that its format can't be told, or that a file
// is named twice.
func Open(ctx context.Context, spec Spec) (*Input, error) {
	if spec.Store == nil {
		spec.Store = new(files.Local)
	}
	in := &Input{spec: spec}
	var err error
	if in.kind, in.told, err = format.Kind(spec.Compression); err == nil {
		err = format.Check(spec.Format)
	}
	if err != nil {
		return nil, fmt.Errorf("input: %w", err)
	}
	if len(spec.Names) == 0 {
		return nil, errors.New("input: no files are named: name at least one")
	}
	l := lister{in: in, store: tap{spec.Store}, named: map[string]string{}}
	for _, name := range spec.Names {
		if err := l.add(ctx, name); err != nil {
			return nil, fmt.Errorf("input: %w", err)
		}
	}
	return in, nil
}

// Format returns how file i is written, a value of package format.
func (in *Input) Format(i int) string { return in.from[i].format }

// Bytes returns the size of all files together, compressed as they are; -1 if it's not known.
func (in *Input) Bytes() int64 {
	var sum int64
	for _, f := range in.Files {
		if f.Size < 0 {
			return -1
		}
		sum += f.Size
	}
	return sum
}

// Records returns how many records all files have; -1 if it's not known: only native exports say so.
func (in *Input) Records() int64 {
	var sum int64
	for _, o := range in.from {
		if o.export == nil {
			return -1
		}
		sum += o.data.ItemCount
	}
	return sum
}

// Once tells whether there's one that can't be read a second time: standard input, or a pipe.
func (in *Input) Once() bool {
	return slices.ContainsFunc(in.Files, func(f files.Info) bool { return f.Size < 0 })
}

// Resumable tells whether it can be seen that a file has changed: all of them have an Identity.
func (in *Input) Resumable() bool {
	return !slices.ContainsFunc(in.Files, func(f files.Info) bool { return f.Identity == "" })
}
