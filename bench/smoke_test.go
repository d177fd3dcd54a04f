package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/report"
)

// TestMain lets the test program be a target's process, which the benchmark
// starts with the program that it is itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "serve") {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	goleak.VerifyTestMain(m)
}

// bench runs the program in this process, but for its target.
func bench(t *testing.T, arguments ...string) (code int, stdout, stderr string) {
	return answering(t, "", arguments...)
}

// answering is bench with what the user types.
func answering(t *testing.T, typed string, arguments ...string) (code int, stdout, stderr string) {
	var out, problems bytes.Buffer
	code = run(t.Context(), arguments, strings.NewReader(typed), &out, &problems)
	return code, out.String(), problems.String()
}

// short makes a run as short as can be.
var short = []string{"--rounds=2", "--duration=15ms", "--warm-up=1ms", "--latency=1ms", "--requests=2000", "--pending=2000", "--records=1000", "--quiet"}

// measured runs scenarios and returns their results.
func measured(t *testing.T, arguments ...string) map[string]report.Scenario {
	t.Helper()
	file := filepath.Join(t.TempDir(), "results.json")
	code, stdout, stderr := bench(t, slices.Concat(short, []string{"--json=" + file}, arguments)...)
	require.Zero(t, code, stderr)
	for line := range strings.Lines(stderr) {
		require.Contains(t, line, "is left out: only --target local")
	}
	got, err := report.ReadFile(file)
	require.NoError(t, err)
	found := map[string]report.Scenario{}
	for _, s := range got.Scenarios {
		require.Contains(t, stdout, s.Title)
		found[s.Name] = s
	}
	return found
}

func names(s report.Scenario) (names []string) {
	for _, peer := range s.Peers {
		names = append(names, peer.Name)
	}
	return names
}

var (
	bulkPeers = []string{"sdk", "workers", "guregu", "guregu-batch", "go-ycsb", "dynactor-async", "dynactor-sync", "dynactor-typed", "dynactor-typed-async"}
	allPeers  = without(bulkPeers, "guregu-batch")
	oldPeers  = []string{"sdk-goroutines", "batch-workers", "dynactor-async", "dynactor-sync"}
	duelPeers = []string{"direct", "dynactor-sync"}
	sweepers  = []string{"sdk", "workers", "dynactor-async", "dynactor-sync"}
)

func without(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == one })
}

// TestEveryScenarioRuns runs all of them for a moment. What comes out is
// checked, how fast it came isn't.
func TestEveryScenarioRuns(t *testing.T) {
	got := measured(t, "--scenario=all", "--callers=16")
	want := map[string][]string{
		"puts": oldPeers, "gets": oldPeers,
		"lone-puts": duelPeers, "lone-gets": duelPeers,
		"callers64-puts": duelPeers, "callers64-gets": duelPeers, "callers64-hot-key": duelPeers,
		"cost": nil, "pending": nil,
		"callers-puts-16": {"sdk", "workers", "dynactor-sync"}, "callers-gets-16": {"sdk", "workers", "dynactor-sync"},
		"load": bulkPeers, "read": bulkPeers,
		"hot-key": {"sdk", "guregu", "dynactor-async", "dynactor-sync"},
		"ycsb-a":  allPeers, "ycsb-b": allPeers, "ycsb-c": allPeers, "ycsb-d": allPeers, "ycsb-f": allPeers,
		"ycsb-e": without(allPeers, "go-ycsb"),
	}
	for _, tables := range []string{"1", "10", "100", "1000"} {
		want["many-tables-"+tables] = []string{"workers", "dynactor-async", "dynactor-sync"}
	}
	for _, size := range []string{"100", "1000", "10000", "100000"} {
		want["large-items-"+size] = []string{"sdk", "workers", "dynactor-async", "dynactor-sync", "dynactor-typed"}
	}
	for _, latency := range []string{"0", "3", "10"} {
		want["latency-puts-"+latency], want["latency-gets-"+latency] = sweepers, sweepers
	}
	for _, kind := range []string{"puts", "gets"} {
		for _, latency := range []string{"500µs", "3ms", "20ms"} {
			want["part-batches-"+kind+"-"+latency+"-16"] = []string{"2-part-calls", "8-part-calls", "32-part-calls", "128-part-calls"}
		}
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got)))
	for name, peers := range want {
		s := got[name]
		require.Equal(t, peers, names(s), name)
		require.NotEmpty(t, s.Findings, name)
		for _, peer := range s.Peers {
			checkRounds(t, s, peer)
		}
	}
	require.Equal(t, "fixed 10ms", got["latency-gets-10"].Target)
	require.Equal(t, "fixed 1ms", got["load"].Target)
	require.Equal(t, "callers-puts", got["callers-puts-16"].Group)
	require.EqualValues(t, 1000, got["many-tables-1000"].X)
}

func checkRounds(t *testing.T, s report.Scenario, peer report.Peer) {
	t.Helper()
	require.Len(t, peer.Rounds, 2)
	for _, round := range peer.Rounds {
		require.Positive(t, round.Items, "%s, %s", s.Name, peer.Name)
		require.Positive(t, round.Seconds)
		require.Positive(t, round.Counts.Total().Items, "%s, %s", s.Name, peer.Name)
		require.Equal(t, round.Calls, round.Counts.Total().Calls)
		require.LessOrEqual(t, round.P50, round.P99)
		require.LessOrEqual(t, round.P99, round.P999)
		require.LessOrEqual(t, round.P999, round.Max)
		require.Zero(t, round.ThrottledShare)
		switch {
		case peer.Name == "sdk-goroutines" || peer.Name == "direct":
			require.Equal(t, round.Items, round.Calls)
		case peer.Name == "batch-workers" && s.Name == "puts":
			require.Zero(t, round.Counts["PutItem"])
			require.LessOrEqual(t, round.ItemsPerCall, 25.0)
		case peer.Name == "batch-workers":
			require.Zero(t, round.Counts["GetItem"])
			require.LessOrEqual(t, round.ItemsPerCall, 100.0)
		}
	}
}

func TestTheProjectsFiguresHaveTheirTargets(t *testing.T) {
	got := measured(t, "--scenario=figures", "--callers=64,1024", "--peer=batch-workers,sdk-goroutines,dynactor-async,dynactor-sync,workers,sdk")
	targets := map[string]map[string]string{
		"puts": {
			"dynactor-async / batch-workers": ">= 2", "dynactor-async / sdk-goroutines": ">= 20",
			"dynactor-sync / batch-workers": ">= 1.5", "CPU of dynactor-async / batch-workers": "<= 0.4",
		},
		"gets": {
			"dynactor-async / batch-workers": ">= 2", "dynactor-async / sdk-goroutines": ">= 40",
			"dynactor-sync / batch-workers": ">= 1.5", "CPU of dynactor-async / batch-workers": "<= 0.4",
		},
		"lone-puts":         {"median beyond the SDK's": "<= 20"},
		"lone-gets":         {"median beyond the SDK's": "<= 20"},
		"callers64-puts":    {"throughput over the SDK's": ">= 1.5"},
		"callers64-gets":    {"throughput over the SDK's": ">= 1.5"},
		"callers64-hot-key": {"throughput over the SDK's": ">= 1"},
		"cost":              {"async puts": "<= 2", "lone gets": "<= 2"},
		"pending":           {"memory": "<= 400"},
		"callers-puts-64":   {"dynactor-sync / sdk": ">= 1.5"},
		"callers-puts-1024": {"dynactor-sync / workers": ">= 1.5", "dynactor-sync, more callers / the best of fewer": ">= 0.9"},
		"callers-gets-1024": {"dynactor-sync / workers": ">= 1.5", "dynactor-sync, more callers / the best of fewer": ">= 0.9"},
		"many-tables-1000":  {"dynactor-async, 1000 tables / 1": ">= 0.8", "dynactor-sync, 1000 tables / 1": ">= 0.8"},
	}
	for name, want := range targets {
		found := map[string]string{}
		for _, f := range got[name].Findings {
			if f.Target != nil {
				found[f.Name] = f.Target.String()
			}
		}
		for finding, target := range want {
			require.Equal(t, target, found[finding], "%s: %s", name, finding)
		}
	}
	require.NotContains(t, got, "ycsb-a")
}

func TestRatesMakeAnOpenLoop(t *testing.T) {
	got := measured(t, "--scenario=ycsb-b", "--rate=500,2000", "--peer=sdk,async", "--duration=50ms")
	require.Len(t, got, 2)
	s := got["ycsb-b-2000"]
	require.Equal(t, "2000/s", s.Load)
	require.Equal(t, "ycsb-b", s.Group)
	require.Equal(t, []string{"sdk", "dynactor-async", "dynactor-typed-async"}, names(s))
	first := s.Peers[0].Rounds[0].Items
	for _, peer := range s.Peers {
		require.Equal(t, first, peer.Rounds[0].Items, "all have the same arrivals")
	}
	require.InDelta(t, 100, first, 40)
}

func TestOtherTargetsAreFilledAndCounted(t *testing.T) {
	got := measured(t, "--target=local", "--scenario=ycsb-a,ycsb-d,load,read,hot-key", "--records=10000", "--callers=32", "--rounds=1", "--peer=workers,go-ycsb,dynactor-async")
	require.Equal(t, []string{"workers", "go-ycsb", "dynactor-async"}, names(got["ycsb-d"]))
	require.Equal(t, "local 1ms", got["load"].Target)
	for name, s := range got {
		for _, peer := range s.Peers {
			require.Positive(t, peer.Rounds[0].Items, "%s, %s", name, peer.Name)
		}
	}
	require.Len(t, got, 5)
}

func TestATargetThatIsShortOfCapacityThrottles(t *testing.T) {
	got := measured(t, "--target=local", "--capacity=5", "--callers=4", "--scenario=hot-key,load", "--peer=sdk", "--rounds=1", "--duration=50ms", "--latency=0s")
	require.Contains(t, got["load"].Target, " 5 units/s")
	for name, s := range got {
		for _, peer := range s.Peers {
			require.Positive(t, peer.Rounds[0].ThrottledShare, "%s, %s", name, peer.Name)
		}
	}
}

func TestAllOutputsAreWritten(t *testing.T) {
	folder := t.TempDir()
	out, again := filepath.Join(folder, "out"), filepath.Join(folder, "again")
	profile, memory := filepath.Join(folder, "cpu.prof"), filepath.Join(folder, "mem.prof")
	code, _, stderr := bench(t, slices.Concat(short, []string{
		"--scenario=callers", "--callers=1,4,16", "--out=" + out, "--cpuprofile=" + profile, "--memprofile=" + memory,
	})...)
	require.Zero(t, code, stderr)
	results := filepath.Join(out, "results.json")
	for _, file := range []string{profile, memory, results, filepath.Join(out, "results.md"), filepath.Join(out, "report.html")} {
		found, err := os.Stat(file)
		require.NoError(t, err)
		require.Positive(t, found.Size(), file)
	}
	charts, err := filepath.Glob(filepath.Join(out, "charts", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, charts)
	whole, err := report.ReadFile(results)
	require.NoError(t, err)
	require.Contains(t, whole.Command, "go -C bench run . --rounds=2")
	require.NotZero(t, whole.Machine.Cores)

	code, _, stderr = bench(t, "report", results, "--out="+again)
	require.Zero(t, code, stderr)
	same, err := filepath.Glob(filepath.Join(again, "charts", "*"))
	require.NoError(t, err)
	require.Len(t, same, len(charts))

	code, stdout, stderr := bench(t, "compare", results, filepath.Join(again, "results.json"))
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "dynactor-sync")

	code, _, stderr = bench(t, "compare", results, filepath.Join(folder, "absent.json"))
	require.Equal(t, failed, code)
	require.Contains(t, stderr, "absent.json")
	code, _, stderr = bench(t, "report", filepath.Join(folder, "absent.json"), "--out="+again)
	require.Equal(t, failed, code)
	require.Contains(t, stderr, "absent.json")
}

func TestOneScenarioAndOnePeerCanBeChosen(t *testing.T) {
	code, stdout, stderr := bench(t, "--scenario=puts", "--peer=batch", "--rounds=1", "--duration=20ms", "--quiet")
	require.Zero(t, code, stderr)
	require.Empty(t, stderr)
	require.Contains(t, stdout, "batch-workers")
	require.NotContains(t, stdout, "sdk-goroutines")
	require.NotContains(t, stdout, "gets")
	require.NotContains(t, stdout, "finding")
}

func TestProgressIsTold(t *testing.T) {
	code, _, stderr := bench(t, "run", "--scenario=puts", "--peer=batch", "--rounds=1", "--duration=5ms")
	require.Zero(t, code, stderr)
	require.Contains(t, stderr, "puts")
	require.Contains(t, stderr, "batch-workers")
}
