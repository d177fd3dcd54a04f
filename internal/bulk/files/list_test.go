package files

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func names(infos []Info) (names []string) {
	for _, i := range infos {
		names = append(names, filepath.Base(i.Name))
	}
	return names
}

func TestListNamesWhatThePatternMeans(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.json", "a.json", "c.csv", ".hidden.json", "sub/d.json", "sub/x/e.json", "e[1].json", "only/.h", "only/s/f"} {
		put(t, dir, name, "text of "+name)
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "z.json"), 0o777))
	for pattern, want := range map[string][]string{
		"b.json":       {"b.json"},
		".hidden.json": {".hidden.json"},
		"*.json":       {"a.json", "b.json", "e[1].json"},
		".h*":          {".hidden.json"},
		"[ab].*":       {"a.json", "b.json"},
		"*/*":          {"d.json"},
		"":             {"a.json", "b.json", "c.csv", "e[1].json"},
		"sub":          {"d.json"},
		"e[1].json":    {"e[1].json"}, // it exists, so it's no pattern
	} {
		got, err := new(Local).List(bg, filepath.Join(dir, pattern))
		require.NoError(t, err, pattern)
		require.Equal(t, want, names(got), pattern)
		for _, i := range got {
			require.FileExists(t, i.Name)
			require.Positive(t, i.Size)
			require.NotEmpty(t, i.Identity)
		}
	}
	for pattern, says := range map[string]string{
		"nothing": "check the name",
		"*.xml":   "no file matches",
		"z*":      "no file matches",
		"only":    "no files in this directory",
		"z.json":  "no files in this directory",
	} {
		_, err := new(Local).List(bg, filepath.Join(dir, pattern))
		require.ErrorIs(t, err, fs.ErrNotExist, pattern)
		require.ErrorContains(t, err, says, pattern)
		require.ErrorContains(t, err, filepath.Join(dir, pattern))
	}
	_, err := new(Local).List(bg, filepath.Join(dir, "[x"))
	require.ErrorIs(t, err, filepath.ErrBadPattern)
	_, err = new(Local).List(bg, "")
	require.ErrorContains(t, err, "the name is empty")
	_, err = new(Local).List(bg, filepath.Join(dir, "b.json", "x"))
	require.ErrorIs(t, err, syscall.ENOTDIR)
}

func TestListOfStdin(t *testing.T) {
	got, err := new(Local).List(bg, Stdio)
	require.NoError(t, err)
	require.Equal(t, []Info{{Name: "-", Size: -1}}, got)
}

func TestUnfinishedOutputsAreNoInputs(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a", "x")
	part := put(t, dir, "b.part", "x")
	for _, pattern := range []string{dir, filepath.Join(dir, "*")} {
		_, err := new(Local).List(bg, pattern)
		require.ErrorContains(t, err, part+" is an output that isn't finished")
	}
	for _, pattern := range []string{part, filepath.Join(dir, "*.part")} {
		got, err := new(Local).List(bg, pattern)
		require.NoError(t, err)
		require.Equal(t, []string{"b.part"}, names(got))
	}
}

func TestLinkToNothingIsAnError(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a", "x")
	require.NoError(t, os.Symlink(filepath.Join(dir, "nothing"), filepath.Join(dir, "link")))
	_, err := new(Local).List(bg, dir)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, filepath.Join(dir, "link"))
}

func TestTooManyFiles(t *testing.T) {
	c := collector{pattern: "dir", found: make([]Info, MaxFiles-1)}
	dir := t.TempDir()
	require.NoError(t, c.add(bg, put(t, dir, "a", "x")))
	require.ErrorContains(t, c.add(bg, put(t, dir, "b", "x")), fmt.Sprintf("more than %d files", MaxFiles))
}

func TestDirectoryIsReadToItsEnd(t *testing.T) {
	dir := fastDir(t)
	defer os.RemoveAll(dir)
	for i := range 1030 { // more than are asked for at once
		put(t, dir, fmt.Sprintf("%04d", i), "x")
	}
	got, err := new(Local).List(bg, dir)
	require.NoError(t, err)
	require.Len(t, got, 1030)
	require.Equal(t, "1029", filepath.Base(got[1029].Name))
}

func TestEndedContextStopsAll(t *testing.T) {
	ctx, cancel := context.WithCancel(bg)
	cancel()
	l, dir := new(Local), t.TempDir()
	name := put(t, dir, "a", "x")
	_, err := l.List(ctx, name)
	require.ErrorIs(t, err, context.Canceled)
	_, err = l.Open(ctx, name)
	require.ErrorIs(t, err, context.Canceled)
	_, err = l.Create(ctx, filepath.Join(dir, "b"), 0, CreateOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, l.Remove(ctx, name), context.Canceled)
	holds(t, name, "x")
	require.ErrorIs(t, (&collector{}).add(ctx, name), context.Canceled)
}

func TestQuoteGlobMatchesItsNameOnly(t *testing.T) {
	chars := []rune(`ab*?[]\^-é.`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.SampledFrom(chars), 1, 8, -1).Draw(t, "name")
		other := rapid.StringOfN(rapid.SampledFrom(chars), 1, 8, -1).Draw(t, "other")
		pattern := QuoteGlob(name)
		ok, err := filepath.Match(pattern, name)
		require.NoError(t, err)
		require.True(t, ok)
		ok, err = filepath.Match(pattern, other)
		require.NoError(t, err)
		require.Equal(t, name == other, ok)
	})
}
