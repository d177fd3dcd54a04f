package checkpoint

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Load reads the state that was saved last. The error is os.ErrNotExist if there's none, ErrDamaged or ErrNewer if it can't
// be used (by errors.Is).
func Load(path string) (*State, error) {
	s, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint %s: %w", path, err)
	}
	return s, nil
}

func load(path string) (*State, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, cause(err)
	}
	return decode(data)
}

// Save writes the state so that, whatever happens meanwhile, the file is afterwards either as it was or this state as a
// whole; if nil is returned, it's this one even if the power fails now. The folder must be there. It's not
// safe for concurrent use on one path: see Lock.
func Save(path string, s *State) error { return save(disk{}, path, s) }

// system is what Save needs of the operating system. Tests fail it at each step.
type system interface {
	// create makes a new file, and fails if it's there.
	create(path string) (file, error)
	remove(path string) error
	rename(from, to string) error
	// syncFolder has the names in a folder on the disk.
	syncFolder(path string) error
}

type file interface {
	io.WriteCloser
	Sync() error
}

func save(sys system, path string, s *State) error {
	state := *s
	if state.Saved.IsZero() {
		state.Saved = time.Now()
	}
	// Without the monotonic clock and the place, so that it comes back as it was.
	state.Saved = state.Saved.UTC().Round(0)
	data, err := encode(&state)
	if err == nil {
		err = replace(sys, path, data)
	}
	if err != nil {
		return fmt.Errorf("save checkpoint %s: %w", path, err)
	}
	return nil
}

func replace(sys system, path string, data []byte) error {
	// One name, not a random one: what a crash left behind isn't there for ever. It's removed first, and made with
	// O_EXCL, so that a link that others have put there isn't followed.
	temp := path + ".tmp"
	if err := sys.remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s of an earlier run: %w", temp, cause(err))
	}
	if err := write(sys, temp, data); err != nil {
		// It's in the way of nothing, so that only the first error counts.
		_ = sys.remove(temp)
		return fmt.Errorf("write %s: %w", temp, cause(err))
	}
	if err := sys.rename(temp, path); err != nil {
		_ = sys.remove(temp)
		return fmt.Errorf("rename %s: %w", temp, cause(err))
	}
	// Without this the folder may still have the old file after a power failure, whose positions lie before what's
	// been acknowledged.
	if err := sys.syncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("sync the folder: %w", cause(err))
	}
	return nil
}

func write(sys system, path string, data []byte) error {
	f, err := sys.create(path)
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err == nil {
		// Before the rename: otherwise the new name may be on the disk before the content is.
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// cause is an error without the path, which is said once around it.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

// disk is the system as it is.
type disk struct{}

func (disk) create(path string) (file, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}
func (disk) remove(path string) error     { return os.Remove(path) }
func (disk) rename(from, to string) error { return os.Rename(from, to) }
func (disk) syncFolder(path string) error { return syncFolder(path) }
