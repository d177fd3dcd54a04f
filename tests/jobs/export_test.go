package jobs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

const exported = 1_000

// survivesExport exports a table to a name in the round's folder. read reads what came of it.
func survivesExport(t *testing.T, name string, o fileOrder, read func(t *testing.T, out string, names []string) rows) {
	t.Helper()
	survivesExportOf(t, manyRows(exported, size), name, o, read)
}

func survivesExportOf(t *testing.T, all rows, name string, o fileOrder, read func(t *testing.T, out string, names []string) rows) *world {
	t.Helper()
	t.Parallel()
	w := newWorld(t, "from")
	w.put(t, "from", all)
	scenario{
		w: w, order: order{Verb: "export", Source: sourceOrder{Table: "from", Segments: 12}, Files: o},
		fresh: func(t *testing.T, o *order) {
			o.Files.Names = []string{filepath.Join(filepath.Dir(o.Checkpoint), "out") + name}
		},
		verify: func(t *testing.T, o order, a answer) {
			require.Equal(t, jobs.Counts{Read: exported, Written: exported}, a.Summary.Counts)
			names := found(t, o.Files.Names[0])
			require.Equal(t, all, read(t, o.Files.Names[0], names))
			if len(a.Summary.Files) == 0 {
				return // it was killed after all was done, and the last run had nothing to do
			}
			for _, n := range a.Summary.Files {
				require.True(t, slices.Contains(names, filepath.Clean(n)), "%s isn't there", n)
			}
			if o.Files.Format != jobs.NativeExport {
				require.Len(t, names, len(a.Summary.Files), "no more than what the summary says")
			}
		},
	}.survive(t)
	return w
}

func lines(t *testing.T, _ string, names []string) rows {
	t.Helper()
	all := rows{}
	for _, n := range names {
		addLines(t, all, n)
	}
	return all
}

func TestAnExportOfManyFilesSurvivesKills(t *testing.T) {
	survivesExport(t, "/", fileOrder{MaxFileBytes: 12_000}, func(t *testing.T, out string, names []string) rows {
		require.Greater(t, len(names), 4)
		all := lines(t, out, names)
		require.Equal(t, all, readBack(t, out))
		return all
	})
}

func TestAnExportOfOneFileSurvivesKills(t *testing.T) {
	notRaced(t)
	survivesExport(t, ".json.gz", fileOrder{}, lines)
}

func TestAnExportAsParquetSurvivesKills(t *testing.T) {
	survivesExport(t, "/", fileOrder{Format: jobs.Parquet, MaxFileBytes: 4_000}, func(t *testing.T, out string, names []string) rows {
		require.Greater(t, len(names), 4)
		return readBack(t, out)
	})
}

func TestANativeExportSurvivesKills(t *testing.T) {
	survivesExport(t, "/", fileOrder{Format: jobs.NativeExport, MaxFileBytes: 12_000}, func(t *testing.T, out string, names []string) rows {
		all, data, listed := rows{}, 0, 0
		for _, n := range names {
			switch base := filepath.Base(n); {
			case filepath.Base(filepath.Dir(n)) == "data":
				addLines(t, all, n)
				data++
			case base == "manifest-files.json":
				text, err := os.ReadFile(n)
				require.NoError(t, err)
				items := 0
				for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); listed++ {
					var file struct{ ItemCount int }
					require.NoError(t, json.Unmarshal(s.Bytes(), &file))
					items += file.ItemCount
				}
				require.Equal(t, exported, items)
			case base == "manifest-summary.json":
				text, err := os.ReadFile(n)
				require.NoError(t, err)
				var summary struct{ ItemCount int }
				require.NoError(t, json.Unmarshal(text, &summary))
				require.Equal(t, exported, summary.ItemCount)
			default:
				require.True(t, base == "_started" || strings.HasSuffix(base, ".md5"), n)
			}
		}
		require.Equal(t, data, listed, "the manifest has each data file")
		// One export: no folder of an earlier run is left over.
		folders, err := os.ReadDir(filepath.Join(out, "AWSDynamoDB"))
		require.NoError(t, err)
		require.Len(t, folders, 1)
		require.Equal(t, all, readBack(t, out))
		return all
	})
}

// Files that were open are gone on with by a job that writes fewer at a time.
func TestAnExportIsResumedWithFewerFilesAtATime(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from")
	all := manyRows(exported, size)
	w.put(t, "from", all)
	o := order{
		Verb: "export", Source: sourceOrder{Table: "from", Segments: 12}, Checkpoint: filepath.Join(w.folder, "checkpoint"),
		Files: fileOrder{Names: []string{filepath.Join(w.folder, "out") + "/"}, OutputFiles: 6},
	}
	w.halfway(t, o, 300)
	o.Files.OutputFiles, o.Sync = 1, true
	require.Equal(t, jobs.Counts{Read: exported, Written: exported}, w.well(t, o).Summary.Counts)
	require.Equal(t, all, lines(t, "", found(t, o.Files.Names[0])))
}

// A file that is there and isn't the job's is kept, by a job that was killed as well.
func TestAnExportKeepsTheFilesOfOthers(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from")
	all := manyRows(exported, size)
	w.put(t, "from", all)
	o := order{
		Verb: "export", Source: sourceOrder{Table: "from", Segments: 12}, Checkpoint: filepath.Join(w.folder, "checkpoint"),
		Files: fileOrder{Names: []string{filepath.Join(w.folder, "out") + "/"}, OutputFiles: 2, MaxFileBytes: 8_000},
	}
	w.halfway(t, o, 100)
	begun, err := os.ReadDir(o.Files.Names[0])
	require.NoError(t, err)
	name := fmt.Sprintf("part-%05d.json.gz", len(begun)+3)
	other := filepath.Join(o.Files.Names[0], name)
	require.NoError(t, os.WriteFile(other, []byte("another's"), 0o600))
	kept := func() {
		text, err := os.ReadFile(other)
		require.NoError(t, err)
		require.Equal(t, "another's", string(text))
	}
	require.Contains(t, w.do(t, o).Err, name+": it exists already")
	kept()
	// Again it's in the way, or another lane has taken the next number since.
	o.Sync = true
	if again := w.do(t, o); again.Err != "" {
		require.Contains(t, again.Err, name+": it exists already")
	}
	kept()
	require.NoError(t, os.Remove(other))
	require.Equal(t, jobs.Counts{Read: exported, Written: exported}, w.well(t, o).Summary.Counts)
	require.Equal(t, all, lines(t, "", found(t, o.Files.Names[0])))
}
