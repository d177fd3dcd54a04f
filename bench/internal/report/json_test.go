package report

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

func TestJSONHasTheRawRounds(t *testing.T) {
	name := filepath.Join(t.TempDir(), "new", "report.json")
	require.NoError(t, WriteFile(name, Report{Scenarios: []Scenario{{Name: "puts", Peers: []Peer{examplePeer()}}}}))
	got, err := ReadFile(name)
	require.NoError(t, err)
	rounds := got.Scenarios[0].Peers[0].Rounds
	require.Len(t, rounds, 2)
	require.Equal(t, 3000, rounds[1].Items)
	require.Equal(t, 120, rounds[1].Counts["BatchWriteItem"].Calls)
	require.InDelta(t, 3000, rounds[1].P50, 1)

	text, err := os.ReadFile(name)
	require.NoError(t, err)
	for _, field := range []string{
		`"schema": 1`, `"items_per_second"`, `"calls_per_second"`, `"items_per_call"`, `"cpu_us_per_item"`, `"allocs_per_item"`,
		`"bytes_per_item"`, `"peak_bytes"`, `"throttled_share"`, `"p50_us"`, `"p999_us"`, `"max_us"`, `"percentile"`, `"cores"`,
	} {
		require.Contains(t, string(text), field)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyReport(t)
		var file bytes.Buffer
		require.NoError(t, WriteJSON(&file, want))
		got, err := ReadJSON(&file)
		require.NoError(t, err)
		want.Schema = Schema
		require.True(t, want.Started.Equal(got.Started))
		want.Started = got.Started
		require.Equal(t, want, got)
	})
}

func anyReport(t *rapid.T) Report {
	text := rapid.StringN(0, 12, -1)
	figure := rapid.Float64Range(0, 1e300)
	figures := rapid.SliceOfN(figure, 1, 3)
	percentiles := rapid.Custom(func(t *rapid.T) stats.Percentiles {
		return stats.Percentiles{P50: figure.Draw(t, "p50"), P90: figure.Draw(t, "p90"), P99: figure.Draw(t, "p99"), P999: figure.Draw(t, "p999"), Max: figure.Draw(t, "max")}
	})
	round := rapid.Custom(func(t *rapid.T) Round {
		return Round{
			Items: rapid.Int().Draw(t, "items"), Calls: rapid.Int().Draw(t, "calls"),
			Counts:  server.Counts{text.Draw(t, "operation"): {Calls: rapid.Int().Draw(t, "n"), Keys: items.Sum(rapid.Uint64().Draw(t, "keys"))}},
			Seconds: figure.Draw(t, "seconds"), ItemsPerSecond: figure.Draw(t, "rate"), PeakBytes: figure.Draw(t, "peak"),
			Percentiles: percentiles.Draw(t, "percentiles"),
		}
	})
	peer := rapid.Custom(func(t *rapid.T) Peer {
		return Peer{
			Name: text.Draw(t, "peer"), Rounds: rapid.SliceOfN(round, 1, 3).Draw(t, "rounds"), Percentiles: percentiles.Draw(t, "all"),
			Percentile: []Point{{figure.Draw(t, "q"), figure.Draw(t, "us")}},
		}
	})
	finding := rapid.Custom(func(t *rapid.T) Finding {
		f := Finding{Name: text.Draw(t, "finding"), Unit: text.Draw(t, "unit"), Figure: stats.Spread(figures.Draw(t, "figure"))}
		if rapid.Bool().Draw(t, "target") {
			f.Target = &Target{rapid.Bool().Draw(t, "at least"), figure.Draw(t, "bound")}
		}
		return f
	})
	scenario := rapid.Custom(func(t *rapid.T) Scenario {
		return Scenario{
			Name: text.Draw(t, "scenario"), Title: text.Draw(t, "title"), Group: text.Draw(t, "group"), XName: text.Draw(t, "x name"),
			X: figure.Draw(t, "x"), Target: text.Draw(t, "target"), Load: text.Draw(t, "load"),
			Peers:    rapid.SliceOfN(peer, 1, 3).Draw(t, "peers"),
			Costs:    []Cost{{text.Draw(t, "cost"), 1, figures.Draw(t, "allocs"), figures.Draw(t, "bytes")}},
			Pending:  &Pending{HeapBytes: rapid.Int64().Draw(t, "heap")},
			Findings: rapid.SliceOfN(finding, 1, 3).Draw(t, "findings"),
		}
	})
	return Report{
		Started: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "started"), 0), Command: text.Draw(t, "command"), Seed: rapid.Uint64().Draw(t, "seed"),
		Machine:   Machine{CPU: text.Draw(t, "cpu"), Versions: map[string]string{text.Draw(t, "module"): text.Draw(t, "version")}},
		Scenarios: rapid.SliceOfN(scenario, 1, 4).Draw(t, "scenarios"),
	}
}

func TestAFindingThatIsNoNumberMissesItsTarget(t *testing.T) {
	for _, value := range []float64{math.NaN(), math.Inf(1)} {
		want := Report{Scenarios: []Scenario{{Findings: []Finding{{Name: "a / b", Figure: stats.Figure{Value: value, Low: 1, High: value}, Target: AtMost(2)}}}}}
		var file bytes.Buffer
		require.NoError(t, WriteJSON(&file, want), "one ratio must not lose a whole run")
		got, err := ReadJSON(&file)
		require.NoError(t, err)
		f := got.Scenarios[0].Findings[0]
		require.True(t, math.IsNaN(f.Value))
		require.Equal(t, 1.0, f.Low)
		require.False(t, f.Target.Met(f.Value))
	}
}

func TestOtherFilesAreRefusedWithWhatToDo(t *testing.T) {
	for text, want := range map[string]string{
		``:                               "not a result file, which --out and --json write",
		`{"schema": "one"}`:              "not a result file",
		`{"rounds": 5, "scenarios": []}`: "no schema number: it is no result file, or an old one; run the benchmark again",
		`{"schema": 0}`:                  "schema 0, this program reads 1: run the benchmark again",
		`{"schema": 2, "started": 3}`:    "schema 2, this program reads 1: it was written by a later version; update this one",
		`{"schema": 1, "started": 3}`:    "damaged",
	} {
		_, err := ReadJSON(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
	}
	_, err := ReadFile(filepath.Join(t.TempDir(), "missing.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// spaces are white space without an end.
type spaces struct{}

func (spaces) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func TestAFileWithoutAnEndIsRefused(t *testing.T) {
	_, err := readJSON(spaces{}, 1<<20)
	require.ErrorContains(t, err, "more than 1 MB")
}
