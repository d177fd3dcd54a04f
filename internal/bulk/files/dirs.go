package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// syncDirOf makes durable which files there are in the directory of name.
func syncDirOf(name string) error {
	if runtime.GOOS == "windows" {
		return nil // it has no such thing; NTFS keeps its directories in a journal
	}
	dir := filepath.Dir(name)
	d, err := os.Open(dir)
	if err != nil {
		return explain("write to disk", dir, err)
	}
	err = d.Sync()
	_ = d.Close() // it was only read
	// Some network file systems don't sync directories, and say so by one of these.
	if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return explain("write to disk", dir, err)
	}
	return nil
}

// makeDirs makes dir and the directories above it, durably, where they are missing.
func makeDirs(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return explain("create directory", dir, syscall.ENOTDIR)
	case !errors.Is(err, fs.ErrNotExist):
		return explain("create directory", dir, err)
	}
	if up := filepath.Dir(dir); up != dir {
		if err := makeDirs(up); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return explain("create directory", dir, err)
	}
	return syncDirOf(dir)
}
