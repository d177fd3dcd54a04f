package jobs

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// halfway starts a job and kills it when its checkpoint says that more than so many records are settled.
func (w *world) halfway(t *testing.T, o order, settled int64) {
	t.Helper()
	p := w.begin(t, o)
	for saved(t, o.Checkpoint)["read"] <= settled {
		select {
		case <-p.ended:
			require.Fail(t, "it ended before it could be killed", "%+v %s", p.answer, p.said.String())
		case <-time.After(time.Millisecond):
		}
	}
	require.True(t, p.kill(), "it ended before it was killed")
	w.settle()
}

// requireRefused runs an order that must be refused, in both faces, and sees that nothing is changed.
func (w *world) requireRefused(t *testing.T, o order, changed string, tables ...string) {
	t.Helper()
	type state struct {
		Rows  map[string]rows
		Files map[string]string
	}
	look := func() state {
		s := state{map[string]rows{}, tree(t, w.folder)}
		for _, name := range tables {
			s.Rows[name] = w.rows(t, name)
		}
		return s
	}
	before, requests := look(), w.requests()
	for _, o.Sync = range []bool{false, true} {
		a := w.do(t, o)
		require.True(t, a.Resume, "it isn't refused: %+v", a)
		if changed != "" {
			require.Contains(t, a.Changed, changed)
		}
		require.NotContains(t, a.Err, "secret", "values aren't shown")
	}
	require.Equal(t, requests, w.requests(), "it has asked for nothing but the tables' descriptions")
	require.Equal(t, before, look())
}

func TestAnImportOfOtherFilesIsRefused(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "into")
	in := newInputs(t, filepath.Join(w.folder, "in"))
	o := order{
		Verb: "import", Table: "into", Files: fileOrder{Names: []string{filepath.Join(in.folder, "*")}, Window: 300},
		Checkpoint: filepath.Join(w.folder, "checkpoint"), Rejects: filepath.Join(w.folder, "rejects"),
	}
	w.halfway(t, o, 300)
	c := filepath.Join(in.folder, "c.csv")
	info, err := os.Stat(c)
	require.NoError(t, err)
	text, err := os.ReadFile(c)
	require.NoError(t, err)
	back := func() {
		require.NoError(t, os.WriteFile(c, text, 0o600))
		require.NoError(t, os.Chtimes(c, info.ModTime(), info.ModTime()))
	}

	// Touched.
	require.NoError(t, os.Chtimes(c, info.ModTime(), info.ModTime().Add(time.Millisecond)))
	w.requireRefused(t, o, "input 2 "+c, "into")
	back()
	// Grown, with the time it had.
	require.NoError(t, os.WriteFile(c, append(text, "p,1,1,secret\n"...), 0o600))
	require.NoError(t, os.Chtimes(c, info.ModTime(), info.ModTime()))
	w.requireRefused(t, o, "input 2 "+c, "into")
	back()
	// Gone.
	require.NoError(t, os.Remove(c))
	w.requireRefused(t, o, "input 2 "+c, "into")
	back()
	// One more.
	d := filepath.Join(in.folder, "d.json")
	require.NoError(t, os.WriteFile(d, []byte(`{"Item":{"pk":{"S":"secret"},"sk":{"N":"1"}}}`), 0o600))
	w.requireRefused(t, o, "input 3 "+d, "into")
	require.NoError(t, os.Remove(d))
	// Another format.
	other := o
	other.Files.Format = jobs.PlainJSON
	w.requireRefused(t, other, "", "into")
	// Another verb, and another table.
	other = o
	other.Verb, other.Source, other.Table = "copy", sourceOrder{Table: "into"}, "more"
	w.create(t, "more")
	w.requireRefused(t, other, "verb", "into", "more")
	other = o
	other.Table = "more"
	w.requireRefused(t, other, "to table", "into", "more")

	// As it was it's gone on with.
	a := w.well(t, o)
	require.Equal(t, in.counts(), a.Summary.Counts)
	require.True(t, a.Summary.Resumed)
	require.Equal(t, in.all, w.rows(t, "into"))
	in.requireRejected(t, o.Rejects)
	// What was done isn't done again with other files either.
	require.NoError(t, os.Chtimes(c, info.ModTime(), info.ModTime().Add(time.Hour)))
	w.requireRefused(t, o, "input 2 "+c, "into")
}

// A table that was deleted and made again, with the same items, is another one.
func TestAnotherTableIsRefused(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from", "into")
	all := manyRows(600, size)
	w.put(t, "from", all)
	for _, o := range []order{
		{Verb: "copy", Source: sourceOrder{Table: "from", Segments: 12}, Table: "into"},
		{Verb: "export", Source: sourceOrder{Table: "from", Segments: 12}, Files: fileOrder{Names: []string{filepath.Join(w.folder, "out") + "/"}}},
		{Verb: "count", Source: sourceOrder{Table: "from", Segments: 12}},
		{Verb: "update", Source: sourceOrder{Table: "from", Segments: 12, Names: map[string]string{"#v": "v"}, Texts: map[string]string{":v": "secret"}}, Set: "SET #v = :v"},
		{Verb: "delete", Source: sourceOrder{Table: "from", Segments: 12}},
		{Verb: "fill", Table: "from", Count: 2_000},
	} {
		t.Run(o.Verb, func(t *testing.T) {
			o.Checkpoint = filepath.Join(w.folder, o.Verb)
			w.halfway(t, o, 100)
			w.remake(t, "from", all)
			what := "from made"
			if o.Verb == "fill" {
				what = "to made"
			}
			w.requireRefused(t, o, what, "from", "into")
			if o.Verb != "copy" {
				return
			}
			o.Checkpoint += "2"
			w.halfway(t, o, 100)
			w.remake(t, "into", nil)
			w.requireRefused(t, o, "to made", "from", "into")
		})
	}
}

func TestOtherArgumentsAreRefused(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from", "into")
	all := manyRows(800, size)
	w.put(t, "from", all)
	src := func(limit string) sourceOrder {
		return sourceOrder{Table: "from", Segments: 12, Filter: "#n < :n", Names: map[string]string{"#n": "n"}, Numbers: map[string]string{":n": limit}}
	}
	source := src("700")
	filter, value, segments, limit := source, src("600"), source, source
	filter.Filter = "#n <= :n"
	segments.Segments = 5
	limit.Limit = 650
	out := fileOrder{Names: []string{filepath.Join(w.folder, "out") + "/"}}
	for _, test := range []struct {
		order order
		want  jobs.Counts
	}{
		{order{Verb: "count", Source: source}, jobs.Counts{Read: 700, Counted: 700}},
		{order{Verb: "copy", Source: source, Table: "into"}, jobs.Counts{Read: 700, Written: 700}},
		{order{Verb: "export", Source: source, Files: out}, jobs.Counts{Read: 700, Written: 700}},
	} {
		t.Run(test.order.Verb, func(t *testing.T) {
			o := test.order
			o.Checkpoint = filepath.Join(w.folder, o.Verb)
			w.halfway(t, o, 100)
			for what, other := range map[string]sourceOrder{"from filter": filter, "from values": value, "from segments": segments, "from limit": limit} {
				changed := o
				changed.Source = other
				w.requireRefused(t, changed, what, "from", "into")
			}
			if o.Verb == "export" {
				changed := o
				changed.Files.Names = []string{filepath.Join(w.folder, "elsewhere") + "/"}
				w.requireRefused(t, changed, "to name", "from")
				changed = o
				changed.Files.Format = jobs.Parquet
				w.requireRefused(t, changed, "to format", "from")
			}
			require.Equal(t, test.want, w.well(t, o).Summary.Counts)
		})
	}
	o := order{Verb: "update", Source: source, Set: "SET v = #n", Checkpoint: filepath.Join(w.folder, "update")}
	w.halfway(t, o, 100)
	other := o
	other.Set = "SET x = #n"
	w.requireRefused(t, other, "update set", "from")
	o = order{Verb: "fill", Table: "into", Count: 2_000, Checkpoint: filepath.Join(w.folder, "fill")}
	w.halfway(t, o, 100)
	other = o
	other.Count++
	w.requireRefused(t, other, "fill count", "into")
}

func TestASecondProcessIsRefusedWhileTheFirstIsAtWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "from", "into")
	all := manyRows(1_000, size)
	w.put(t, "from", all)
	o := order{Verb: "copy", Source: sourceOrder{Table: "from", Segments: 12}, Table: "into", Checkpoint: filepath.Join(w.folder, "checkpoint")}
	for _, o.Sync = range []bool{false, true} {
		require.NoError(t, os.RemoveAll(o.Checkpoint))
		w.remake(t, "into", nil)
		hold, release := w.hold()
		first := w.begin(t, o)
		<-hold // it has its checkpoint by then
		second := w.begin(t, o)
		select {
		case <-second.ended:
		case <-time.After(10 * time.Second):
			release()
			require.Fail(t, "the second isn't refused")
		}
		a := second.wait()
		require.True(t, a.Resume, "%+v", a)
		require.Contains(t, a.Err, "another job is working on this checkpoint")
		require.Zero(t, a.Summary.Counts)
		require.Empty(t, w.rows(t, "into"))
		release()
		require.Equal(t, jobs.Counts{Read: 1_000, Written: 1_000}, first.wait().Summary.Counts)
		require.Equal(t, all, w.rows(t, "into"))
	}
	// The lock of a process that was killed is gone with it.
	require.NoError(t, os.RemoveAll(o.Checkpoint))
	w.remake(t, "into", nil)
	w.halfway(t, o, 100)
	require.Equal(t, jobs.Counts{Read: 1_000, Written: 1_000}, w.well(t, o).Summary.Counts)
	require.Equal(t, all, w.rows(t, "into"))
}
