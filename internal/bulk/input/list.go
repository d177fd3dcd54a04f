package input

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
)

// MaxFiles is how many files an input may have: as many as one pattern may name, for the same reason.
const MaxFiles = files.MaxFiles

// summary is the file by which a native export is known. It's written last.
const summary = "manifest-summary.json"

// lister finds an Input's files.
type lister struct {
	in    *Input
	store files.Store
	named map[string]string // who named a file, by what it's known as
}

// add finds the files of one of the names.
func (l *lister) add(ctx context.Context, name string) error {
	switch l.in.spec.Format {
	case format.Native:
		return l.addExport(ctx, name, exportDir(name))
	case format.ByName:
		return l.addAny(ctx, name)
	}
	infos, err := l.store.List(ctx, name)
	if err != nil {
		return err
	}
	for _, info := range infos {
		if err := l.addFile(name, info); err != nil {
			return err
		}
	}
	return nil
}

// exportDir takes an export's summary for its folder.
func exportDir(name string) string {
	if dir, ok := strings.CutSuffix(filepath.ToSlash(name), "/"+summary); ok {
		return dir
	}
	return name
}

// addAny finds files and exports.
func (l *lister) addAny(ctx context.Context, name string) error {
	infos, err := l.store.List(ctx, name)
	if errors.Is(err, fs.ErrNotExist) && name != files.Stdio && l.holdsExport(ctx, name) {
		return l.addExport(ctx, name, name)
	}
	if err != nil {
		return err
	}
	exports := map[string]bool{}
	for _, info := range infos {
		if base(info.Name) == summary {
			exports[folder(info.Name)] = true
		}
	}
	for _, info := range infos {
		dir := folder(info.Name)
		switch {
		case !exports[dir]:
			err = l.addFile(name, info)
		case base(info.Name) == summary:
			err = l.addExport(ctx, name, dir)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holdsExport tells whether a folder without files has an export's folder in it, as awsexport.Open finds it.
func (l *lister) holdsExport(ctx context.Context, dir string) bool {
	quoted := files.QuoteGlob(strings.TrimRight(filepath.ToSlash(dir), "/"))
	for _, pattern := range []string{quoted + "/AWSDynamoDB/*/" + summary, quoted + "/*/" + summary} {
		if _, err := l.store.List(ctx, pattern); err == nil {
			return true
		}
	}
	return false
}

func base(name string) string { return name[strings.LastIndexByte(filepath.ToSlash(name), '/')+1:] }

// folder returns where a file is.
func folder(name string) string {
	switch i := strings.LastIndexByte(filepath.ToSlash(name), '/'); i {
	case -1:
		return "."
	case 0:
		return "/"
	default:
		return name[:i]
	}
}

func (l *lister) addExport(ctx context.Context, name, dir string) error {
	export, err := awsexport.Open(ctx, l.store, dir)
	if err != nil {
		return err
	}
	return l.addData(name, export)
}

func (l *lister) addData(name string, export *awsexport.Export) error {
	for _, f := range export.Files {
		if err := l.append(name, f.Info, origin{format: format.Native, export: export, data: f}); err != nil {
			return err
		}
	}
	return nil
}

func (l *lister) addFile(name string, info files.Info) error {
	how, err := format.Of(info.Name, l.in.spec.Format)
	if err != nil {
		return err
	}
	return l.append(name, info, origin{format: how})
}

func (l *lister) append(name string, info files.Info, from origin) error {
	key := info.Name
	if _, ok := l.in.spec.Store.(*files.Local); ok {
		key = filepath.Clean(key)
	}
	if before, ok := l.named[key]; ok {
		return fmt.Errorf("%s is named twice, by %s and by %s: name it once, or its records would be read twice", info.Name, before, name)
	}
	if len(l.in.Files) == MaxFiles {
		return fmt.Errorf("more than %d files: split them over several jobs", MaxFiles)
	}
	l.named[key] = name
	l.in.Files = append(l.in.Files, info)
	l.in.from = append(l.in.from, from)
	return nil
}
