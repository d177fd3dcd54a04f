package rejects

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func entry(n int64) Entry {
	return Entry{At: record.Place{Number: n}, Reason: "refused", Raw: []byte("text")}
}

// records are the numbers in a file, which must be whole lines.
func records(t *testing.T, path string) (numbers []int64) {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	for text := range strings.Lines(string(data)) {
		var l line
		require.NoError(t, json.Unmarshal([]byte(text), &l))
		require.True(t, strings.HasSuffix(text, "\n"))
		numbers = append(numbers, l.Record)
	}
	return numbers
}

func open(t *testing.T, path string, at int64) *File {
	f, err := Open(path, at)
	require.NoError(t, err)
	return f
}

func commit(t *testing.T, f *File) (offset, count int64) {
	offset, count, err := f.Commit()
	require.NoError(t, err)
	return offset, count
}

func TestWithoutRejectsThereIsNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects")
	for _, at := range []int64{Fresh, 0} {
		f := open(t, path, at)
		offset, count := commit(t, f)
		require.Zero(t, offset)
		require.Zero(t, count)
		require.NoError(t, f.Close())
		require.NoFileExists(t, path)
	}
}

func TestAResumedFileGoesOnWhereItWasCommitted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects")
	f := open(t, path, Fresh)
	require.NoError(t, f.Add(entry(1)))
	require.NoError(t, f.Add(entry(2)))
	at, count := commit(t, f)
	require.EqualValues(t, 2, count)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, at, info.Size())
	require.Equal(t, fs.FileMode(0o600), info.Mode())
	require.NoError(t, f.Add(entry(3)))
	require.NoError(t, f.Close())
	require.Equal(t, []int64{1, 2, 3}, records(t, path))

	f = open(t, path, at)
	again, count := commit(t, f)
	require.Equal(t, at, again)
	require.EqualValues(t, 2, count)
	require.NoError(t, f.Add(entry(4)))
	_, count = commit(t, f)
	require.EqualValues(t, 3, count)
	require.NoError(t, f.Close())
	require.Equal(t, []int64{1, 2, 4}, records(t, path))

	// A job that was stopped before its first checkpoint.
	f = open(t, path, 0)
	require.NoError(t, f.Add(entry(5)))
	require.NoError(t, f.Close())
	require.Equal(t, []int64{5}, records(t, path))
}

func TestAFileThatIsNotTheOneIsRefusedAndLeft(t *testing.T) {
	for name, test := range map[string]struct {
		content  string
		resumeAt int64
		error    string
	}{
		"of an earlier job":   {"{}\n", Fresh, "there already"},
		"shorter":             {"{}\n", 4, "has 3 bytes, but had 4"},
		"not at a line's end": {"{}\n{}\n", 4, "no line ends"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rejects")
			require.NoError(t, os.WriteFile(path, []byte(test.content), 0o600))
			_, err := Open(path, test.resumeAt)
			require.ErrorContains(t, err, test.error)
			require.ErrorContains(t, err, path)
			require.Equal(t, test.resumeAt == Fresh, errors.Is(err, fs.ErrExist))
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, test.content, string(content))
		})
	}
	folder := t.TempDir()
	_, err := Open(filepath.Join(folder, "rejects"), 10)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "it's gone")
	_, err = Open(filepath.Join(folder, "none", "rejects"), Fresh)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = Open(folder, 0)
	require.ErrorContains(t, err, "not a regular file")
}

func TestAnEmptyFileMayBeThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	f := open(t, path, Fresh)
	require.NoError(t, f.Add(entry(1)))
	require.NoError(t, f.Close())
	require.Equal(t, []int64{1}, records(t, path))
}

func TestAFileThatComesUpMeanwhileIsNotOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects")
	f := open(t, path, Fresh)
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	require.ErrorIs(t, f.Add(entry(1)), fs.ErrExist)
	require.ErrorIs(t, f.Close(), fs.ErrExist)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "mine", string(content))
}

// faulty fails where it's told to, and notes what was done.
type faulty struct {
	failing string
	done    []string
}

var errDisk = errors.New("disk full")

func (o *faulty) do(what string) error {
	o.done = append(o.done, what)
	if what == o.failing {
		return errDisk
	}
	return nil
}

func (o *faulty) Write(p []byte) (int, error) {
	if err := o.do("write"); err != nil {
		return 0, err
	}
	return len(p), nil
}
func (o *faulty) Sync() error  { return o.do("sync") }
func (o *faulty) Close() error { return o.do("close") }

func TestAnErrorIsFinalAndNeverSilent(t *testing.T) {
	for _, failing := range []string{"create", "write", "sync"} {
		t.Run(failing, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rejects")
			f := open(t, path, Fresh)
			out := &faulty{failing: failing}
			f.create = func(string) (output, error) { return out, out.do("create") }
			added := f.Add(entry(1))
			_, _, err := f.Commit()
			require.ErrorIs(t, err, errDisk)
			require.ErrorContains(t, err, path)
			if failing == "create" {
				require.Equal(t, err, added)
			}
			out.failing = ""
			require.Equal(t, err, f.Add(entry(2)))
			_, _, again := f.Commit()
			require.Equal(t, err, again)
			require.Equal(t, err, f.Close())
			require.Equal(t, err, f.Close())
			if failing != "create" {
				require.Equal(t, "close", out.done[len(out.done)-1], "it's left open")
			}
		})
	}
	t.Run("close", func(t *testing.T) {
		f := open(t, filepath.Join(t.TempDir(), "rejects"), Fresh)
		out := &faulty{failing: "close"}
		f.create = func(string) (output, error) { return out, nil }
		require.NoError(t, f.Add(entry(1)))
		require.ErrorIs(t, f.Close(), errDisk)
		require.Equal(t, []string{"write", "sync", "close"}, out.done)
	})
	t.Run("a full buffer", func(t *testing.T) {
		f := open(t, filepath.Join(t.TempDir(), "rejects"), Fresh)
		out := &faulty{failing: "write"}
		f.create = func(string) (output, error) { return out, nil }
		e := entry(1)
		e.Raw = make([]byte, bufferSize)
		require.ErrorIs(t, f.Add(e), errDisk)
	})
}

func TestCommitWritesBeforeItSyncs(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "rejects"), Fresh)
	out := &faulty{}
	f.create = func(string) (output, error) { return out, nil }
	require.NoError(t, f.Add(entry(1)))
	require.Empty(t, out.done)
	commit(t, f)
	require.Equal(t, []string{"write", "sync"}, out.done)
}

func TestAClosedFileIsClosed(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "rejects"), Fresh)
	require.NoError(t, f.Close())
	require.NoError(t, f.Close())
	require.ErrorIs(t, f.Add(entry(1)), fs.ErrClosed)
	_, _, err := f.Commit()
	require.ErrorIs(t, err, fs.ErrClosed)
}

func TestManyGoroutinesAdd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects")
	f := open(t, path, Fresh)
	const workers, each = 8, 500
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			for i := range each {
				if f.Add(entry(int64(worker*each+i))) != nil {
					t.Error("not added")
				}
			}
		})
	}
	for range 10 {
		offset, count := commit(t, f)
		// Each commit's length is the end of that many lines.
		if offset > 0 {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			require.EqualValues(t, count, strings.Count(string(data[:offset]), "\n"))
			require.Equal(t, byte('\n'), data[offset-1])
		}
	}
	wg.Wait()
	_, count := commit(t, f)
	require.EqualValues(t, workers*each, count)
	require.NoError(t, f.Close())
	seen := map[int64]bool{}
	for _, n := range records(t, path) {
		seen[n] = true
	}
	require.Len(t, seen, workers*each)
}
