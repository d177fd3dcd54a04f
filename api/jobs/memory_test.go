package jobs_test

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// peak has what the heap holds at most, over a base, looked at now and then.
type peak struct {
	every int64
	seen  atomic.Int64
	base  uint64
	most  atomic.Uint64
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// look is a transform: it looks at the heap now and then.
func (p *peak) look(it jobs.Item) (jobs.Item, error) {
	if p.seen.Add(1)%p.every == 0 {
		if now := heap(); now > p.base {
			p.most.Store(max(p.most.Load(), now-p.base))
		}
	}
	return it, nil
}

// drop looks too, and leaves no item.
func (p *peak) drop(it jobs.Item) (jobs.Item, error) {
	_, err := p.look(it)
	return nil, err
}

// many writes a file of items with a number of keys.
func (w *world) many(t *testing.T, n, keys int) string {
	t.Helper()
	f, err := os.Create(w.file("many.jsonl"))
	require.NoError(t, err)
	b := bufio.NewWriter(f)
	v := strings.Repeat("x", 200)
	for i := range n {
		fmt.Fprintf(b, `{"pk":"p%d","sk":%d,"v":%q}`+"\n", i%keys%100, i%keys/100, v)
	}
	require.NoError(t, b.Flush())
	require.NoError(t, f.Close())
	return f.Name()
}

// grows compares what the heap holds at most with some records and with many.
func grows(t *testing.T, few, many int, most func(n int) uint64) {
	t.Helper()
	a, b := most(few), most(many)
	t.Logf("over the base: %d bytes with %d records, %d with %d", a, few, b, many)
	require.LessOrEqual(t, b, a*13/10+16<<20)
}

func skipMemory(t *testing.T) {
	t.Helper()
	if raceEnabled || testing.Short() {
		t.Skip("NOT TESTED with -race or -short: that memory doesn't grow with the input")
	}
}

func TestReadingAFileTakesTheSameMemoryWhateverItsLength(t *testing.T) {
	skipMemory(t)
	inBothFaces(t, func(t *testing.T, sync bool) {
		grows(t, 20_000, 200_000, func(n int) uint64 {
			w := newWorld(t, "aaa")
			in := plain(w.many(t, n, n))
			p := &peak{every: int64(n / 10), base: heap()}
			s, err := importing.do(w, t.Context(), sync, jobs.Import{Options: jobs.Options{Transform: p.drop, Checkpoint: w.file("c")}, From: in, Table: "aaa"})
			require.NoError(t, err)
			require.EqualValues(t, n, s.Counts.Skipped)
			return p.most.Load()
		})
	})
}

// An import may have some 18,000 records in flight, with some 50 MB here; when it has the most of them is a matter of chance.
// All of its records would take 160 MB.
func TestAnImportHasNotAllOfItsRecordsInMemory(t *testing.T) {
	skipMemory(t)
	inBothFaces(t, func(t *testing.T, sync bool) {
		const n = 60_000
		w := newWorld(t, "aaa")
		in := plain(w.many(t, n, 1000)) // so that the table doesn't grow
		p := &peak{every: 2000, base: heap()}
		s, err := importing.do(w, t.Context(), sync, jobs.Import{Options: jobs.Options{Transform: p.look, Checkpoint: w.file("c")}, From: in, Table: "aaa", Window: 500})
		require.NoError(t, err)
		require.EqualValues(t, n, s.Counts.Written)
		require.LessOrEqual(t, p.most.Load(), uint64(96<<20))
	})
}

func TestExportsTakeTheSameMemoryWhateverTheirLength(t *testing.T) {
	skipMemory(t)
	w := newWorld(t, "aaa")
	s, err := w.runner.Sync().Import(t.Context(), jobs.Import{From: plain(w.many(t, 60_000, 60_000)), Table: "aaa"})
	require.NoError(t, err)
	require.EqualValues(t, 60_000, s.Counts.Written)
	inBothFaces(t, func(t *testing.T, sync bool) {
		grows(t, 15_000, 60_000, func(n int) uint64 {
			p := &peak{every: 1500, base: heap()}
			s, err := exporting.do(w, t.Context(), sync, jobs.Export{
				Options: jobs.Options{Transform: p.look},
				From:    jobs.Source{Table: "aaa", Segments: 1, Limit: int64(n)}, // pages of 1 MB
				To:      jobs.Files{Names: []string{t.TempDir() + "/out.jsonl"}, Format: jobs.PlainJSON},
			})
			require.NoError(t, err)
			require.EqualValues(t, n, s.Counts.Written)
			return p.most.Load()
		})
	})
}
