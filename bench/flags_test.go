package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/report"
)

func TestHelpShowsExamplesAndDefaults(t *testing.T) {
	code, stdout, _ := bench(t, "--help")
	require.Zero(t, code)
	for _, want := range []string{"Examples:", "    go -C bench run . ", "compare", "report"} {
		require.Contains(t, stdout, want)
	}
	require.NotContains(t, stdout, "serve")
	code, stdout, _ = bench(t, "run", "--help")
	require.Zero(t, code)
	for _, want := range []string{"many-tables", "ycsb-f", "--latency=3ms", "--json=FILE", "--max-cost=1", "--write-price=0.625", "--scenario=NAME"} {
		require.Contains(t, stdout, want)
	}
}

func TestBadFlagsAreRefusedWithWhatToChange(t *testing.T) {
	for flags, want := range map[string]string{
		"--scenario=pust":                               `--scenario "pust": there are puts, gets, lone, callers64, cost, callers, many-tables`,
		"--rounds=0":                                    "--rounds has to be at least 1, not 0",
		"--duration=0s":                                 "--duration has to be at least 1ms, not 0s",
		"--latency=-1ms":                                "--latency has to be at least 0s, not -1ms",
		"--latency=3ms,-1ms":                            "--latency has to be at least 0s, not -1ms",
		"--duration=often":                              "--duration",
		"--unknown":                                     "unknown flag --unknown",
		"--records=0":                                   "--records has to be at least 1, not 0",
		"--callers=0":                                   "--callers has to be from 1 to 1000000, not 0",
		"--rate=0 --scenario=ycsb":                      "--rate has to be more than 0",
		"--rate=-5 --scenario=ycsb":                     "--rate has to be more than 0",
		"--rate=NaN --scenario=ycsb":                    "--rate has to be more than 0",
		"--rate=5 --callers=5 --scenario=ycsb":          "give one of them",
		"--rate=5 --scenario=puts":                      "--rate is for ycsb-* and hot-key, not for puts",
		"--target=ftp://x":                              "URLs such as http://localhost:8000",
		"--target=nowhere":                              "there are fixed, local, dynamodb-local, aws, and URLs",
		"--target=https://dynamodb.x.amazonaws.com":     "take --target aws, which asks before it spends",
		"--capacity=5":                                  "--capacity is for other targets than fixed",
		"--capacity=-5 --target=local":                  "--capacity has to be at least 0",
		"--max-cost=-1":                                 "can't be negative",
		"--target=local --scenario=gets":                "--scenario gets doesn't run on this target: it reads keys that nobody has written: take read, or ycsb-c",
		"--target=aws --scenario=many-tables":           "--scenario many-tables doesn't run on this target",
		"--scenario=jobs-import":                        "--scenario jobs-import doesn't run on this target: only --target local and others that store",
		"--target=aws --scenario=jobs-copy":             "--scenario jobs-copy doesn't run on this target: its jobs are as large as --records says",
		"--target=dynamodb-local --scenario=jobs-limit": "--scenario jobs-limit doesn't run on this target: only --target local",
		"--memory-items=5":                              "--memory-items has to be two numbers",
		"--memory-items=5,4":                            "--memory-items has to be two numbers, such as 100000,2000000, the larger one last",
		"--memory-items=0,4":                            "--memory-items has to be two numbers",
		"--memory-items=1,1000000000":                   "at most 100000000",
		"--target=local --scenario=read --records=10":   "--records has to be at least 10000 for the scenario read",
		"compare one.json":                              `expected "<after>"`,
		"report one.json":                               "--out",
	} {
		code, stdout, stderr := bench(t, strings.Fields(flags)...)
		require.Equal(t, misused, code, flags)
		require.Empty(t, stdout)
		require.Contains(t, stderr, want, flags)
	}
}

func TestMoneyIsOnlySpentAfterAYes(t *testing.T) {
	code, stdout, stderr := answering(t, "n\n", "--target=aws", "--scenario=ycsb-a", "--rounds=1", "--quiet", "--peer=sdk", "--records=1000")
	require.Equal(t, failed, code)
	require.Empty(t, stdout)
	require.Contains(t, stderr, "costs up to some $0.")
	require.Contains(t, stderr, "[y/N]")
	require.Contains(t, stderr, "declined: nothing was sent to AWS")

	code, _, stderr = answering(t, "y\n", "--target=aws", "--scenario=all", "--rounds=99", "--quiet")
	require.Equal(t, failed, code)
	require.Contains(t, stderr, "--max-cost is $1.00")
	require.Contains(t, stderr, "gets is left out", "it says what doesn't run there")
}

func TestAnInterruptKeepsWhatWasMeasured(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	ctx, interrupt := context.WithCancel(t.Context())
	var stdout, stderr bytes.Buffer
	// The first table that is printed is the sign that there is something to keep.
	watch := writerFunc(func(p []byte) (int, error) {
		if bytes.Contains(p, []byte("batch-workers")) {
			interrupt()
		}
		return stdout.Write(p)
	})
	start := time.Now()
	code := run(ctx, []string{"--scenario=puts,ycsb", "--peer=batch-workers,sdk", "--rounds=1", "--duration=50ms", "--warm-up=0s", "--records=1000", "--quiet", "--json=" + file},
		strings.NewReader(""), watch, &stderr)
	require.Equal(t, interrupted, code, stderr.String())
	require.Contains(t, stderr.String(), "interrupted")
	require.Less(t, time.Since(start), time.Minute)
	got, err := report.ReadFile(file)
	require.NoError(t, err)
	require.Len(t, got.Scenarios, 1)
	require.Equal(t, "puts", got.Scenarios[0].Name)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestAnInterruptBeforeTheStartStartsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, interrupted, run(ctx, []string{"--scenario=puts"}, strings.NewReader(""), &stdout, &stderr))
	require.Empty(t, stdout.String())
}
