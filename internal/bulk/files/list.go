package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// List returns the files that a pattern names, see [Store]. As in a shell, a * at the front doesn't match hidden
// files. Unfinished outputs (PartSuffix) in a directory or behind a glob are an error, unless the pattern itself
// ends so: to leave them out in silence could lose records, to read them would find half ones.
func (l *Local) List(ctx context.Context, pattern string) ([]Info, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("list %s: %w", pattern, err)
	}
	switch pattern {
	case "":
		return nil, errors.New("list files: the name is empty: give a file, a directory, a pattern, or - for standard input")
	case Stdio:
		return []Info{{Name: Stdio, Size: -1}}, nil
	}
	info, err := os.Stat(pattern)
	switch {
	case err == nil && info.IsDir():
		return listDir(ctx, pattern)
	case err == nil:
		return []Info{infoOf(pattern, info)}, nil
	case !isGlob(pattern):
		return nil, explain("list", pattern, err)
	}
	return listGlob(ctx, pattern)
}

func isGlob(pattern string) bool { return strings.ContainsAny(pattern, globChars) }

func infoOf(name string, info fs.FileInfo) Info {
	if !info.Mode().IsRegular() {
		return Info{Name: name, Size: -1}
	}
	return Info{Name: name, Size: info.Size(), Identity: identity(info)}
}

func listDir(ctx context.Context, dir string) ([]Info, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, explain("list", dir, err)
	}
	defer d.Close() //nolint:errcheck // it was only read
	list := collector{pattern: dir}
	for {
		// In pieces, so that a directory with millions of files is refused before it's in memory.
		entries, err := d.ReadDir(1024)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") {
				continue
			}
			if err := list.add(ctx, filepath.Join(dir, e.Name())); err != nil {
				return nil, err
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, explain("list", dir, err)
		}
	}
	if len(list.found) == 0 {
		return nil, fmt.Errorf("list %s: there are no files in this directory, hidden ones and subdirectories don't count: name the directory that has them: %w",
			dir, fs.ErrNotExist)
	}
	return list.sorted(), nil
}

func listGlob(ctx context.Context, pattern string) ([]Info, error) {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("list %s: the pattern is malformed, such as a [ without its ]: %w", pattern, err)
	}
	list := collector{pattern: pattern, parts: strings.HasSuffix(pattern, PartSuffix)}
	hidden := strings.HasPrefix(filepath.Base(pattern), ".")
	for _, name := range names {
		if !hidden && strings.HasPrefix(filepath.Base(name), ".") {
			continue
		}
		if err := list.add(ctx, name); err != nil {
			return nil, err
		}
	}
	if len(list.found) == 0 {
		return nil, fmt.Errorf("list %s: no file matches this pattern, directories and hidden files don't count: check it with ls: %w",
			pattern, fs.ErrNotExist)
	}
	return list.sorted(), nil
}

// collector gathers the regular files behind one pattern.
type collector struct {
	pattern string
	parts   bool // unfinished outputs are welcome
	found   []Info
}

func (c *collector) add(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("list %s: %w", c.pattern, err)
	}
	info, err := os.Stat(name)
	if err != nil {
		// It vanished, or is a link to nothing. To go on without it would lose records in silence.
		return explain("list", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	if !c.parts && strings.HasSuffix(name, PartSuffix) {
		return fmt.Errorf("list %s: %s is an output that isn't finished: finish or remove it, or use a pattern that doesn't match it", c.pattern, name)
	}
	if len(c.found) == MaxFiles {
		return fmt.Errorf("list %s: more than %d files: split them over several jobs", c.pattern, MaxFiles)
	}
	c.found = append(c.found, infoOf(name, info))
	return nil
}

func (c *collector) sorted() []Info {
	slices.SortFunc(c.found, func(a, b Info) int { return cmp.Compare(a.Name, b.Name) })
	return c.found
}
