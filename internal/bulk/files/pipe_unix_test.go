//go:build !windows

package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPipeByNameIsAStream(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(name, 0o666))
	infos, err := new(Local).List(bg, name)
	require.NoError(t, err)
	require.Equal(t, []Info{{Name: name, Size: -1}}, infos)

	done := make(chan error)
	go func() {
		out, err := new(Local).Create(bg, name, 0, CreateOptions{})
		if err == nil {
			_, err = out.Write([]byte("text"))
			err = errors.Join(err, out.Close())
		}
		done <- err
	}()
	o, err := new(Local).Open(bg, name)
	require.NoError(t, err)
	require.EqualValues(t, -1, o.Size())
	require.Empty(t, o.Identity())
	_, err = o.ReadAt(make([]byte, 1), 0)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	text, err := io.ReadAll(o)
	require.NoError(t, err)
	require.Equal(t, "text", string(text))
	require.NoError(t, <-done)
	require.NoError(t, o.Close())
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&fs.ModeNamedPipe)
}
