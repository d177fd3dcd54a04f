package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
)

func chosenNames(t *testing.T, on Kind, names ...string) (chosen, left []string) {
	t.Helper()
	all, left, err := Choose(names, on)
	require.NoError(t, err)
	for _, s := range all {
		chosen = append(chosen, s.Name)
	}
	return chosen, left
}

func TestScenariosAreChosenByNamesBeginningsAndGroups(t *testing.T) {
	for name, want := range map[string][]string{
		"ycsb":    {"ycsb-a", "ycsb-b", "ycsb-c", "ycsb-d", "ycsb-e", "ycsb-f"},
		"ycsb-b":  {"ycsb-b"},
		"puts":    {"puts"},
		"callers": {"callers"},
		"many":    {"many-tables"},
		"figures": {"puts", "gets", "lone", "callers64", "cost", "callers", "many-tables"},
		"all":     Names()[:len(Names())-len(capacityScenarios)-len(jobScenarios)],
	} {
		got, left := chosenNames(t, Kind{Fixed: true}, name)
		require.Equal(t, want, got, name)
		require.Equal(t, name == "all", len(left) > 0, name)
	}
	got, left := chosenNames(t, Kind{Local: true}, "capacity")
	require.Equal(t, []string{"capacity", "capacity-step", "capacity-hot-key", "capacity-two", "capacity-chaos", "capacity-priority"}, got)
	require.Empty(t, left)
	got, left = chosenNames(t, Kind{}, "jobs")
	require.Equal(t, []string{"jobs-import", "jobs-copy", "jobs-export", "jobs-update", "jobs-memory"}, got)
	require.Len(t, left, 1, "jobs-limit is for the target local")
	got, _ = chosenNames(t, Kind{Fixed: true}, "ycsb-a", "puts", "ycsb-a")
	require.Equal(t, []string{"puts", "ycsb-a"}, got, "in their own order, each once")
	_, _, err := Choose([]string{"yc"}, Kind{Fixed: true})
	require.ErrorContains(t, err, `--scenario "yc"`)
}

func TestWhatATargetCannotHaveIsLeftOutAndSaidOrRefused(t *testing.T) {
	got, left := chosenNames(t, Kind{}, "figures")
	require.Equal(t, []string{"callers", "many-tables"}, got)
	require.Len(t, left, 5)
	require.Contains(t, left[1], "gets is left out: it reads keys that nobody has written")
	got, left = chosenNames(t, Kind{Cloud: true}, "figures")
	require.Equal(t, []string{"callers"}, got)
	require.Len(t, left, 6)
	_, _, err := Choose([]string{"lone"}, Kind{})
	require.ErrorContains(t, err, "take ycsb-a")
}

func TestWorkIsTheTimeOfAllTurnsAndTheItemsBeforeAndAfter(t *testing.T) {
	e := Env{Rounds: 4, Duration: time.Second, WarmUp: 500 * time.Millisecond, Records: 1000, Rates: []float64{5, 70}}
	s := Scenario{Name: "ycsb-a", Steps: contestSteps(8, 2)}
	require.Equal(t, target.Work{Seconds: 16 * 4.5, PerSecond: 70, Items: 2000, ItemBytes: ycsbBytes}, s.Work(e))
	require.Equal(t, 1000, Scenario{Name: "load", Steps: contestSteps(1, 1)}.Work(e).Items/2)
	require.Greater(t, Scenario{Name: "large-items", Steps: contestSteps(1, 1)}.Work(e).ItemBytes, largestItem)
}

func TestTheDeepestFallIsBehindTheBest(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{100}, 1},
		{[]float64{100, 200, 300}, 1},
		{[]float64{100, 200, 190, 200}, 0.95},
		{[]float64{100, 200, 150, 300, 240}, 0.75},
		{[]float64{100, 80, 200}, 0.8},
		{[]float64{0, 5}, 1},
	} {
		require.InDelta(t, c.want, deepestFall(c.values), 1e-9, "%v", c.values)
	}
}

func TestThroughputThatFallsIsAFindingOfTheWholeSweep(t *testing.T) {
	var points []point
	for _, rates := range [][]float64{{100, 110}, {200, 190}, {150, 190}} {
		peer := report.Peer{Name: "A"}
		for _, rate := range rates {
			peer.Rounds = append(peer.Rounds, report.Round{ItemsPerSecond: rate})
		}
		points = append(points, point{Scenario: report.Scenario{Peers: []report.Peer{peer}}})
	}
	got := neverFalls("A")(points)
	require.Len(t, got, 1)
	require.InDelta(t, 170.0/195, got[0].Value, 1e-9)
	require.InDelta(t, 0.75, got[0].Low, 1e-9)
	require.InDelta(t, 1, got[0].High, 1e-9)
	require.Equal(t, report.AtLeast(0.9), got[0].Target)
	require.Empty(t, neverFalls("B")(points))
	require.Empty(t, neverFalls("A")(points[:1]))
}
