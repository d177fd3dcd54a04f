package output_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/output"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

var start = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

// run begins an export, or goes on with it as a job does that was resumed.
func run(t *testing.T, dir string) *awsexport.Writer {
	t.Helper()
	w, err := awsexport.Create(bg, new(files.Local), dir, awsexport.Meta{TableArn: "arn:aws:dynamodb:us-east-1:1:table/t", StartTime: start})
	require.NoError(t, err)
	return w
}

func native(t *testing.T, w *awsexport.Writer, n int, at output.Position) output.Sink {
	t.Helper()
	s, err := output.Native(bg, nil, w, n, at)
	require.NoError(t, err)
	return s
}

func TestANativeExportIsGoneOnWithWhereverItBrokeOff(t *testing.T) {
	// How the first run's file ends after a Commit, and whether more was written before.
	for name, end := range map[string]func(s output.Sink) error{
		"aborted": output.Sink.Abort,
		"closed":  func(s output.Sink) error { _, err := s.Close(); return err },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := native(t, run(t, dir), 1, zero)
			write(t, s, text("a"), text("b"))
			at := commit(t, s)
			require.True(t, at.Resumable())
			write(t, s, text("lost"))
			require.NoError(t, end(s))
			require.Error(t, s.Write(text("late")))

			w := run(t, dir)
			s = native(t, w, 1, at)
			require.Equal(t, int64(2), s.Items())
			require.Equal(t, at.Bytes, s.Bytes())
			write(t, s, text("c"))
			var unfit *record.Unfit
			require.ErrorAs(t, s.Write(record.Item{"pk": &types.AttributeValueMemberNULL{}}), &unfit)
			require.Equal(t, int64(3), s.Items())
			one := closed(t, s)

			// A file that was begun before its first Commit, and finished all the same.
			s = native(t, w, 2, zero)
			write(t, s, text("d"))
			closed(t, s)
			w = run(t, dir)
			require.NoError(t, w.Add(*one.Native))
			s = native(t, w, 2, zero)
			write(t, s, text("d"))
			two := closed(t, s)
			empty := closed(t, native(t, w, 3, zero))
			for _, f := range []output.Finished{one, two, empty} {
				info, err := os.Stat(f.Name)
				require.NoError(t, err)
				require.Equal(t, info.Size(), f.Size)
			}
			require.NoError(t, w.Close(bg, start.Add(time.Hour), 0))

			spec := input.Spec{Names: []string{dir}}
			require.Equal(t, []record.Item{text("a"), text("b"), text("c"), text("d")}, readAll(t, spec))
			in, err := input.Open(bg, spec)
			require.NoError(t, err)
			require.Equal(t, int64(4), in.Records())
			require.Equal(t, format.Native, in.Format(0))
			require.Equal(t, one.Name, in.Files[0].Name)
		})
	}
}

func TestADiscardedDataFileLeavesNothing(t *testing.T) {
	w := run(t, t.TempDir())
	s := native(t, w, 1, zero)
	write(t, s, text("a"))
	commit(t, s)
	require.NoError(t, s.Discard())
	found, err := filepath.Glob(w.Dir() + "/data/*")
	require.NoError(t, err)
	require.Empty(t, found)

	s = native(t, w, 1, zero)
	write(t, s, text("a"))
	commit(t, s)
	require.NoError(t, s.Abort())
	require.NoError(t, s.Discard())
	found, err = filepath.Glob(w.Dir() + "/data/*")
	require.NoError(t, err)
	require.Len(t, found, 1, "what was committed stays after Abort")
}

func TestADataFileRefusesAnotherFilesPosition(t *testing.T) {
	w := run(t, t.TempDir())
	_, err := output.Native(bg, nil, w, 1, output.Position{Offset: 3, Items: 1})
	require.ErrorContains(t, err, "isn't one in a native export")
	_, err = output.Native(bg, nil, w, 1, output.Position{Lost: true})
	require.ErrorContains(t, err, "begin it anew")
	_, err = output.New(bg, output.Spec{Name: "x.json"}, output.Position{Native: &awsexport.Position{}})
	require.ErrorContains(t, err, "native export")
}

// A file with other content than what was committed is nobody's to change.
func TestAChangedDataFileIsKept(t *testing.T) {
	dir := t.TempDir()
	s := native(t, run(t, dir), 1, zero)
	write(t, s, text("a"))
	at := commit(t, s)
	f := closed(t, s)
	content, err := os.ReadFile(f.Name)
	require.NoError(t, err)
	content[len(content)/2]++
	require.NoError(t, os.WriteFile(f.Name, content, 0o600))
	_, err = output.Native(bg, nil, run(t, dir), 1, at)
	require.True(t, errors.Is(err, os.ErrExist), err)
	kept, err := os.ReadFile(f.Name)
	require.NoError(t, err)
	require.Equal(t, content, kept)
}
