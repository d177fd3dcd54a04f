package files

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var bg = context.Background()

// put writes a file for a test to find, and returns its name.
func put(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	return path
}

// holds checks what a file has; "" stands for no such file.
func holds(t testing.TB, name, text string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if text == "" {
		require.ErrorIs(t, err, fs.ErrNotExist)
		return
	}
	require.NoError(t, err)
	require.Equal(t, text, string(got))
}

// failing is a file whose disk has room bytes, and whose fsync and close fail if so told.
type failing struct {
	*os.File
	room              int
	syncErr, truncErr error
	closeErr          error
	syncs             *int
}

func (f *failing) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.room -= n
	if _, err := f.File.Write(p[:n]); err != nil {
		return 0, err
	}
	if n < len(p) {
		return n, &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return n, nil
}

func (f *failing) Sync() error {
	if f.syncs != nil {
		*f.syncs++
	}
	if f.syncErr != nil {
		return f.syncErr
	}
	return f.File.Sync()
}

func (f *failing) Truncate(n int64) error {
	if f.truncErr != nil {
		return f.truncErr
	}
	return f.File.Truncate(n)
}

func (f *failing) Close() error {
	err := f.File.Close()
	if f.closeErr != nil {
		return f.closeErr
	}
	return err
}

// on returns a store whose outputs are f, with the file opened into it.
func on(f *failing) *Local {
	return &Local{open: func(name string, flag int, perm fs.FileMode) (file, error) {
		var err error
		f.File, err = os.OpenFile(name, flag, perm)
		if err != nil {
			return nil, err
		}
		return f, nil
	}}
}

// fastDir makes a directory, in memory where the system has such a place: an fsync takes 10 ms and more elsewhere,
// and the many runs of a property don't need it. The caller removes it.
func fastDir(t require.TestingT) string {
	base := "/dev/shm"
	if info, err := os.Stat(base); err != nil || !info.IsDir() {
		base = ""
	}
	dir, err := os.MkdirTemp(base, "dynactor")
	require.NoError(t, err)
	return dir
}
