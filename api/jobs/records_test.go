package jobs_test

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
)

// picky skips, rejects and panics at some items, by their n.
func picky(it jobs.Item) (jobs.Item, error) {
	switch n, _ := strconv.Atoi(value(it, "n")); n % 10 {
	case 1:
		return nil, nil
	case 2:
		return nil, errors.New("it has a 2")
	case 3:
		panic("it has a 3: " + value(it, "pk"))
	}
	it["seen"] = num(1)
	return it, nil
}

func TestTransformsSkipRejectAndPanic(t *testing.T) {
	const n = 300
	for name, do := range map[string]func(w *world, t *testing.T, sync bool, o jobs.Options) (jobs.Summary, error){
		"import": func(w *world, t *testing.T, sync bool, o jobs.Options) (jobs.Summary, error) {
			return importing.do(w, t.Context(), sync, jobs.Import{Options: o, From: plain(w.file("small.jsonl")), Table: "bbb"})
		},
		"export": func(w *world, t *testing.T, sync bool, o jobs.Options) (jobs.Summary, error) {
			return exporting.do(w, t.Context(), sync, jobs.Export{Options: o, From: jobs.Source{Table: "aaa", Segments: 3}, To: plain(w.file("out.jsonl"))})
		},
		"copy": func(w *world, t *testing.T, sync bool, o jobs.Options) (jobs.Summary, error) {
			return copying.do(w, t.Context(), sync, jobs.Copy{Options: o, From: jobs.Source{Table: "aaa"}, Table: "bbb"})
		},
		"count": func(w *world, t *testing.T, sync bool, o jobs.Options) (jobs.Summary, error) {
			return counting.do(w, t.Context(), sync, jobs.Count{Options: o, From: jobs.Source{Table: "aaa"}})
		},
		"fill": func(w *world, t *testing.T, sync bool, o jobs.Options) (jobs.Summary, error) {
			return filling.do(w, t.Context(), sync, jobs.Fill{Options: o, Table: "bbb", Count: n, Generate: func(i int64) (jobs.Item, error) {
				return jobs.Item{"pk": str("x"), "sk": num(i), "n": num(i)}, nil
			}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				w := newWorld(t, "aaa", "bbb")
				w.small(t, "aaa", n)
				s, err := do(w, t, sync, jobs.Options{Rejects: w.file("rejects"), Transform: picky})
				require.NoError(t, err)
				want := jobs.Counts{Read: n, Written: n * 7 / 10, Skipped: n / 10, Rejected: n / 5}
				if name == "count" {
					want.Written, want.Counted = 0, want.Written
				}
				require.Equal(t, want, s.Counts)
				all := rejected(t, s.Rejects)
				require.Len(t, all, n/5)
				for _, r := range all {
					require.Regexp(t, "^the transform failed: it (has a 2|panicked)$", r["reason"])
					require.NotNil(t, r["item"])
				}
				if name != "count" && name != "export" {
					items := w.items(t, "bbb")
					require.Len(t, items, n*7/10)
					for _, it := range items {
						require.Contains(t, it, "seen")
					}
				}
				require.True(t, name != "export" || os.Remove(w.file("out.jsonl")) == nil)
				_, err = do(w, t, sync, jobs.Options{Transform: picky})
				require.ErrorIs(t, err, jobs.ErrTooManyRejected, "%v", err)
			})
		})
	}
}

func TestMaxErrors(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		in := w.write(t, "in.jsonl", strings.Repeat(lines(400)+"bad\n", 3))
		spec := jobs.Import{From: plain(in), Table: "aaa"}
		for most, ok := range map[int64]bool{-1: true, 0: false, 2: false, 3: true, 4: true} {
			spec.MaxErrors = most
			s, err := importing.do(w, t.Context(), sync, spec)
			if ok {
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: 1203, Written: 1200, Rejected: 3}, s.Counts)
				continue
			}
			require.ErrorIs(t, err, jobs.ErrTooManyRejected)
			require.ErrorContains(t, err, fmt.Sprintf("in.jsonl, line %d", 401*(most+1)))
			require.EqualValues(t, most, s.Counts.Rejected) // who'd keep the one that's too many?
		}
		// With a reject file it's there, and the job that's resumed with a higher number goes on behind it.
		spec.MaxErrors, spec.Rejects, spec.Checkpoint = 1, w.file("rejects"), w.file("checkpoint")
		_, err := importing.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, jobs.ErrTooManyRejected)
		require.Len(t, rejected(t, spec.Rejects), 2)
		spec.MaxErrors = 3
		s, err := importing.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		require.Equal(t, jobs.Counts{Read: 1203, Written: 1200, Rejected: 3}, s.Counts)
		require.Len(t, rejected(t, spec.Rejects), 3)
	})
}

func TestARecordThatFailedAJobIsComeToAgain(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		in := w.write(t, "in.jsonl", lines(300)+"bad\n")
		other := w.write(t, "other", "another job's\n")
		spec := jobs.Import{Options: jobs.Options{Checkpoint: w.file("checkpoint")}, From: plain(in), Table: "aaa"}
		_, err := importing.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, jobs.ErrTooManyRejected)
		spec.Rejects = other
		_, err = importing.do(w, t.Context(), sync, spec)
		require.Error(t, err)
		require.Equal(t, []string{"another job's"}, readLines(t, other))
		spec.Rejects = w.file("rejects")
		s, err := importing.do(w, t.Context(), sync, spec)
		require.NoError(t, err)
		require.True(t, s.Resumed)
		require.Equal(t, jobs.Counts{Read: 301, Written: 300, Rejected: 1}, s.Counts)
		require.Len(t, rejected(t, spec.Rejects), 1)
	})
}

// The last of many versions wins, whatever happens on the way, and however the key is spelled or made.
func TestTheLastRecordOfAKeyWins(t *testing.T) {
	const keys, versions = 200, 50
	spellings := []string{"%d", "%d.0", "%de0", "%d.00"}
	for name, transform := range map[string]func(jobs.Item) (jobs.Item, error){
		"as it is": nil,
		"transformed": func(it jobs.Item) (jobs.Item, error) {
			it["pk"] = str(strings.ToLower(value(it, "pk")))
			return it, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubbles(t, func(t *testing.T, w *world, sync bool) {
				var files []string
				for f := range 2 {
					var b strings.Builder
					for v := f * versions / 2; v < (f+1)*versions/2; v++ {
						for k := range keys {
							pk := fmt.Sprintf("key%d", k)
							if transform != nil && v%2 == 0 {
								pk = strings.ToUpper(pk)
							}
							fmt.Fprintf(&b, `{"pk":%q,"sk":`+spellings[v%len(spellings)]+`,"v":%d}`+"\n", pk, k, v)
						}
					}
					files = append(files, w.write(t, fmt.Sprintf("in%d.jsonl", f), b.String()))
				}
				defer w.db.Control(local.Rate(7, 0.1, local.Drop()))()
				defer w.db.Control(local.Rate(9, 0.1, local.Fail(local.Error(500, "InternalServerError", "broken"))))()
				s, err := importing.do(w, t.Context(), sync, jobs.Import{Options: jobs.Options{Transform: transform}, From: plain(files...), Table: "bbb", Window: 1000})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: keys * versions, Written: keys * versions}, s.Counts)
				require.NoError(t, w.db.SetErrorRate(0))
				items := w.items(t, "bbb")
				require.Len(t, items, keys)
				for key, it := range items {
					require.Equal(t, fmt.Sprint(versions-1), value(it, "v"), key)
				}
			})
		})
	}
}

func TestLimitsAreExact(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa", "bbb")
		w.small(t, "aaa", 500)
		for _, limit := range []int64{1, 7, 249, 250, 499, 500, 501} {
			for _, filter := range []string{"", "n < :n"} {
				from := jobs.Source{Table: "aaa", Segments: 11, Workers: 5, Limit: limit, Filter: filter}
				want := min(limit, 500)
				if filter != "" {
					from.Values = jobs.Item{":n": num(250)}
					want = min(limit, 250)
				}
				s, err := counting.do(w, t.Context(), sync, jobs.Count{From: from})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: want, Counted: want}, s.Counts, "%d %q", limit, filter)
				s, err = counting.do(w, t.Context(), sync, jobs.Count{From: from, Options: jobs.Options{Transform: func(it jobs.Item) (jobs.Item, error) { return it, nil }}})
				require.NoError(t, err)
				require.Equal(t, jobs.Counts{Read: want, Counted: want}, s.Counts, "%d %q", limit, filter)
				s, err = copying.do(w, t.Context(), sync, jobs.Copy{From: from, Table: "bbb"})
				require.NoError(t, err)
				require.Equal(t, want, s.Counts.Written)
				require.Len(t, w.items(t, "bbb"), int(want))
				s, err = deleting.do(w, t.Context(), sync, jobs.Delete{From: jobs.Source{Table: "bbb"}})
				require.NoError(t, err)
				require.Equal(t, want, s.Counts.Deleted)
			}
		}
	})
}

func TestLimitsAreExactThroughOutages(t *testing.T) {
	inBubbles(t, func(t *testing.T, w *world, sync bool) {
		w.small(t, "aaa", 500)
		remove := w.db.Control(gone(9, time.Minute, local.ErrDropped))
		s, err := copying.do(w, t.Context(), sync, jobs.Copy{From: jobs.Source{Table: "aaa", Segments: 20, Workers: 4, Limit: 499}, Table: "bbb"})
		require.NoError(t, err)
		remove()
		require.Equal(t, jobs.Counts{Read: 499, Written: 499}, s.Counts)
		require.GreaterOrEqual(t, len(w.items(t, "bbb")), 499) // what was written before the outage may be beyond it
	})
}

func TestPanicsInGenerateAndOnEvent(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		var d diary
		spec := jobs.Fill{Table: "aaa", Count: 100, Generate: func(n int64) (jobs.Item, error) {
			if n == 50 {
				panic("secret")
			}
			if n == 51 {
				return nil, nil
			}
			return jobs.Item{"pk": str("a"), "sk": num(n)}, nil
		}}
		_, err := filling.do(w, t.Context(), sync, spec)
		require.ErrorIs(t, err, jobs.ErrTooManyRejected)
		require.NotContains(t, err.Error(), "secret")
		spec.Rejects, spec.OnEvent = w.file("rejects"), func(e jobs.Event) {
			d.note(e)
			panic("in OnEvent")
		}
		s, err := filling.do(w, t.Context(), sync, spec)
		var panicked *api.PanicError
		require.ErrorAs(t, err, &panicked)
		require.ErrorContains(t, err, "OnEvent")
		require.Equal(t, jobs.Counts{Read: 100, Written: 98, Rejected: 2}, s.Counts)
		require.NoError(t, d.of(jobs.Ended)[0].Err) // the job itself ended well
		require.Len(t, w.items(t, "aaa"), 98)
	})
}

func TestEventsAndProgress(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		var d diary
		defer w.db.Control(local.Delay(3 * time.Second))()
		s, err := v.do(w, t.Context(), sync, jobs.Options{OnEvent: d.note, Checkpoint: w.file("checkpoint")})
		require.NoError(t, err)
		require.Len(t, d.of(jobs.Started), 1)
		require.Len(t, d.of(jobs.Ended), 1)
		require.NotEmpty(t, d.of(jobs.Saved))
		require.Equal(t, jobs.Started, func() jobs.EventKind {
			for _, e := range d.events {
				if e.Kind != jobs.Saved {
					return e.Kind
				}
			}
			return ""
		}())
		last := d.of(jobs.Ended)[0].Progress
		require.Equal(t, s.Counts, last.Counts)
		require.Equal(t, s.Counts.Read, last.Read)
		require.Equal(t, last.SegmentsTotal, last.SegmentsDone)
		require.Empty(t, last.Segments)
		require.True(t, sort.SliceIsSorted(d.events, func(i, k int) bool { return d.events[i].At.Before(d.events[k].At) }))
		for _, e := range d.events {
			require.GreaterOrEqual(t, e.Progress.Read, e.Progress.Counts.Settled())
			require.Equal(t, e.Progress.Counts.Read, e.Progress.Counts.Settled())
		}
	})
}
