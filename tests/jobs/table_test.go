package jobs

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

const size = 100

func TestACopySurvivesKills(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "from", "into")
	all := manyRows(1_000, size)
	w.put(t, "from", all)
	scenario{
		w: w, order: order{Verb: "copy", Source: sourceOrder{Table: "from", Segments: 12}, Table: "into"},
		fresh: func(t *testing.T, o *order) { w.remake(t, "into", nil) },
		verify: func(t *testing.T, _ order, a answer) {
			require.Equal(t, jobs.Counts{Read: 1_000, Written: 1_000}, a.Summary.Counts)
			require.Equal(t, all, w.rows(t, "into"))
			require.Equal(t, all, w.rows(t, "from"))
		},
	}.survive(t)
}

// The limit is kept exactly, by a job that's killed too.
func TestACopyWithALimitSurvivesKills(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from", "into")
	all := manyRows(1_000, size)
	w.put(t, "from", all)
	scenario{
		w: w, order: order{Verb: "copy", Source: sourceOrder{Table: "from", Segments: 12, Limit: 707}, Table: "into"},
		fresh: func(t *testing.T, o *order) { w.remake(t, "into", nil) },
		verify: func(t *testing.T, _ order, a answer) {
			require.Equal(t, jobs.Counts{Read: 707, Written: 707}, a.Summary.Counts)
			for key, r := range w.rows(t, "into") {
				require.Equal(t, all[key], r)
			}
		},
	}.survive(t)
}

// What a killed delete has deleted but not settled isn't found any more, so it isn't counted. All else is.
func TestADeleteSurvivesKills(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "from")
	all, left := manyRows(1_500, size), rows{}
	for key, r := range all {
		if n, _ := strconv.Atoi(r["n"]); n >= 1_200 {
			left[key] = r
		}
	}
	var want int64
	scenario{
		w: w, order: order{Verb: "delete", Source: sourceOrder{Table: "from", Segments: 12, Filter: "#n < :n", Names: map[string]string{"#n": "n"}, Numbers: map[string]string{":n": "1200"}}},
		fresh: func(t *testing.T, o *order) {
			w.remake(t, "from", all)
			want = 1_200
		},
		killed: func(t *testing.T, o order) {
			want = saved(t, o.Checkpoint)["deleted"] + int64(len(w.rows(t, "from"))-len(left))
		},
		verify: func(t *testing.T, _ order, a answer) {
			require.Equal(t, jobs.Counts{Read: want, Deleted: want}, a.Summary.Counts)
			require.Equal(t, left, w.rows(t, "from"))
		},
	}.survive(t)
}

func TestAnUpdateSurvivesKills(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from")
	all := manyRows(1_000, size)
	want := all.clone()
	for _, r := range want {
		if n, _ := strconv.Atoi(r["n"]); n < 900 {
			r["state"] = "done"
		}
	}
	scenario{
		w: w, order: order{Verb: "update", Set: "SET #s = :s", Source: sourceOrder{
			Table: "from", Segments: 12, Filter: "#n < :n", Names: map[string]string{"#n": "n", "#s": "state"},
			Numbers: map[string]string{":n": "900"}, Texts: map[string]string{":s": "done"},
		}},
		fresh: func(t *testing.T, o *order) { w.remake(t, "from", all) },
		verify: func(t *testing.T, _ order, a answer) {
			require.Equal(t, jobs.Counts{Read: 900, Updated: 900}, a.Summary.Counts)
			require.Equal(t, want, w.rows(t, "from"))
		},
	}.survive(t)
}

func TestACountSurvivesKills(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from")
	w.put(t, "from", manyRows(1_500, size))
	scenario{
		w: w, order: order{Verb: "count", Source: sourceOrder{Table: "from", Segments: 12, Filter: "#n < :n", Names: map[string]string{"#n": "n"}, Numbers: map[string]string{":n": "1234"}}},
		fresh:  func(*testing.T, *order) {},
		verify: counted(jobs.Counts{Read: 1_234, Counted: 1_234}),
	}.survive(t)
}

// A query is one lane, with a position of its own.
func TestACountOfAQuerySurvivesKills(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from")
	all := rows{}
	for i := range 1_100 {
		all[keyOf("p", i)] = row{"n": strconv.Itoa(i)}
	}
	w.put(t, "from", all)
	scenario{
		w: w, order: order{Verb: "count", Source: sourceOrder{Table: "from", KeyCondition: "pk = :p", Texts: map[string]string{":p": "p"}}},
		fresh:  func(*testing.T, *order) {},
		verify: counted(jobs.Counts{Read: 1_100, Counted: 1_100}),
	}.survive(t)
}

func TestADiffSurvivesKills(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "left", "right")
	left := manyRows(600, size)
	right := left.clone()
	var want jobs.Counts
	for key, r := range left {
		switch n, _ := strconv.Atoi(r["n"]); {
		case n%10 == 0:
			right[key]["v"] = "changed"
			want.Different++
		case n%10 == 1:
			delete(right, key)
			want.OnlyLeft++
		default:
			want.Same++
		}
	}
	for i := range 100 {
		right[keyOf("q"+strconv.Itoa(i%3), i)] = row{"v": "new"}
		want.OnlyRight++
	}
	want.Read = int64(len(left) + len(right))
	w.put(t, "left", left)
	w.put(t, "right", right)
	scenario{
		w: w, order: order{Verb: "diff", Source: sourceOrder{Table: "left", Segments: 12}, Table: "right"},
		fresh:  func(*testing.T, *order) {},
		verify: counted(want),
	}.survive(t)
}

func TestAFillSurvivesKills(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "into")
	const n = 2_000
	var first rows // of the run at a stretch
	scenario{
		w: w, order: order{Verb: "fill", Table: "into", Count: n},
		fresh: func(t *testing.T, o *order) { w.remake(t, "into", nil) },
		verify: func(t *testing.T, _ order, a answer) {
			require.Equal(t, jobs.Counts{Read: n, Written: n}, a.Summary.Counts)
			all := w.rows(t, "into")
			require.Len(t, all, n)
			if first == nil {
				first = all
			}
			require.Equal(t, first, all)
		},
	}.survive(t)
}
