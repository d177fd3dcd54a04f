package main

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/report"
)

var limitedPeers = []string{"sdk", "sdk-adaptive", "workers", "dynactor-async", "dynactor-sync"}

// capacityScenarios are what each of them is about.
var capacityScenarios = map[string]struct {
	figures, promises, lines []string
}{
	"capacity": {
		[]string{"consumed %", "throttled %", "lost items", "failed %", "calls"},
		[]string{"consumed", "throttled", "lost items"},
		[]string{"units/s", "throttled %"},
	},
	"capacity-step": {
		[]string{"until 90 % of twice the capacity s", "until under 2 % throttled s", "lost items", "failed %", "calls"},
		[]string{"until 90 % of twice the capacity", "until under 2 % throttled", "lost items"},
		[]string{"units/s", "throttled %"},
	},
	"capacity-hot-key": {
		[]string{"p99 of other keys ms", "without the hot key ms", "ratio", "others failed %", "hot failed %", "lost items", "calls"},
		[]string{"ratio", "lost items"},
		[]string{"units/s", "throttled %"},
	},
	"capacity-two": {
		[]string{"the second's share %", "beside an even share %", "consumed %", "throttled %", "lost items", "failed %", "calls"},
		[]string{"beside an even share", "consumed", "throttled", "lost items"},
		[]string{"units/s", "throttled %", "the second's share %"},
	},
	"capacity-chaos": {
		[]string{"acknowledged", "calls / fewest possible", "lost items", "failed %", "calls"},
		[]string{"calls / fewest possible", "lost items"},
		[]string{"units/s"},
	},
	"capacity-priority": {
		[]string{"p99 ms", "idle p99 ms", "ratio", "interactive failed %", "consumed %", "throttled %", "failed %", "calls"},
		[]string{"ratio", "consumed"},
		[]string{"units/s", "throttled %"},
	},
}

// TestEveryCapacityScenarioRuns runs all of them for a moment. What comes out is
// checked, how well it came isn't.
func TestEveryCapacityScenarioRuns(t *testing.T) {
	got := measured(t, "--target=local", "--scenario=capacity", "--callers=8", "--rounds=1", "--duration=90ms")
	require.Len(t, got, len(capacityScenarios))
	for name, want := range capacityScenarios {
		s := got[name]
		require.Equal(t, limitedPeers, names(s), name)
		require.Equal(t, "local 1ms", s.Target)
		for _, peer := range s.Peers {
			checkTurn(t, s, peer, want.figures, want.lines)
		}
		var promised []string
		for _, peer := range []string{"dynactor-async", "dynactor-sync"} {
			for _, promise := range want.promises {
				promised = append(promised, peer+", "+promise)
			}
		}
		var found []string
		for _, f := range s.Findings {
			require.NotNil(t, f.Target)
			found = append(found, f.Name)
		}
		require.Equal(t, promised, found, name)
	}
}

func checkTurn(t *testing.T, s report.Scenario, peer report.Peer, figures, lines []string) {
	t.Helper()
	about := s.Name + ", " + peer.Name
	require.Len(t, peer.Rounds, 1, about)
	round := peer.Rounds[0]
	var found []string
	for _, f := range round.Figures {
		found = append(found, f.Name)
		require.False(t, f.Value < 0, "%s: %s", about, f.Name)
		if f.Name == "lost items" {
			require.Zero(t, f.Value, about)
		}
		if f.Name == "calls" {
			require.EqualValues(t, round.Calls, f.Value, about)
		}
	}
	require.Equal(t, figures, found, about)
	require.Positive(t, round.Calls, about)
	require.Positive(t, round.Counts.Total().Items, about)
	require.LessOrEqual(t, round.Items, round.Counts.Total().Items+capacityReads(s), "%s: what is acknowledged has arrived", about)

	require.NotNil(t, peer.Timeline, about)
	found = nil
	for _, line := range peer.Timeline.Lines {
		found = append(found, line.Name)
		require.Greater(t, len(line.Values), 30, about)
		if line.Name == "units/s" {
			require.Positive(t, slices.Max(line.Values), about)
		}
		for _, value := range line.Values {
			require.False(t, value < 0 || math.IsInf(value, 0), about)
		}
	}
	require.Equal(t, lines, found, about)
}

// capacityReads is how many reads may have shared an arrival with others.
func capacityReads(s report.Scenario) int {
	if s.Name == "capacity-priority" {
		return math.MaxInt32
	}
	return 0
}

func TestScenariosOfCapacityAreForTheLocalTarget(t *testing.T) {
	code, _, stderr := bench(t, "--scenario=capacity")
	require.Equal(t, misused, code)
	require.Contains(t, stderr, "--scenario capacity doesn't run on this target: only --target local tells")
}

func TestACapacityReportHasItsChartsOverTime(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	code, stdout, stderr := bench(t, slices.Concat(short, []string{
		"--target=local", "--scenario=capacity-two", "--peer=dynactor", "--callers=8", "--rounds=1", "--out=" + out,
	})...)
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "the second's share %")
	require.NotContains(t, stdout, "items/s")
	for _, name := range []string{"1", "2", "3"} {
		for _, ending := range []string{"svg", "png"} {
			require.FileExists(t, filepath.Join(out, "charts", "capacity-two-time-"+name+"."+ending))
		}
	}
}
