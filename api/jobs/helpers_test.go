package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// inBubbles runs a test in both faces, each in a bubble with a world of its own.
func inBubbles(t *testing.T, test func(t *testing.T, w *world, sync bool)) {
	t.Helper()
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) { test(t, newWorld(t, "aaa", "bbb"), sync) })
	})
}

// lines are items as lines of plain JSON.
func lines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"pk":"p%d","sk":%d,"n":%d}`+"\n", i%10, i/10, i)
	}
	return b.String()
}

func plain(names ...string) jobs.Files { return jobs.Files{Names: names, Format: jobs.PlainJSON} }

// verb is a job of any kind on a table aaa with items, and what it must have done.
type verb struct {
	do    func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error)
	check func(t *testing.T, w *world, s jobs.Summary)
	// writes says that it changes a table.
	writes bool
}

const verbItems = 600

// verbs are all of them. Before them fillFor is to be called.
func verbs() map[string]verb {
	counts := func(c jobs.Counts) func(*testing.T, *world, jobs.Summary) {
		return func(t *testing.T, _ *world, s jobs.Summary) { require.Equal(t, c, s.Counts) }
	}
	from := jobs.Source{Table: "aaa", Segments: 5, Workers: 3}
	return map[string]verb{
		"import": {writes: true, do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return importing.do(w, ctx, sync, jobs.Import{Options: slower(o), From: plain(w.file("verb.jsonl")), Table: "bbb", Window: 100})
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			counts(jobs.Counts{Read: verbItems, Written: verbItems})(t, w, s)
			require.Equal(t, w.items(t, "aaa"), w.items(t, "bbb"))
		}},
		"export": {do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return exporting.do(w, ctx, sync, jobs.Export{Options: o, From: from, To: jobs.Files{Names: []string{w.file("out") + "/"}, Compression: jobs.Plain}, MaxFileBytes: 10_000, OutputFiles: 2})
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			counts(jobs.Counts{Read: verbItems, Written: verbItems})(t, w, s)
			got := map[string]bool{}
			for _, name := range s.Files {
				for _, l := range readLines(t, name) {
					require.False(t, got[l], "twice")
					got[l] = true
				}
			}
			require.Len(t, got, verbItems)
		}},
		"copy": {writes: true, do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return copying.do(w, ctx, sync, jobs.Copy{Options: o, From: from, Table: "bbb"})
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			counts(jobs.Counts{Read: verbItems, Written: verbItems})(t, w, s)
			require.Equal(t, w.items(t, "aaa"), w.items(t, "bbb"))
		}},
		"delete": {writes: true, do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return deleting.do(w, ctx, sync, jobs.Delete{Options: o, From: from})
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			require.LessOrEqual(t, s.Counts.Deleted, int64(verbItems)) // what an attempt has deleted, the next one doesn't find
			require.Equal(t, jobs.Counts{Read: s.Counts.Deleted, Deleted: s.Counts.Deleted}, s.Counts)
			require.Empty(t, w.items(t, "aaa"))
		}},
		"update": {writes: true, do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return updating.do(w, ctx, sync, jobs.Update{Options: o, From: jobs.Source{Table: "aaa", Segments: 5, Workers: 3, Names: map[string]string{"#d": "done"}, Values: jobs.Item{":d": num(1)}}, Set: "SET #d = :d"})
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			counts(jobs.Counts{Read: verbItems, Updated: verbItems})(t, w, s)
			for _, it := range w.items(t, "aaa") {
				require.Contains(t, it, "done")
			}
		}},
		"count": {do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return counting.do(w, ctx, sync, jobs.Count{Options: o, From: from})
		}, check: counts(jobs.Counts{Read: verbItems, Counted: verbItems})},
		"diff": {do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			spec := jobs.Diff{Options: o, Left: from, Right: "bbb"}
			if o.Checkpoint == "" {
				spec.To = jobs.Files{Names: []string{w.file("diff.jsonl")}}
			}
			return comparing.do(w, ctx, sync, spec)
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			counts(jobs.Counts{Read: verbItems, OnlyLeft: verbItems})(t, w, s)
			if len(s.Files) > 0 {
				require.Equal(t, []string{w.file("diff.jsonl")}, s.Files)
				require.Len(t, readLines(t, s.Files[0]), verbItems)
			}
		}},
		"fill": {writes: true, do: func(w *world, ctx context.Context, sync bool, o jobs.Options) (jobs.Summary, error) {
			return filling.do(w, ctx, sync, jobs.Fill{Options: slower(o), Table: "bbb", Count: verbItems})
		}, check: func(t *testing.T, w *world, s jobs.Summary) {
			counts(jobs.Counts{Read: verbItems, Written: verbItems})(t, w, s)
			require.Len(t, w.items(t, "bbb"), verbItems)
		}},
	}
}

// slower has records take a millisecond each, so that a job that only reads a file has something left to read when
// the first calls are made.
func slower(o jobs.Options) jobs.Options {
	o.Transform = func(it jobs.Item) (jobs.Item, error) { time.Sleep(time.Millisecond); return it, nil }
	return o
}

// onEachVerb runs a test on each verb, in both faces, in bubbles.
func onEachVerb(t *testing.T, test func(t *testing.T, w *world, sync bool, v verb)) {
	t.Helper()
	for name, v := range verbs() {
		t.Run(name, func(t *testing.T) {
			inBubbles(t, func(t *testing.T, w *world, sync bool) {
				w.small(t, "aaa", verbItems)
				w.write(t, "verb.jsonl", lines(verbItems))
				test(t, w, sync, v)
			})
		})
	}
}

// small puts the items of lines into a table.
func (w *world) small(t *testing.T, table string, n int) {
	t.Helper()
	in := w.write(t, "small.jsonl", lines(n))
	s, err := w.runner.Sync().Import(t.Context(), jobs.Import{From: plain(in), Table: table})
	require.NoError(t, err)
	require.EqualValues(t, n, s.Counts.Written)
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	all := strings.Split(string(text), "\n")
	require.Empty(t, all[len(all)-1])
	return all[:len(all)-1]
}

// rejected are the lines of a reject file.
func rejected(t *testing.T, name string) (all []map[string]any) {
	t.Helper()
	for _, l := range readLines(t, name) {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(l), &m))
		all = append(all, m)
	}
	return all
}

// diary has a job's events.
type diary struct {
	mu     sync.Mutex
	events []jobs.Event
}

func (d *diary) note(e jobs.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = append(d.events, e)
}

// of are the events of a kind.
func (d *diary) of(kind jobs.EventKind) (all []jobs.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.events {
		if e.Kind == kind {
			all = append(all, e)
		}
	}
	return all
}

// folder are the names in the world's folder.
func (w *world) listing(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(w.folder)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func value(it jobs.Item, name string) string {
	switch v := it[name].(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	}
	return ""
}
