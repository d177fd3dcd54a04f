package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOpenReadsBothWays(t *testing.T) {
	name := put(t, t.TempDir(), "a", "0123456789")
	o, err := new(Local).Open(bg, name)
	require.NoError(t, err)
	require.EqualValues(t, 10, o.Size())
	infos, err := new(Local).List(bg, name)
	require.NoError(t, err)
	require.Equal(t, infos[0].Identity, o.Identity())
	p := make([]byte, 3)
	_, err = o.ReadAt(p, 4)
	require.NoError(t, err)
	require.Equal(t, "456", string(p))
	_, err = o.ReadAt(p, 10)
	require.Equal(t, io.EOF, err)
	text, err := io.ReadAll(o)
	require.NoError(t, err)
	require.Equal(t, "0123456789", string(text))
	require.NoError(t, o.Close())
	_, err = o.Read(p)
	require.ErrorIs(t, err, os.ErrClosed)
	require.ErrorContains(t, err, "read "+name)
	require.Error(t, o.Close())
}

func TestIdentityChangesWithSizeAndTime(t *testing.T) {
	name := put(t, t.TempDir(), "a", "1")
	at := time.Unix(1_700_000_000, 123_456_000)
	seen := map[string]bool{}
	for _, text := range []string{"1", "12"} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
		for _, d := range []time.Duration{0, time.Microsecond} {
			require.NoError(t, os.Chtimes(name, at, at.Add(d)))
			infos, err := new(Local).List(bg, name)
			require.NoError(t, err)
			seen[infos[0].Identity] = true
		}
	}
	require.Len(t, seen, 4)
	require.Contains(t, seen, "2-1700000000123457000")
}

func TestReadingEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(bg)
	o, err := new(Local).Open(ctx, put(t, t.TempDir(), "a", "x"))
	require.NoError(t, err)
	cancel()
	_, err = o.Read(make([]byte, 1))
	require.ErrorIs(t, err, context.Canceled)
	_, err = o.ReadAt(make([]byte, 1), 0)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, o.Close())
}

func TestStdinIsAStream(t *testing.T) {
	l := &Local{Stdin: strings.NewReader("text")}
	o, err := l.Open(bg, Stdio)
	require.NoError(t, err)
	require.EqualValues(t, -1, o.Size())
	require.Empty(t, o.Identity())
	_, err = l.Open(bg, Stdio)
	require.ErrorContains(t, err, "once only")
	_, err = o.ReadAt(make([]byte, 1), 0)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.ErrorContains(t, err, "standard input")
	text, err := io.ReadAll(o)
	require.NoError(t, err)
	require.Equal(t, "text", string(text))
	require.NoError(t, o.Close())
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	_, err := new(Local).Open(bg, dir)
	require.ErrorIs(t, err, syscall.EISDIR)
	require.ErrorContains(t, err, "name a file in it")
	_, err = new(Local).Open(bg, filepath.Join(dir, "x"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Equal(t, 1, strings.Count(err.Error(), dir), "%s", err)
}

func TestUnreadableFile(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("NOT TESTED: root may read everything; run this as another user")
	}
	name := put(t, t.TempDir(), "a", "x")
	require.NoError(t, os.Chmod(name, 0))
	_, err := new(Local).Open(bg, name)
	require.ErrorIs(t, err, fs.ErrPermission)
	require.ErrorContains(t, err, "check the owner and the mode")
}

func TestRemoveTakesFilesOnly(t *testing.T) {
	dir := t.TempDir()
	name := put(t, dir, "sub/a", "x")
	require.NoError(t, new(Local).Remove(bg, name))
	holds(t, name, "")
	err := new(Local).Remove(bg, name)
	require.ErrorIs(t, err, fs.ErrNotExist)
	err = new(Local).Remove(bg, filepath.Dir(name))
	require.ErrorIs(t, err, syscall.EISDIR)
	require.DirExists(t, filepath.Dir(name))
}
