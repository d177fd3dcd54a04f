package awsexport

import (
	"context"
	"crypto/md5" //nolint:gosec // it's what the format has; it guards against accidents only
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// lookups is how many data files are looked for at once: in S3 each is a request of some 20 ms.
const lookups = 16

// Export is an export whose manifests were read.
type Export struct {
	// Dir is the export's own folder, the one with the manifests.
	Dir     string
	Summary Summary
	// Files are the data files, in the manifest's order. An item is in one of them only.
	Files []DataFile

	store files.Store
}

// DataFile is a data file as the manifest describes it and as it was found.
type DataFile struct {
	files.Info
	S3Key string
	// ItemCount is how many records it has.
	ItemCount int64
	// MD5 is that of the file's bytes, compressed as they are.
	MD5  [md5.Size]byte
	ETag string
}

// Open reads an export's manifests and looks for its data files. dir is the export's own folder, one that has
// AWSDynamoDB/<export id>/ in it, or AWSDynamoDB itself; of several exports none is chosen.
func Open(ctx context.Context, store files.Store, dir string) (*Export, error) {
	dir, err := find(ctx, store, dir)
	if err != nil {
		return nil, fmt.Errorf("open export: %w", err)
	}
	e := &Export{Dir: dir, store: store}
	text, err := e.manifest(ctx, summaryName, maxSummary)
	if err != nil {
		return nil, fmt.Errorf("open export: %w", err)
	}
	if e.Summary, err = parseSummary(text); err != nil {
		return nil, fmt.Errorf("open export: %s: %w", e.path(summaryName+".json"), err)
	}
	if text, err = e.manifest(ctx, filesName, maxManifest); err != nil {
		return nil, fmt.Errorf("open export: %w", err)
	}
	if e.Files, err = parseFiles(text); err == nil {
		err = e.resolve()
	}
	if err != nil {
		return nil, fmt.Errorf("open export: %s: %w", e.path(filesName+".json"), err)
	}
	if err := e.lookup(ctx); err != nil {
		return nil, fmt.Errorf("open export: %w", err)
	}
	return e, nil
}

func (e *Export) path(name string) string { return e.Dir + "/" + name }

// find returns the folder that has the manifests, without a slash at its end.
func find(ctx context.Context, store files.Store, given string) (string, error) {
	dir := filepath.ToSlash(given)
	for len(dir) > 1 && strings.HasSuffix(dir, "/") {
		dir = dir[:len(dir)-1]
	}
	if dir == "" {
		return "", errors.New("the name of the folder is empty")
	}
	const summary = "/" + summaryName + ".json"
	var found []string
	quoted := files.QuoteGlob(dir)
	for _, pattern := range []string{quoted + summary, quoted + "/" + rootName + "/*" + summary, quoted + "/*" + summary} {
		infos, err := store.List(ctx, pattern)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		for _, info := range infos {
			found = append(found, strings.TrimSuffix(filepath.ToSlash(info.Name), summary))
		}
		break
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fmt.Errorf("%s has no %s, nor has a folder %s/<export id> in it: the export isn't finished, or this isn't its folder: %w",
			given, summary[1:], rootName, fs.ErrNotExist)
	}
	const most = 20
	list := strings.Join(found[:min(len(found), most)], ", ")
	if len(found) > most {
		list += ", …"
	}
	return "", fmt.Errorf("%s has %d exports, name one of them: %s", given, len(found), list)
}

// manifest reads one of the manifests and compares it with its checksum file, if there's one.
func (e *Export) manifest(ctx context.Context, name string, limit int64) ([]byte, error) {
	text, err := readAll(ctx, e.store, e.path(name+".json"), limit)
	if err != nil {
		return nil, err
	}
	for _, ext := range []string{".md5", ".checksum"} {
		sum, err := readAll(ctx, e.store, e.path(name+ext), 1024)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		want, err := decodeSum(string(sum))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.path(name+ext), err)
		}
		if md5.Sum(text) != want { //nolint:gosec // as above
			return nil, fmt.Errorf("%s: %w: its MD5 isn't the one in %s: fetch both again", e.path(name+".json"), ErrDamaged, name+ext)
		}
		break
	}
	return text, nil
}

func readAll(ctx context.Context, store files.Store, name string, limit int64) ([]byte, error) {
	o, err := store.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(o, limit+1))
	if cerr := o.Close(); err == nil {
		err = cerr
	}
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("%s is longer than the %d bytes that are allowed: is this an export's manifest?", name, limit)
	}
	return text, err
}

// resolve names the data files, and compares the manifest with itself and with the summary.
func (e *Export) resolve() error {
	var sum int64
	seen := make(map[string]bool, len(e.Files))
	for i := range e.Files {
		f := &e.Files[i]
		name, err := resolve(e.Dir, f.S3Key)
		if err != nil {
			return fmt.Errorf("data file %d: %w", i+1, err)
		}
		if seen[name] {
			return fmt.Errorf("data file %d: %s is listed twice: fetch the manifest again", i+1, name)
		}
		seen[name] = true
		f.Name = name
		sum += f.ItemCount
	}
	if sum != e.Summary.ItemCount {
		return fmt.Errorf("%w: its data files have %d items, %s.json says %d: fetch both again", ErrDamaged, sum, summaryName, e.Summary.ItemCount)
	}
	return nil
}

// lookup finds all data files before the first record is read.
func (e *Export) lookup(ctx context.Context) error {
	next := make(chan *DataFile)
	var wg sync.WaitGroup
	errs := make([]error, lookups)
	missing := make([][]string, lookups)
	for w := range lookups {
		wg.Go(func() {
			for f := range next {
				switch info, err := e.stat(ctx, f); {
				case err == nil:
					f.Info = info
				case errors.Is(err, fs.ErrNotExist):
					missing[w] = append(missing[w], f.Name)
				case errs[w] == nil:
					errs[w] = err
				}
			}
		})
	}
	for i := range e.Files {
		next <- &e.Files[i]
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	var first string
	n := 0
	for _, names := range missing {
		n += len(names)
		for _, name := range names {
			if first == "" || name < first {
				first = name
			}
		}
	}
	if n > 0 {
		return fmt.Errorf("%d of %d data files are missing, such as %s: fetch them too: %w", n, len(e.Files), first, fs.ErrNotExist)
	}
	return nil
}

// stat looks where the key says. A copy of an incremental export may have its data in its own folder.
func (e *Export) stat(ctx context.Context, f *DataFile) (files.Info, error) {
	own := e.Dir + "/" + dataName + f.Name[strings.LastIndexByte(f.Name, '/'):]
	var info files.Info
	var err error
	for _, name := range []string{f.Name, own} {
		var infos []files.Info
		infos, err = e.store.List(ctx, name)
		if err == nil && len(infos) == 1 && infos[0].Name == name {
			return infos[0], nil
		}
		if err == nil {
			err = fmt.Errorf("%s is no file: %w", name, fs.ErrNotExist)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return info, err
		}
	}
	return info, err
}
