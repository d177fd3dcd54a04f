package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestOutputIsHiddenUntilClose(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	out, err := new(Local).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	require.True(t, out.CanResume())
	_, err = out.Write([]byte("one "))
	require.NoError(t, err)
	n, err := out.Commit()
	require.NoError(t, err)
	require.EqualValues(t, 4, n)
	_, err = out.Write([]byte("two"))
	require.NoError(t, err)
	holds(t, name, "")
	require.NoError(t, out.Close())
	holds(t, name, "one two")
	holds(t, name+PartSuffix, "")
	// All of these come after the end.
	require.NoError(t, out.Close())
	require.NoError(t, out.Abort())
	require.NoError(t, out.Discard())
	holds(t, name, "one two")
	_, err = out.Write([]byte("x"))
	require.ErrorIs(t, err, os.ErrClosed)
	_, err = out.Commit()
	require.ErrorIs(t, err, os.ErrClosed)
}

func TestCommitAndCloseSync(t *testing.T) {
	var syncs int
	l := on(&failing{room: 100, syncs: &syncs})
	out, err := l.Create(bg, filepath.Join(t.TempDir(), "out"), 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Commit()
	require.NoError(t, err)
	require.Equal(t, 1, syncs)
	require.NoError(t, out.Close())
	require.Equal(t, 2, syncs)
}

func TestDiscardRemovesAbortKeeps(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	for _, discard := range []bool{false, true} {
		out, err := new(Local).Create(bg, name, 0, CreateOptions{})
		require.NoError(t, err)
		_, err = out.Write([]byte("text"))
		require.NoError(t, err)
		if discard {
			require.NoError(t, out.Discard())
			holds(t, name+PartSuffix, "")
		} else {
			require.NoError(t, out.Abort())
			require.NoError(t, out.Close()) // does nothing then
			holds(t, name+PartSuffix, "text")
		}
		holds(t, name, "")
	}
}

func TestResumeCutsWhatWasNotCommitted(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	put(t, filepath.Dir(name), "out.part", "committed|more")
	out, err := new(Local).Create(bg, name, 10, CreateOptions{})
	require.NoError(t, err)
	holds(t, name+PartSuffix, "committed|")
	_, err = out.Write([]byte("again"))
	require.NoError(t, err)
	n, err := out.Commit()
	require.NoError(t, err)
	require.EqualValues(t, 15, n)
	require.NoError(t, out.Close())
	holds(t, name, "committed|again")
}

func TestBeginningAnewThrowsTheRestAway(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	put(t, filepath.Dir(name), "out.part", "what is left of a longer one")
	out, err := new(Local).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Write([]byte("new"))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	holds(t, name, "new")
}

func TestDeviceIsClosedOnce(t *testing.T) {
	out, err := new(Local).Create(bg, os.DevNull, 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Write([]byte("x"))
	require.NoError(t, err)
	n, err := out.Commit()
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.NoError(t, out.Close())
	require.NoError(t, out.Close())
	require.NoError(t, out.Abort())
	require.NoError(t, out.Discard())
	_, err = out.Commit()
	require.ErrorIs(t, err, os.ErrClosed)
}

func TestResumeIsRefused(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "short.part", "123")
	put(t, dir, "done", "12345")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "dir.part"), 0o777))
	for name, c := range map[string]struct {
		at   int64
		o    CreateOptions
		err  error
		says string
	}{
		"short":     {at: 4, says: "has 3 bytes, the job had committed 4"},
		"gone":      {at: 1, err: fs.ErrNotExist, says: "start the job anew"},
		"done":      {at: 5, err: fs.ErrExist, says: "exists already"},
		"done ":     {at: 5, err: fs.ErrNotExist, o: CreateOptions{Overwrite: true}, says: "start the job anew"},
		"dir":       {at: 1, err: syscall.EISDIR, says: "name a file in it"},
		"out":       {at: -1, says: "no position -1"},
		"/dev/null": {at: 1, says: "stream"},
		"-":         {at: 1, says: "standard output"},
	} {
		path := name
		if name != "-" && !filepath.IsAbs(name) {
			path = filepath.Join(dir, strings.TrimSpace(name))
		}
		out, err := new(Local).Create(bg, path, c.at, c.o)
		require.Nil(t, out, name) // a nil interface, not one with a nil in it
		require.ErrorContains(t, err, c.says, name)
		if c.err != nil {
			require.ErrorIs(t, err, c.err, name)
		}
	}
	holds(t, filepath.Join(dir, "short.part"), "123")
	holds(t, filepath.Join(dir, "done"), "12345")
}

func TestExistingFileIsReplacedOnRequestOnly(t *testing.T) {
	name := put(t, t.TempDir(), "out", "old")
	_, err := new(Local).Create(bg, name, 0, CreateOptions{})
	require.ErrorIs(t, err, fs.ErrExist)
	require.ErrorContains(t, err, name)
	holds(t, name+PartSuffix, "")

	out, err := new(Local).Create(bg, name, 0, CreateOptions{Overwrite: true})
	require.NoError(t, err)
	_, err = out.Write([]byte("new"))
	require.NoError(t, err)
	holds(t, name, "old")
	require.NoError(t, out.Close())
	holds(t, name, "new")
}

func TestFileThatAppearsMeanwhileIsKept(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	out, err := new(Local).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Write([]byte("ours"))
	require.NoError(t, err)
	put(t, filepath.Dir(name), "out", "theirs")
	require.ErrorIs(t, out.Close(), fs.ErrExist)
	require.ErrorIs(t, out.Close(), fs.ErrExist)
	holds(t, name, "theirs")
	holds(t, name+PartSuffix, "ours")
}

func TestLinksAreFollowed(t *testing.T) {
	dir := t.TempDir()
	target := put(t, dir, "sub/target", "old")
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(target, link))
	out, err := new(Local).Create(bg, link, 0, CreateOptions{Overwrite: true})
	require.NoError(t, err)
	_, err = out.Write([]byte("new"))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	holds(t, target, "new")
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&fs.ModeSymlink)

	require.NoError(t, os.Remove(target))
	_, err = new(Local).Create(bg, link, 0, CreateOptions{Overwrite: true})
	require.ErrorContains(t, err, "leads nowhere")
}

func TestDirectoriesAreMadeOnRequestOnly(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a", "b", "out")
	_, err := new(Local).Create(bg, name, 0, CreateOptions{})
	require.ErrorIs(t, err, fs.ErrNotExist)
	out, err := new(Local).Create(bg, name, 0, CreateOptions{MakeDirs: true})
	require.NoError(t, err)
	require.NoError(t, out.Close())
	require.FileExists(t, name)

	_, err = new(Local).Create(bg, filepath.Join(name, "x"), 0, CreateOptions{MakeDirs: true})
	require.ErrorIs(t, err, syscall.ENOTDIR)
	_, err = new(Local).Create(bg, filepath.Join(dir, "a"), 0, CreateOptions{})
	require.ErrorIs(t, err, syscall.EISDIR)
	_, err = new(Local).Create(bg, "", 0, CreateOptions{})
	require.ErrorContains(t, err, "empty")
}

func TestFullDiskKeepsWhatWasCommitted(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	out, err := on(&failing{room: 7}).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Write([]byte("12345"))
	require.NoError(t, err)
	at, err := out.Commit()
	require.NoError(t, err)

	n, err := out.Write([]byte("6789"))
	require.Equal(t, 2, n)
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorContains(t, err, "write "+name+": ")
	require.ErrorContains(t, err, "the disk is full: free some space and resume")
	require.NotContains(t, err.Error(), PartSuffix)
	// All else is refused from there on.
	_, err = out.Write([]byte("x"))
	require.ErrorIs(t, err, syscall.ENOSPC)
	_, err = out.Commit()
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorIs(t, out.Close(), syscall.ENOSPC)
	holds(t, name, "")

	out, err = new(Local).Create(bg, name, at, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Write([]byte("6789"))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	holds(t, name, "123456789")
}

func TestDeviceIsWrittenInPlace(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	out, err := new(Local).Create(bg, "/dev/full", 0, CreateOptions{Overwrite: true})
	require.NoError(t, err)
	require.False(t, out.CanResume())
	_, err = out.Write([]byte("x"))
	require.ErrorIs(t, err, syscall.ENOSPC)
	_, err = out.Commit()
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorIs(t, out.Close(), syscall.ENOSPC)
	info, err := os.Stat("/dev/full")
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&fs.ModeDevice)
	holds(t, "/dev/full"+PartSuffix, "")
}

func TestFailedSyncIsFinal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	f := &failing{room: 100, syncErr: syscall.EIO}
	out, err := on(f).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Commit()
	require.ErrorIs(t, err, syscall.EIO)
	f.syncErr = nil // the next one would succeed, and mean nothing
	_, err = out.Commit()
	require.ErrorIs(t, err, syscall.EIO)
	require.ErrorIs(t, out.Close(), syscall.EIO)
	holds(t, name, "")
}

func TestFailedCloseShowsNothing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	out, err := on(&failing{room: 100, closeErr: syscall.EDQUOT}).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	require.ErrorIs(t, out.Close(), syscall.EDQUOT)
	require.ErrorIs(t, out.Close(), syscall.EDQUOT)
	holds(t, name, "")
}

func TestFailedTruncateIsNoResumption(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	put(t, filepath.Dir(name), "out.part", "12345")
	_, err := on(&failing{room: 100, truncErr: syscall.EIO}).Create(bg, name, 3, CreateOptions{})
	require.ErrorIs(t, err, syscall.EIO)
	require.ErrorContains(t, err, "resume "+name)
	holds(t, name+PartSuffix, "12345")
}

func TestVanishedDirectoryIsAnErrorOfClose(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	require.NoError(t, os.Mkdir(dir, 0o777))
	name := filepath.Join(dir, "out")
	out, err := new(Local).Create(bg, name, 0, CreateOptions{})
	require.NoError(t, err)
	_, err = out.Write([]byte("text"))
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(dir))
	err = out.Close()
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "finish "+name)
	require.Error(t, out.Close())

	_, err = new(Local).Create(bg, name, 0, CreateOptions{})
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "that its directory exists")
}

func TestStdoutIsLeftOpen(t *testing.T) {
	var text strings.Builder
	l := &Local{Stdout: &text}
	out, err := l.Create(bg, Stdio, 0, CreateOptions{})
	require.NoError(t, err)
	require.False(t, out.CanResume())
	_, err = l.Create(bg, Stdio, 0, CreateOptions{})
	require.ErrorContains(t, err, "once only")
	_, err = out.Write([]byte("text"))
	require.NoError(t, err)
	n, err := out.Commit()
	require.NoError(t, err)
	require.EqualValues(t, 4, n)
	require.NoError(t, out.Close())
	require.NoError(t, out.Close())
	require.NoError(t, out.Discard())
	_, err = out.Write([]byte("x"))
	require.ErrorIs(t, err, os.ErrClosed)
	require.Equal(t, "text", text.String())
}

func TestUnwritableDirectory(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("NOT TESTED: root may write everywhere; run this as another user")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500))
	_, err := new(Local).Create(bg, filepath.Join(dir, "out"), 0, CreateOptions{})
	require.ErrorIs(t, err, fs.ErrPermission)
	require.ErrorContains(t, err, "check the owner and the mode")
}

func TestPermissionIsExplained(t *testing.T) {
	l := &Local{open: func(name string, _ int, _ fs.FileMode) (file, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	}}
	_, err := l.Create(bg, filepath.Join(t.TempDir(), "out"), 0, CreateOptions{})
	require.ErrorIs(t, err, fs.ErrPermission)
	require.ErrorContains(t, err, "check the owner and the mode")
}

// A job that crashes at any moment and goes on from its checkpoint ends with what one without a crash has.
func TestCrashesLoseAndDoubleNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := fastDir(t)
		defer os.RemoveAll(dir)
		name := filepath.Join(dir, "out")
		want := rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "want")
		var at int64 // what the checkpoint says
		for {
			f := &failing{room: rapid.IntRange(0, 80).Draw(t, "room")}
			out, err := on(f).Create(bg, name, at, CreateOptions{})
			require.NoError(t, err)
			done, crashed := at, false
			for !crashed && done < int64(len(want)) {
				n := min(rapid.Int64Range(1, 20).Draw(t, "n"), int64(len(want))-done)
				k, err := out.Write(want[done : done+n])
				done += int64(k)
				switch {
				case err != nil:
					require.ErrorIs(t, err, syscall.ENOSPC)
					crashed = true
				case rapid.Bool().Draw(t, "commit"):
					at, err = out.Commit()
					require.NoError(t, err)
					require.Equal(t, done, at)
				default:
					crashed = rapid.Bool().Draw(t, "crash")
				}
			}
			if crashed {
				require.NoError(t, errors.Join(out.Abort(), out.Discard()))
				_, err := os.Stat(name)
				require.ErrorIs(t, err, fs.ErrNotExist)
				continue
			}
			require.NoError(t, out.Close())
			got, err := os.ReadFile(name)
			require.NoError(t, err)
			require.Equal(t, want, append([]byte{}, got...))
			return
		}
	})
}
