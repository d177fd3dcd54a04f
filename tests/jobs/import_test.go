package jobs

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// inputs are files to import, with the truth of what comes of them.
type inputs struct {
	folder string
	// all is what the table has in the end, bad where the records stand that can't be used.
	all     rows
	bad     map[string]bool
	records int64
}

// place is how bad names a record.
func place(file string, line int) string { return filepath.Base(file) + ":" + strconv.Itoa(line) }

// newInputs writes a gzip file of several members, a plain one, and a CSV file. Keys come again within files and
// in later ones.
func newInputs(t *testing.T, folder string) *inputs {
	t.Helper()
	in := &inputs{folder: folder, all: rows{}, bad: map[string]bool{}}
	require.NoError(t, os.MkdirAll(folder, 0o700))
	random := rand.New(rand.NewPCG(3, 4))
	in.write(t, "a.json.gz", func(file string) []byte {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		for line := 1; line <= 900; line++ {
			_, err := z.Write(in.line(t, random, file, line))
			require.NoError(t, err)
			if line%170 == 0 {
				require.NoError(t, z.Close())
				z.Reset(&packed)
			}
		}
		require.NoError(t, z.Close())
		return packed.Bytes()
	})
	in.write(t, "b.json", func(file string) (text []byte) {
		for line := 1; line <= 500; line++ {
			text = append(text, in.line(t, random, file, line)...)
		}
		return text
	})
	in.write(t, "c.csv", func(file string) []byte {
		text := "pk:S,sk:N,n:N,v:S\n"
		for line := 2; line <= 600; line++ {
			pk, sk := in.key(random)
			if line%97 == 0 {
				text += fmt.Sprintf("%s,not a number,1,x\n", pk)
				in.bad[place(file, line)] = true
			} else {
				r := in.put(pk, sk, file, line)
				text += fmt.Sprintf("%s,%d,%s,%s\n", pk, sk, r["n"], r["v"])
			}
			in.records++
		}
		return []byte(text)
	})
	return in
}

func (in *inputs) write(t *testing.T, name string, content func(file string) []byte) {
	t.Helper()
	file := filepath.Join(in.folder, name)
	require.NoError(t, os.WriteFile(file, content(file), 0o600))
}

// key is one of some hundreds, so that each comes several times.
func (in *inputs) key(random *rand.Rand) (pk string, sk int) {
	return fmt.Sprintf("p%d", random.IntN(70)), random.IntN(10)
}

// put notes an item: the last of a key wins.
func (in *inputs) put(pk string, sk int, file string, line int) row {
	r := row{"n": strconv.Itoa(line), "v": strings.Repeat(filepath.Base(file), 5) + strconv.Itoa(line)}
	in.all[keyOf(pk, sk)] = r
	return r
}

// line is a line of DynamoDB JSON, every now and then one that can't be used.
func (in *inputs) line(t *testing.T, random *rand.Rand, file string, line int) []byte {
	t.Helper()
	pk, sk := in.key(random)
	in.records++
	switch line % 101 {
	case 7:
		in.bad[place(file, line)] = true
		return []byte(`{"Item":{"pk":{"S":"p1"` + "\n")
	case 50: // without its key, which the table refuses
		in.bad[place(file, line)] = true
		return fmt.Appendf(nil, `{"Item":{"pk":{"S":"%s"},"v":{"S":"x"}}}`+"\n", pk)
	case 90: // with a key of another type
		in.bad[place(file, line)] = true
		return fmt.Appendf(nil, `{"Item":{"pk":{"S":"%s"},"sk":{"S":"%d"}}}`+"\n", pk, sk)
	}
	r := in.put(pk, sk, file, line)
	type value map[string]string
	text, err := json.Marshal(map[string]map[string]value{"Item": {"pk": {"S": pk}, "sk": {"N": strconv.Itoa(sk)}, "n": {"N": r["n"]}, "v": {"S": r["v"]}}})
	require.NoError(t, err)
	return append(text, '\n')
}

// requireRejected compares the reject file with the truth: each bad record once.
func (in *inputs) requireRejected(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		var entry struct {
			File string
			Line int
		}
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		at := place(entry.File, entry.Line)
		require.NotContains(t, seen, at, "it's rejected again")
		seen[at] = true
	}
	require.Equal(t, in.bad, seen)
}

// counts are those of an import.
func (in *inputs) counts() jobs.Counts {
	rejected := int64(len(in.bad))
	return jobs.Counts{Read: in.records, Written: in.records - rejected, Rejected: rejected}
}

// Without a window the job is killed in the midst of files, with positions there.
func TestAnImportSurvivesKills(t *testing.T) { survivesImport(t, -1) }

func TestAnImportWithAWindowSurvivesKills(t *testing.T) {
	notRaced(t)
	survivesImport(t, 300)
}

// Nothing is settled for long when the window takes all there is.
func TestAnImportWithALargeWindowSurvivesKills(t *testing.T) {
	notRaced(t)
	survivesImport(t, 5_000)
}

func survivesImport(t *testing.T, window int) {
	t.Helper()
	t.Parallel()
	w := newWorld(t, "into")
	in := newInputs(t, filepath.Join(w.folder, "in"))
	require.Greater(t, len(in.bad), 10)
	require.Less(t, int64(len(in.all)), in.records/2, "keys come again")
	scenario{
		w: w, order: order{Verb: "import", Table: "into", Files: fileOrder{Names: []string{filepath.Join(in.folder, "*")}, Window: window}},
		fresh: func(t *testing.T, o *order) {
			w.remake(t, "into", nil)
			o.Rejects = o.Checkpoint + ".rejects"
		},
		verify: func(t *testing.T, o order, a answer) {
			require.Equal(t, in.counts(), a.Summary.Counts)
			require.Equal(t, in.all, w.rows(t, "into"))
			require.Equal(t, o.Rejects, a.Summary.Rejects)
			in.requireRejected(t, o.Rejects)
		},
	}.survive(t)
}
