package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// hints say what to do about what the system said. The first that fits counts.
var hints = []struct {
	err  error
	hint string
}{
	{syscall.ENOSPC, "the disk is full: free some space and resume the job"},
	{syscall.EDQUOT, "your disk quota is used up: free some space and resume the job"},
	{syscall.EFBIG, "the file system takes no files as large as this: write to another one, or to several files"},
	{syscall.EROFS, "the file system can't be written to: choose another directory"},
	{syscall.EISDIR, "it's a directory: name a file in it"},
	{syscall.ENOTDIR, "what should be a directory on the way to it isn't one: check the path"},
	{syscall.ENAMETOOLONG, "choose a shorter name"},
	{syscall.EMFILE, "too many files are open: raise the limit (ulimit -n)"},
	{syscall.EPIPE, "what was to read it has stopped reading"},
	{syscall.EIO, "the disk or the connection to it fails: check the system's log before you go on"},
	{fs.ErrPermission, "check the owner and the mode of the file and of its directory"},
	{fs.ErrNotExist, "check the name, and that its directory exists"},
}

// explain returns an error that says what was being done to which file, what the system said, and what to do.
func explain(doing, name string, err error) error {
	// The names in these are the one that is said already, or that of the unfinished output.
	switch e := err.(type) {
	case *fs.PathError:
		err = e.Err
	case *os.LinkError:
		err = e.Err
	}
	for _, h := range hints {
		if errors.Is(err, h.err) {
			return fmt.Errorf("%s %s: %w (%s)", doing, name, err, h.hint)
		}
	}
	return fmt.Errorf("%s %s: %w", doing, name, err)
}
