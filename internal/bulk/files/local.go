package files

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
)

// Local is the file system of this machine, and standard input and output as [Stdio]. The zero value is ready.
type Local struct {
	// Stdin is what Stdio reads from; nil is os.Stdin.
	Stdin io.Reader
	// Stdout is what Stdio writes to; nil is os.Stdout.
	Stdout io.Writer

	stdinTaken, stdoutTaken atomic.Bool
	// open replaces os.OpenFile for outputs, in tests.
	open func(name string, flag int, perm fs.FileMode) (file, error)
}

var _ Store = (*Local)(nil)

// file is what an output needs of an *os.File.
type file interface {
	io.WriteSeeker
	io.Closer
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// Open opens a file, a pipe or a device. Standard input can be opened once, and Close leaves it open.
func (l *Local) Open(ctx context.Context, name string) (Object, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	if name == Stdio {
		if l.stdinTaken.Swap(true) {
			return nil, fmt.Errorf("open standard input: it's being read already: name %q once only", Stdio)
		}
		var r io.Reader = os.Stdin
		if l.Stdin != nil {
			r = l.Stdin
		}
		return &object{ctx: ctx, name: "standard input", r: r, size: -1}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, explain("open", name, err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = syscall.EISDIR
	}
	if err != nil {
		_ = f.Close() // it was only read
		return nil, explain("open", name, err)
	}
	o := &object{ctx: ctx, name: name, r: f, c: f, size: -1}
	if info.Mode().IsRegular() {
		o.at, o.size, o.identity = f, info.Size(), identity(info)
	}
	return o, nil
}

// Remove removes a file, never a directory.
func (l *Local) Remove(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	info, err := os.Lstat(name)
	if err == nil && info.IsDir() {
		err = syscall.EISDIR // os.Remove would remove an empty one
	}
	if err == nil {
		err = os.Remove(name)
	}
	if err != nil {
		return explain("remove", name, err)
	}
	return syncDirOf(name)
}

// identity is the size and the modification time in nanoseconds, both in decimal.
func identity(info fs.FileInfo) string {
	return strconv.FormatInt(info.Size(), 10) + "-" + strconv.FormatInt(info.ModTime().UnixNano(), 10)
}
