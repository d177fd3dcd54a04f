package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// output is a local file that's being written under another name.
type output struct {
	name   string // as the caller gave it
	target string // what it's renamed to
	part   string // where it's written to

	overwrite bool
	file      file  // nil once it's closed
	length    int64 // bytes written, those from before a resumption too
	err       error // the first, returned ever after
}

var errDone = fmt.Errorf("the output is closed: %w", os.ErrClosed)

func (o *output) Write(p []byte) (int, error) {
	if err := o.usable(); err != nil {
		return 0, err
	}
	n, err := o.file.Write(p)
	o.length += int64(n)
	if err != nil {
		o.err = explain("write", o.name, err)
	}
	return n, o.err
}

func (o *output) Commit() (int64, error) {
	if err := o.usable(); err != nil {
		return 0, err
	}
	if err := o.file.Sync(); err != nil {
		// Final: after a failed fsync the system may drop what it couldn't write and let the next one succeed.
		o.err = explain("write to disk", o.name, err)
		return 0, o.err
	}
	return o.length, nil
}

func (o *output) CanResume() bool { return true }

func (o *output) Close() error {
	if o.file == nil && o.err == nil {
		return nil // Abort or Discard
	}
	if _, err := o.Commit(); err != nil {
		_ = o.Abort() // the first error is the one to tell
		return err
	}
	if err := o.Abort(); err != nil {
		o.err = err
		return err
	}
	// It may have appeared since Create looked. Between this and the rename is a moment, which only file
	// systems that can link or rename without replacing could close.
	if _, err := os.Lstat(o.target); !o.overwrite && !errors.Is(err, fs.ErrNotExist) {
		o.err = fmt.Errorf("finish %s: a file of that name has appeared: it's kept, the output is in %s: %w", o.name, o.part, fs.ErrExist)
		return o.err
	}
	if err := os.Rename(o.part, o.target); err != nil {
		o.err = explain("finish", o.name, err)
		return o.err
	}
	if o.err = syncDirOf(o.target); o.err != nil {
		return o.err
	}
	return nil
}

func (o *output) Abort() error {
	if o.file == nil {
		return nil
	}
	f := o.file
	o.file = nil
	if err := f.Close(); err != nil {
		return explain("close", o.name, err)
	}
	return nil
}

func (o *output) Discard() error {
	if o.file == nil {
		return nil
	}
	err := o.Abort()
	if rerr := os.Remove(o.part); err == nil && rerr != nil {
		err = explain("remove", o.part, rerr)
	}
	return err
}

func (o *output) usable() error {
	switch {
	case o.err != nil:
		return o.err
	case o.file == nil:
		return fmt.Errorf("write %s: %w", o.name, errDone)
	}
	return nil
}
