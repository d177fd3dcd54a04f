package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// mode is the mode of new files, before the umask.
const mode fs.FileMode = 0o666

// Create begins an output or goes on with one, see [Store]. It's written to a file with PartSuffix beside it. A
// link is followed: its target is what is replaced. A pipe or a device is written to as it is, and can't be
// resumed; neither can Stdio, which can be created once.
func (l *Local) Create(ctx context.Context, name string, resumeAt int64, o CreateOptions) (Output, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	if name == "" {
		return nil, errors.New("create an output: the name is empty: give a file, or - for standard output")
	}
	if resumeAt < 0 {
		return nil, fmt.Errorf("create %s: there's no position %d to go on at", name, resumeAt)
	}
	if name == Stdio {
		return l.createStdout(resumeAt)
	}
	target, info, err := resolve(name)
	if err != nil {
		return nil, explain("create", name, err)
	}
	if info != nil && !info.Mode().IsRegular() {
		return l.createStream(name, resumeAt)
	}
	if info != nil && !o.Overwrite {
		return nil, exists(name)
	}
	out := &output{name: name, target: target, part: target + PartSuffix, overwrite: o.Overwrite, length: resumeAt}
	if resumeAt > 0 {
		if err := l.reopen(out); err != nil {
			return nil, err
		}
		return out, nil
	}
	if o.MakeDirs {
		if err := makeDirs(filepath.Dir(target)); err != nil {
			return nil, err
		}
	}
	if out.file, err = l.openFile(out.part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC); err != nil {
		return nil, explain("create", name, err)
	}
	if err := syncDirOf(out.part); err != nil {
		_ = out.Discard() // the first error is the one to tell
		return nil, err
	}
	return out, nil
}

// resolve follows links to what is to be replaced. Its info is nil if there's nothing yet.
func resolve(name string) (target string, info fs.FileInfo, err error) {
	info, err = os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, lerr := os.Lstat(name); lerr == nil {
			return "", nil, fmt.Errorf("it's a link that leads nowhere, remove it or make what it leads to: %w", fs.ErrNotExist)
		}
		return name, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	if info.IsDir() {
		return "", nil, syscall.EISDIR
	}
	if !info.Mode().IsRegular() {
		return name, info, nil
	}
	target, err = filepath.EvalSymlinks(name)
	return target, info, err
}

func exists(name string) error {
	return fmt.Errorf("create %s: it exists already: choose another name, remove it, or ask to overwrite it: %w", name, fs.ErrExist)
}

// reopen opens the unfinished output and cuts off what is behind out.length.
func (l *Local) reopen(out *output) error {
	f, err := l.openFile(out.part, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("resume %s: its unfinished output %s is gone: start the job anew: %w", out.name, out.part, fs.ErrNotExist)
	}
	if err != nil {
		return explain("resume", out.name, err)
	}
	if err := cut(f, out); err != nil {
		_ = f.Close() // nothing was written
		return err
	}
	out.file = f
	return nil
}

func cut(f file, out *output) error {
	info, err := f.Stat()
	if err != nil {
		return explain("resume", out.name, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("resume %s: %s is no regular file: start the job anew", out.name, out.part)
	}
	if info.Size() < out.length {
		return fmt.Errorf("resume %s: %s has %d bytes, the job had committed %d: something else changed it, start the job anew",
			out.name, out.part, info.Size(), out.length)
	}
	if err := f.Truncate(out.length); err != nil {
		return explain("resume", out.name, err)
	}
	if _, err := f.Seek(out.length, io.SeekStart); err != nil {
		return explain("resume", out.name, err)
	}
	return nil
}

func (l *Local) openFile(name string, flag int) (file, error) {
	if l.open != nil {
		return l.open(name, flag, mode)
	}
	return os.OpenFile(name, flag, mode)
}
