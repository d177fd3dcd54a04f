package engine

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARecordKeepsWhatHappenedInItsStep(t *testing.T) {
	var r recorder
	r.add(time.Now(), "a", []part{{"t", true, Step{Calls: 1}}}) // before there is a record
	require.NoError(t, r.begin(Watch{Step: 100 * time.Millisecond}))
	at := func(d time.Duration) time.Time { return r.since.Add(d) }
	r.add(at(-1), "a", []part{{"t", true, Step{Calls: 1}}})
	r.add(at(99*time.Millisecond), "a", []part{{"t", true, Step{Units: 2, Served: 2, Calls: 1}}})
	r.add(at(450*time.Millisecond), "a", []part{{"t", true, Step{Units: 1, Served: 1, Refused: 3, Calls: 1}}})
	r.add(at(450*time.Millisecond), "b", []part{{"t", true, Step{Units: 4, Served: 4, Calls: 1}}, {"u", false, Step{Calls: 1}}})
	r.add(at(time.Hour), "a", []part{{"late", true, Step{Calls: 1}}})

	record := r.read(at(500 * time.Millisecond))
	require.Len(t, record.Series, 4)
	all := record.Of(func(s Series) bool { return s.Table == "t" })
	require.Equal(t, []Step{{Units: 2, Served: 2, Calls: 1}, {}, {}, {}, {Units: 5, Served: 5, Refused: 3, Calls: 2}, {}}, all.Steps)
	one := record.Of(func(s Series) bool { return s.Client == "b" && s.Write })
	require.Equal(t, Step{Units: 4, Served: 4, Calls: 1}, one.Sum(0, time.Second))
	for _, s := range record.Series {
		require.LessOrEqual(t, len(s.Steps), mostSteps, "what comes late doesn't take memory")
	}

	require.NoError(t, r.begin(Watch{Step: time.Second}))
	require.Empty(t, r.read(time.Now()).Series)
	require.Empty(t, Record{}.Of(func(Series) bool { return true }).Steps)
}

// lineOf has a step of a tenth of a second for each pair of served and refused items.
func lineOf(steps ...[2]int) Line {
	l := Line{Step: 100 * time.Millisecond}
	for _, s := range steps {
		l.Steps = append(l.Steps, Step{Units: float64(s[0]), Served: s[0], Refused: s[1]})
	}
	return l
}

func TestALineIsSummedUpFromOneTimeToAnother(t *testing.T) {
	l := lineOf([2]int{1, 0}, [2]int{2, 5}, [2]int{3, 0}, [2]int{9, 9})
	require.Equal(t, Step{Units: 5, Served: 5, Refused: 5}, l.Sum(100*time.Millisecond, 300*time.Millisecond))
	require.Equal(t, 0.5, l.Sum(100*time.Millisecond, 300*time.Millisecond).Throttled())
	require.Equal(t, 25.0, l.PerSecond(100*time.Millisecond, 300*time.Millisecond))
	require.Zero(t, l.PerSecond(time.Second, time.Second))
	require.Zero(t, Line{}.Sum(0, time.Hour))
	require.Zero(t, Step{Served: 3}.Throttled())
	require.Zero(t, Step{}.Throttled())
}

func TestTheTimeUntilALimitIsUsedAndUntilItIsKept(t *testing.T) {
	const tenth = 100 * time.Millisecond
	l := lineOf([2]int{9, 9}, [2]int{1, 9}, [2]int{2, 9}, [2]int{9, 1}, [2]int{10, 0}, [2]int{10, 0}, [2]int{10, 0})
	require.InDelta(t, 0.2, l.UntilUsed(tenth, 7*tenth, 2*tenth, 90), 1e-9, "two steps of 9 and 10")
	require.Zero(t, l.UntilUsed(3*tenth, 7*tenth, 2*tenth, 90))
	require.True(t, math.IsNaN(l.UntilUsed(tenth, 4*tenth, 2*tenth, 90)), "the window must end in time")
	require.True(t, math.IsNaN(l.UntilUsed(0, 7*tenth, 2*tenth, 101)))

	require.InDelta(t, 0.3, l.UntilCalm(tenth, 7*tenth, tenth, 0.02), 1e-9)
	require.InDelta(t, 0.2, l.UntilCalm(tenth, 7*tenth, tenth, 0.03), 1e-9, "one of forty is borne")
	require.True(t, math.IsNaN(l.UntilCalm(0, 3*tenth, tenth, 0.02)))
}
