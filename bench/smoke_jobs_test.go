package main

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/report"
)

// jobScenarios are what each of them is about. Findings that end in a bound have that target.
var jobScenarios = map[string]struct {
	peers, figures []string
	findings       map[string]string
}{
	"jobs-import": {
		peers: []string{"job", "executor-puts", "decoded-puts"},
		findings: map[string]string{
			"job / executor-puts": ">= 0.9", "job / decoded-puts": "", "decoded-puts / executor-puts": "",
			"CPU of job / executor-puts": "", "CPU of job / decoded-puts": "",
		},
	},
	"jobs-copy": {
		peers: []string{"job", "executor-puts", "scan-and-puts"},
		findings: map[string]string{
			"job / executor-puts": ">= 0.9", "job / scan-and-puts": "",
			"CPU of job / executor-puts": "", "CPU of job / scan-and-puts": "",
		},
	},
	"jobs-export": {
		peers: []string{"job-gzip", "job-plain", "scan", "scan-json-gzip"},
		findings: map[string]string{
			"job-gzip / scan": ">= 0.9", "job-plain / scan": ">= 0.9", "job-gzip / scan-json-gzip": "",
			"CPU of job-gzip / scan": "", "CPU of job-plain / scan": "", "CPU of job-gzip / scan-json-gzip": "",
		},
	},
	"jobs-update": {
		peers:    []string{"job", "one-at-a-time"},
		findings: map[string]string{"job / one-at-a-time": ">= 50"},
	},
	"jobs-limit": {
		peers:    []string{"job-200", "job-2000"},
		figures:  []string{"consumed %", "beside the limit %", "items/s", "throttled %"},
		findings: map[string]string{"job-200, beside the limit": "<= 3", "job-2000, beside the limit": "<= 3"},
	},
	"jobs-memory": {
		peers:   []string{"import-200", "export-200", "import-400", "export-400"},
		figures: []string{"peak heap MB", "peak live heap MB", "peak RSS MB", "items/s"},
		findings: map[string]string{
			"import, peak heap, 400 / 200 items": "<= 1.1", "import, peak RSS, 400 / 200 items": "<= 1.1", "import, peak live heap, 400 / 200 items": "",
			"export, peak heap, 400 / 200 items": "<= 1.1", "export, peak RSS, 400 / 200 items": "<= 1.1", "export, peak live heap, 400 / 200 items": "",
		},
	},
}

// TestEveryJobScenarioRuns runs all of them with a few items. That these are where they should be afterwards is checked by the
// scenarios; how fast it went isn't.
func TestEveryJobScenarioRuns(t *testing.T) {
	const records = 300
	got := measured(t, "--target=local", "--scenario=jobs", "--records="+strconv.Itoa(records), "--memory-items=200,400", "--rounds=1", "--duration=80ms")
	require.Len(t, got, len(jobScenarios))
	for name, want := range jobScenarios {
		s := got[name]
		require.Equal(t, want.peers, names(s), name)
		require.Equal(t, "local 1ms", s.Target)
		for _, peer := range s.Peers {
			checkJob(t, s, peer, want.figures)
			if s.Name == "jobs-import" || s.Name == "jobs-copy" || s.Name == "jobs-export" {
				require.Equal(t, records, peer.Rounds[0].Items, "%s, %s", name, peer.Name)
			}
		}
		found := map[string]string{}
		for _, f := range s.Findings {
			found[f.Name] = ""
			if f.Target != nil {
				found[f.Name] = f.Target.String()
			}
		}
		require.Equal(t, want.findings, found, name)
	}
	require.Equal(t, records, got["jobs-update"].Peers[0].Rounds[0].Items)
	require.NotNil(t, got["jobs-limit"].Peers[0].Timeline)
}

func checkJob(t *testing.T, s report.Scenario, peer report.Peer, figures []string) {
	t.Helper()
	about := s.Name + ", " + peer.Name
	require.Len(t, peer.Rounds, 1, about)
	round := peer.Rounds[0]
	var found []string
	for _, f := range round.Figures {
		found = append(found, f.Name)
		require.False(t, f.Value < 0, "%s: %s", about, f.Name)
	}
	require.Equal(t, figures, found, about)
	require.Empty(t, peer.Percentile, "nobody waits for single items")
	require.Positive(t, round.Items, about)
	require.Positive(t, round.Seconds, about)
}

func TestOneJobScenarioAndOnePeerCanBeChosen(t *testing.T) {
	code, stdout, stderr := bench(t, "--target=local", "--scenario=jobs-import", "--peer=decoded", "--records=50", "--rounds=1", "--latency=0s", "--quiet")
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "decoded-puts")
	require.NotContains(t, stdout, "finding")
	require.NotContains(t, stdout, "p99")
}
