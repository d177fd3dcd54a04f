package dynamodblocal

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// limits bound what an archive may unfold to, so that a small tarball cannot fill a disk.
type limits struct {
	entries int
	file    int64 // bytes of one file
	total   int64 // bytes of all files
}

// releaseLimits leave room for a few years of growth: the pinned release has 175 files, 67 MB in all
// and 10 MB in the largest.
var releaseLimits = limits{entries: 2_000, file: 64 << 20, total: 256 << 20}

// unpack writes a gzipped tarball's files below the folder, which it makes.
//
// Only plain files and folders are taken. Names are checked so that the error can say which one is
// bad; that nothing lands outside is the business of os.Root, which would refuse it even if the check
// were wrong.
func unpack(archive io.Reader, folder string, max limits) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()

	plain, err := gzip.NewReader(archive)
	if err != nil {
		return fmt.Errorf("not a gzipped tarball: %w", err)
	}
	defer plain.Close()

	var entries int
	var total int64
	for files := tar.NewReader(plain); ; {
		entry, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the next entry after %d: %w", entries, err)
		}
		entries++
		total += entry.Size
		switch {
		case entries > max.entries:
			return fmt.Errorf("more than %d entries: the archive was refused", max.entries)
		case entry.Size > max.file:
			return fmt.Errorf("%q has %d bytes, allowed are %d: the archive was refused", entry.Name, entry.Size, max.file)
		case total > max.total:
			return fmt.Errorf("more than %d bytes up to %q: the archive was refused", max.total, entry.Name)
		}
		if err := unpackEntry(root, entry, files); err != nil {
			return err
		}
	}
}

func unpackEntry(root *os.Root, entry *tar.Header, content io.Reader) error {
	if entry.Typeflag == tar.TypeXGlobalHeader {
		return nil // metadata that git archive writes; it is no file
	}
	name := path.Clean(entry.Name)
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q leads out of the folder: the archive was refused", entry.Name)
	}
	switch entry.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(name, 0o755)
	case tar.TypeReg:
		return unpackFile(root, name, content)
	default:
		return fmt.Errorf("%q has type %q, neither a file nor a folder: the archive was refused", entry.Name, entry.Typeflag)
	}
}

// unpackFile refuses a name that is there already (O_EXCL): two entries of one name would make the
// content depend on their order.
func unpackFile(root *os.Root, name string, content io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, content); err != nil {
		file.Close()
		return fmt.Errorf("writing %q: %w", name, err)
	}
	return file.Close()
}
