package checkpoint

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAStateComesBackAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	text := rapid.StringMatching(`[a-z<>&" é]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		s := &State{
			Identity:  rapid.MapOf(text, text).Draw(t, "identity"),
			Positions: map[string]json.RawMessage{},
			Counts:    rapid.MapOf(text, rapid.Int64()).Draw(t, "counts"),
			Done:      rapid.Bool().Draw(t, "done"),
			Saved:     time.Unix(rapid.Int64Range(1, 1<<33).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
		}
		for _, name := range rapid.SliceOf(text).Draw(t, "files") {
			s.Positions[name] = json.RawMessage(rapid.SampledFrom([]string{`1`, `null`, `"<&>"`, `{"b":1,"a":[true,1.50]}`}).Draw(t, "position"))
		}
		require.NoError(t, Save(path, s))
		require.Zero(t, s.Version, "the caller's state was changed")
		back, err := Load(path)
		require.NoError(t, err)
		s.Version = Version
		require.Equal(t, s, back)
	})
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode())
}

func TestSavedIsSetWhereItIsNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	before := time.Now()
	require.NoError(t, Save(path, &State{}))
	s, err := Load(path)
	require.NoError(t, err)
	require.WithinRange(t, s.Saved, before.Add(-time.Microsecond), time.Now())
}

func TestNoCheckpointIsErrNotExist(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	_, err := Load(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, path)
}

func TestAFileThatIsNotWhatSaveWroteIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	require.NoError(t, Save(path, numbered(12)))
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	text := string(whole)
	edit := func(from, to string) string {
		require.Contains(t, text, from)
		return strings.Replace(text, from, to, 1)
	}
	// Each cut, and each byte changed.
	for i := range whole {
		_, err := decode(whole[:i])
		require.ErrorIs(t, err, ErrDamaged, "cut at %d", i)
		changed := append([]byte{}, whole...)
		changed[i] ^= 1
		_, err = decode(changed)
		require.Error(t, err, "changed at %d", i)
	}
	for name, test := range map[string]struct {
		text string
		want error
	}{
		"empty":            {"", ErrDamaged},
		"not ours":         {`{"state":{}}`, ErrDamaged},
		"not an object":    {`[]`, ErrDamaged},
		"a position":       {edit(`"a":12`, `"a":13`), ErrDamaged},
		"a space":          {edit(`:12`, `: 12`), ErrDamaged},
		"a space around":   {edit(`"version":1`, `"version": 1`), ErrDamaged},
		"more behind it":   {text + "\n", ErrDamaged},
		"itself behind it": {text + text, ErrDamaged},
		"two states":       {edit(`"state":`, `"state":{},"state":`), ErrDamaged},
		"an older version": {edit(`"version":1`, `"version":0`), ErrDamaged},
		"a newer version":  {edit(`"version":1`, `"version":2`), ErrNewer},
		"a newer layout":   {`{"version":7,"parts":[]}`, ErrNewer},
		"sealed nonsense":  {string(frame(1, []byte(`[]`))), ErrDamaged},
		"sealed version 0": {string(frame(0, []byte(`{}`))), ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, []byte(test.text), 0o600))
			_, err := Load(path)
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, path)
		})
	}
}

func TestAStateThatCannotBeWrittenLeavesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	require.NoError(t, Save(path, numbered(1)))
	large := numbered(2)
	large.Positions["b"] = json.RawMessage(`"` + strings.Repeat("x", MaxSize) + `"`)
	require.ErrorIs(t, Save(path, large), ErrTooLarge)
	bad := numbered(2)
	bad.Positions["b"] = json.RawMessage(`{"key":secret}`)
	err := Save(path, bad)
	require.ErrorContains(t, err, "a position is no valid JSON")
	require.NotContains(t, err.Error(), "'s'")
	for _, s := range []*State{
		{Identity: map[string]string{"a\xff": ""}},
		{Identity: map[string]string{"a": "\xff"}},
		{Positions: map[string]json.RawMessage{"a\xff": json.RawMessage("1")}},
		{Counts: map[string]int64{"a\xff": 1}},
	} {
		require.ErrorContains(t, Save(path, s), "UTF-8")
	}
	s, err := Load(path)
	require.NoError(t, err)
	require.EqualValues(t, 1, s.Counts["number"])

	require.NoError(t, os.WriteFile(path, make([]byte, MaxSize+1), 0o600))
	_, err = Load(path)
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestALinkInTheWayOfTheTemporaryFileIsNotFollowed(t *testing.T) {
	folder := t.TempDir()
	path, other := filepath.Join(folder, "job"), filepath.Join(folder, "other")
	require.NoError(t, os.WriteFile(other, []byte("mine"), 0o600))
	if err := os.Symlink(other, path+".tmp"); err != nil {
		t.Skip("no links here")
	}
	require.NoError(t, Save(path, numbered(1)))
	content, err := os.ReadFile(other)
	require.NoError(t, err)
	require.Equal(t, "mine", string(content))
}

func TestSaveNeedsTheFolder(t *testing.T) {
	require.ErrorIs(t, Save(filepath.Join(t.TempDir(), "none", "job"), numbered(1)), fs.ErrNotExist)
}

func TestCheckNamesWhatChanged(t *testing.T) {
	s := &State{Identity: map[string]string{"verb": "import", "table": "arn:1", "input a": "10 bytes", "input b": "", "z": "secret"}}
	require.NoError(t, s.Check(map[string]string{"verb": "import", "table": "arn:1", "input a": "10 bytes", "input b": "", "z": "secret"}))
	err := s.Check(map[string]string{"verb": "import", "table": "arn:2", "input a": "12 bytes", "input c": "", "z": "hidden"})
	var changed *ChangedError
	require.ErrorAs(t, err, &changed)
	require.Equal(t, &ChangedError{What: []string{"input a", "table", "z"}, Gone: []string{"input b"}, New: []string{"input c"}}, changed)
	require.EqualError(t, err, "the checkpoint is of another job (changed: input a, table, z; no longer there: input b; "+
		"new: input c); run the job as it was, or start anew with another checkpoint")
	require.NoError(t, (&State{}).Check(nil))
}

func TestCheckShowsAFewNamesOfMany(t *testing.T) {
	err := (&State{}).Check(map[string]string{"a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": ""})
	require.ErrorContains(t, err, "(new: a, b, c, d, e and 2 more)")
}
