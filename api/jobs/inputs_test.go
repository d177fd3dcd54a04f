package jobs_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	kgzip "github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/internal/bulk/files"
)

func TestFilesThatCannotBeRead(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		var spec *jobs.SpecError
		_, err := importing.do(w, t.Context(), sync, jobs.Import{From: plain(w.file("missing.jsonl")), Table: "aaa"})
		require.ErrorAs(t, err, &spec)
		require.Equal(t, "From", spec.Field)
		require.ErrorIs(t, err, os.ErrNotExist)
		require.ErrorContains(t, err, "missing.jsonl")

		require.NoError(t, os.MkdirAll(w.file("directory"), 0o700))
		_, err = importing.do(w, t.Context(), sync, jobs.Import{From: plain(w.file("directory")), Table: "aaa"})
		require.ErrorAs(t, err, &spec) // there's nothing in it
		require.ErrorContains(t, err, "directory")
		w.small(t, "aaa", 1)
		_, err = exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa"}, To: plain(w.file("directory"))})
		require.ErrorContains(t, err, "it's a directory")

		if os.Geteuid() != 0 {
			locked := w.write(t, "locked.jsonl", lines(1))
			require.NoError(t, os.Chmod(locked, 0))
			_, err = importing.do(w, t.Context(), sync, jobs.Import{From: plain(locked), Table: "aaa"})
			require.ErrorIs(t, err, os.ErrPermission)
			require.ErrorContains(t, err, "locked.jsonl")
		}
	})
}

func TestATruncatedFileIsWrittenUpToWhereItBreaksOff(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := z.Write([]byte(lines(5000)))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		in := w.write(t, "in.jsonl.gz", b.String()[:b.Len()/2])
		// How much of its last bytes it gives is up to the decompressor.
		half, err := kgzip.NewReader(bytes.NewReader(b.Bytes()[:b.Len()/2]))
		require.NoError(t, err)
		readable, err := io.ReadAll(half)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		whole := bytes.Count(readable, []byte("\n"))
		require.NotZero(t, whole%256, "it breaks off in the midst of a step")
		spec := jobs.Import{Options: jobs.Options{Checkpoint: w.file("checkpoint")}, From: plain(in), Table: "aaa"}
		s, err := importing.do(w, t.Context(), sync, spec)
		require.ErrorContains(t, err, in)
		require.Equal(t, jobs.Counts{Read: int64(whole), Written: int64(whole)}, s.Counts)
		require.Len(t, w.items(t, "aaa"), whole)
		for range 2 { // the same again
			again, err := importing.do(w, t.Context(), sync, spec)
			require.ErrorContains(t, err, in)
			require.Equal(t, s.Counts, again.Counts)
		}
		w.write(t, "in.jsonl.gz", b.String())
		_, err = importing.do(w, t.Context(), sync, spec)
		var resume *jobs.ResumeError
		require.ErrorAs(t, err, &resume)
		require.Len(t, resume.Changed, 1)
		require.Contains(t, resume.Changed[0], in)
		require.Len(t, w.items(t, "aaa"), int(s.Counts.Written)) // all of it was settled, and nothing more written
	})
}

func TestWhatCannotBeAnItemIsRejected(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		big := strings.Repeat("x", 401<<10)
		in := w.write(t, "in.jsonl", strings.Join([]string{
			`{"pk":"a","sk":1}`, `{"pk":1,"sk":1}`, `{"pk":"a"}`, `{"sk":1}`, `{"pk":"","sk":1}`, `{"pk":"b","sk":1,"v":"` + big + `"}`,
			`not JSON`, `[]`, `{}`, ``, `{"pk":"c","sk":1e200}`, `{"pk":"z","sk":2}`}, "\n"))
		s, err := importing.do(w, t.Context(), sync, jobs.Import{Options: jobs.Options{Rejects: w.file("rejects")}, From: plain(in), Table: "aaa"})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 11, Written: 2, Rejected: 9}, s.Counts)
		all := rejected(t, s.Rejects)
		require.Len(t, all, 9)
		for i, line := range []int{2, 3, 4, 5, 6, 7, 8, 9, 11} {
			found := false
			for _, r := range all {
				if r["line"] == float64(line) {
					found = true
					require.NotEmpty(t, r["reason"], "%d", i)
					require.Equal(t, in, r["file"])
				}
			}
			require.True(t, found, "line %d: %v", line, all)
		}
		info, err := os.Stat(s.Rejects)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	})
}

func TestStandardInputAndOutput(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		store := &files.Local{Stdin: strings.NewReader(lines(700)), Stdout: &bytes.Buffer{}}
		std := jobs.Files{Store: store, Names: []string{"-"}, Format: jobs.PlainJSON}
		var spec *jobs.SpecError
		_, err := importing.do(w, t.Context(), sync, jobs.Import{Options: jobs.Options{Checkpoint: w.file("c")}, From: std, Table: "aaa"})
		require.ErrorAs(t, err, &spec)
		require.Equal(t, "Checkpoint", spec.Field)
		_, err = exporting.do(w, t.Context(), sync, jobs.Export{Options: jobs.Options{Checkpoint: w.file("c")}, From: jobs.Source{Table: "aaa"}, To: std})
		require.ErrorAs(t, err, &spec)
		require.Equal(t, "Checkpoint", spec.Field)
		require.Empty(t, w.listing(t))

		s, err := importing.do(w, t.Context(), sync, jobs.Import{From: std, Table: "aaa"})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 700, Written: 700}, s.Counts)
		s, err = exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa", Segments: 4}, To: std})
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 700, Written: 700}, s.Counts)
		require.Equal(t, 700, strings.Count(store.Stdout.(*bytes.Buffer).String(), "\n"))
	})
}

func TestEmptyTablesAndFiles(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		in := w.write(t, "empty.jsonl", "")
		s, err := importing.do(w, t.Context(), sync, jobs.Import{From: plain(in), Table: "aaa"})
		require.NoError(t, err)
		require.Zero(t, s.Counts)
		for _, f := range []jobs.Format{jobs.DynamoDBJSON, jobs.PlainJSON, jobs.NativeExport} {
			for _, name := range []string{string(f) + "/", string(f) + ".x"} {
				s, err = exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa"}, To: jobs.Files{Names: []string{w.folder + "/out-" + name}, Format: f}})
				require.NoError(t, err, name)
				require.Zero(t, s.Counts)
				if !strings.HasSuffix(name, "/") && f != jobs.NativeExport {
					require.Len(t, s.Files, 1)
					require.FileExists(t, s.Files[0])
				}
			}
		}
		var spec *jobs.SpecError
		o := jobs.Options{Checkpoint: w.file("checkpoint")}
		to := jobs.Files{Names: []string{w.file("out.csv")}}
		_, err = exporting.do(w, t.Context(), sync, jobs.Export{Options: o, From: jobs.Source{Table: "aaa"}, To: to})
		require.ErrorAs(t, err, &spec)
		require.Equal(t, "To.Columns", spec.Field)
		require.NoFileExists(t, w.file("out.csv"))
		to.Columns = []jobs.Column{{Name: "pk", Type: jobs.TypeS}}
		s, err = exporting.do(w, t.Context(), sync, jobs.Export{Options: o, From: jobs.Source{Table: "aaa"}, To: to})
		require.NoError(t, err)
		require.Equal(t, []string{"pk:S"}, readLines(t, s.Files[0]))
		s, err = comparing.do(w, t.Context(), sync, jobs.Diff{Left: jobs.Source{Table: "aaa"}, Right: "bbb"})
		require.NoError(t, err)
		require.Zero(t, s.Counts)
		for _, do := range []func() (jobs.Summary, error){
			func() (jobs.Summary, error) {
				return copying.do(w, t.Context(), sync, jobs.Copy{From: jobs.Source{Table: "aaa"}, Table: "bbb"})
			},
			func() (jobs.Summary, error) {
				return deleting.do(w, t.Context(), sync, jobs.Delete{From: jobs.Source{Table: "aaa"}})
			},
			func() (jobs.Summary, error) {
				return counting.do(w, t.Context(), sync, jobs.Count{From: jobs.Source{Table: "aaa"}})
			},
		} {
			s, err := do()
			require.NoError(t, err)
			require.Zero(t, s.Counts)
		}
	})
}

func TestOutputsReplaceOnlyWhatTheyAreToldTo(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		w.small(t, "aaa", 3)
		there := w.write(t, "there.json", "precious\n")
		spec := jobs.Export{From: jobs.Source{Table: "aaa"}, To: jobs.Files{Names: []string{there}}}
		_, err := exporting.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, os.ErrExist)
		require.ErrorContains(t, err, there)
		_, err = comparing.do(w, t.Context(), sync, jobs.Diff{Left: spec.From, Right: "bbb", To: spec.To})
		require.ErrorIs(t, err, os.ErrExist)
		require.Equal(t, []string{"precious"}, readLines(t, there))
		spec.To.Overwrite = true
		_, err = exporting.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		require.Len(t, readLines(t, there), 3)
		_, err = comparing.do(w, t.Context(), sync, jobs.Diff{Left: spec.From, Right: "bbb", To: spec.To})
		require.NoError(t, err)
		require.Contains(t, readLines(t, there)[0], `"kind":"left"`)
	})
}

func TestADirectoryHasOneExport(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		w.small(t, "aaa", 1_000)
		export := func(overwrite bool, most int64) (jobs.Summary, error) {
			return exporting.do(w, t.Context(), sync, jobs.Export{
				Options: jobs.Options{Checkpoint: w.file("checkpoint")}, From: jobs.Source{Table: "aaa", Segments: 1},
				To: jobs.Files{Names: []string{w.file("out") + "/"}, Overwrite: overwrite}, MaxFileBytes: most, OutputFiles: 1,
			})
		}
		s, err := export(false, 1)
		require.NoError(t, err)
		many := len(s.Files)
		require.NoError(t, os.Remove(w.file("checkpoint")))
		w.write(t, "out/notes.txt", "mine")
		_, err = export(false, 1<<20)
		var spec *jobs.SpecError
		require.ErrorAs(t, err, &spec)
		require.NoFileExists(t, w.file("checkpoint"), "there's nothing to go on with")
		s, err = export(true, 1<<20)
		require.NoError(t, err)
		require.Len(t, s.Files, 1)
		left, err := os.ReadDir(w.file("out"))
		require.NoError(t, err)
		require.Len(t, left, 2, "%d before", many)
		require.FileExists(t, w.file("out/notes.txt"))
	})
}

func TestTooManyRejectedEndsTheReading(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		in := w.write(t, "in.jsonl", strings.Repeat(`{"pk":"a","sk":1}`+"\n"+"nonsense\n", 20_000))
		spec := jobs.Import{Options: jobs.Options{Checkpoint: w.file("checkpoint"), Rejects: w.file("rejects"), MaxErrors: 5}, From: plain(in), Table: "aaa"}
		s, err := importing.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, jobs.ErrTooManyRejected)
		require.Equal(t, jobs.Counts{Read: 12, Written: 6, Rejected: 6}, s.Counts)
		_, err = importing.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, jobs.ErrTooManyRejected)
		require.Len(t, rejected(t, w.file("rejects")), 6, "the same again reads no more")
	})
}

func TestAnExpressionThatIsWrongForAllEndsTheUpdate(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		w.small(t, "aaa", 100)
		for _, set := range []string{"SET a = ", "SET a = :x", "SET pk = :v", "SET name = :v"} {
			o := jobs.Options{Rejects: w.file("rejects"), Checkpoint: w.file("checkpoint")}
			_, err := updating.do(w, t.Context(), sync, jobs.Update{Options: o, From: jobs.Source{Table: "aaa", Values: jobs.Item{":v": num(1)}}, Set: set})
			var spec *jobs.SpecError
			require.ErrorAs(t, err, &spec, set)
			require.Equal(t, "Set", spec.Field)
			require.NoFileExists(t, w.file("checkpoint"))
		}
		// What's wrong with some items only is theirs.
		o := jobs.Options{Rejects: w.file("rejects")}
		s, err := updating.do(w, t.Context(), sync, jobs.Update{Options: o, From: jobs.Source{Table: "aaa", Values: jobs.Item{":v": num(1)}}, Set: "SET n = absent1 + :v"})
		require.NoError(t, err)
		require.EqualValues(t, 100, s.Counts.Rejected)
	})
}

func TestADiffIsPacked(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		w.small(t, "aaa", 20)
		_, err := comparing.do(w, t.Context(), sync, jobs.Diff{Left: jobs.Source{Table: "aaa"}, Right: "bbb", To: jobs.Files{Names: []string{w.file("diff.jsonl.gz")}}})
		require.NoError(t, err)
		f, err := os.Open(w.file("diff.jsonl.gz"))
		require.NoError(t, err)
		defer f.Close()
		z, err := gzip.NewReader(f)
		require.NoError(t, err)
		text, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Equal(t, 20, bytes.Count(text, []byte("\n")))
	})
}

// The columns of few items are taken from few.
func TestASampleReadsNoMoreThanTheLimit(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		w.small(t, "aaa", 700)
		var calls atomic.Int64
		defer w.db.Control(func(context.Context, *local.Request) error { calls.Add(1); return nil })()
		s, err := exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa", Limit: 3, Segments: 1}, To: jobs.Files{Names: []string{w.file("out.csv")}}})
		require.NoError(t, err)
		require.EqualValues(t, 3, s.Counts.Written)
		require.LessOrEqual(t, calls.Load(), int64(4))
	})
}
