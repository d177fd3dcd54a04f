package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/report"
)

// TestMain lets the test program be the server process, which the benchmark
// starts with the program that it is itself.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, "--serve") {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	goleak.VerifyTestMain(m)
}

// bench runs the program in this process, but for its server.
func bench(t *testing.T, arguments ...string) (code int, stdout, stderr string) {
	var out, problems bytes.Buffer
	code = run(t.Context(), arguments, strings.NewReader(""), &out, &problems)
	return code, out.String(), problems.String()
}

// TestTheWholeProgram runs everything for a moment. What comes out is checked,
// how fast it came isn't.
func TestTheWholeProgram(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.json")
	code, stdout, stderr := bench(t, "--rounds=2", "--duration=30ms", "--warm-up=10ms", "--latency=1ms",
		"--requests=3000", "--pending=3000", "--json="+file, "--cpuprofile="+file+".prof")
	require.Zero(t, code, stderr)
	require.FileExists(t, file+".prof")

	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var got report.Report
	require.NoError(t, json.Unmarshal(text, &got))

	peersOf := map[string][]string{
		"puts":              {"sdk-goroutines", "batch-workers", "dynactor-async", "dynactor-sync"},
		"gets":              {"sdk-goroutines", "batch-workers", "dynactor-async", "dynactor-sync"},
		"lone-puts":         {"direct", "dynactor-sync"},
		"lone-gets":         {"direct", "dynactor-sync"},
		"callers64-puts":    {"direct", "dynactor-sync"},
		"callers64-gets":    {"direct", "dynactor-sync"},
		"callers64-hot-key": {"direct", "dynactor-sync"},
		"cost":              nil,
		"pending":           nil,
	}
	require.Len(t, got.Scenarios, len(peersOf))
	for _, scenario := range got.Scenarios {
		require.Contains(t, stdout, scenario.Title)
		require.NotEmpty(t, scenario.Findings, scenario.Name)
		var names []string
		for _, peer := range scenario.Peers {
			names = append(names, peer.Name)
			checkRounds(t, scenario.Name, peer)
		}
		require.Equal(t, peersOf[scenario.Name], names, scenario.Name)
	}
	for _, target := range []string{">= 0.9 ", ">= 8 ", ">= 0.75 ", ">= 7 ", ">= 0.8 ", ">= 12 ", "<= 50 ", ">= 1 ", "<= 3 ", "<= 400 "} {
		require.Contains(t, stdout, target)
	}
}

func checkRounds(t *testing.T, scenario string, peer report.Peer) {
	require.Len(t, peer.Rounds, 2)
	for _, round := range peer.Rounds {
		require.Positive(t, round.Items, "%s, %s", scenario, peer.Name)
		require.Equal(t, round.Items, round.Counts.Total().Items)
		require.Equal(t, round.Calls, round.Counts.Total().Calls)
		require.LessOrEqual(t, round.P50, round.P99)
		require.LessOrEqual(t, round.P99, round.Max)
		switch {
		case peer.Name == "sdk-goroutines" || peer.Name == "direct":
			require.Equal(t, round.Items, round.Calls)
		case peer.Name == "batch-workers" && scenario == "puts":
			require.Zero(t, round.Counts["PutItem"])
			require.LessOrEqual(t, round.ItemsPerCall, 25.0)
		case peer.Name == "batch-workers":
			require.Zero(t, round.Counts["GetItem"])
			require.LessOrEqual(t, round.ItemsPerCall, 100.0)
		}
	}
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

func TestHelpShowsExamplesAndDefaults(t *testing.T) {
	code, stdout, _ := bench(t, "--help")
	require.Zero(t, code)
	for _, want := range []string{"Examples:", "    go -C bench run .\n", "puts, gets, lone, callers64,", "--latency=3ms", "--json=FILE"} {
		require.Contains(t, stdout, want)
	}
	require.NotContains(t, stdout, "--serve")
}

func TestBadFlagsAreRefused(t *testing.T) {
	for flag, want := range map[string]string{
		"--scenario=pust":  `--scenario "pust": there are puts, gets, lone, callers64, cost, and all`,
		"--rounds=0":       "--rounds has to be at least 1, not 0",
		"--duration=0s":    "--duration has to be at least 1ms, not 0s",
		"--latency=-1ms":   "--latency has to be at least 0s, not -1ms",
		"--duration=often": "--duration",
		"--unknown":        "unknown flag --unknown",
	} {
		code, stdout, stderr := bench(t, flag)
		require.Equal(t, 2, code, flag)
		require.Empty(t, stdout)
		require.Contains(t, stderr, want)
	}
}

func TestAServerThatCannotBeStartedIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, 1, run(ctx, []string{"--scenario=puts"}, strings.NewReader(""), &stdout, &stderr))
	require.Contains(t, stderr.String(), "starting the server")
}
