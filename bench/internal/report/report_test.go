package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

func round(items, calls int, took, cpu time.Duration) (load.Result, server.Counts) {
	times := slices.Repeat([]time.Duration{3 * time.Millisecond}, items)
	result := load.Result{Acknowledged: items, Elapsed: took, CPU: cpu, Times: times}
	return result, server.Counts{"BatchWriteItem": {Calls: calls, Items: items}}
}

func examplePeer() Peer {
	peer := Peer{Name: "batch-workers"}
	peer.Add(round(1000, 40, time.Second, 20*time.Millisecond))
	peer.Add(round(3000, 120, 2*time.Second, 60*time.Millisecond))
	return peer
}

func TestRoundsAreSummedUp(t *testing.T) {
	peer := examplePeer()
	require.Equal(t, []float64{1000, 1500}, peer.Each(Throughput))
	require.Equal(t, []float64{20, 20}, peer.Each(CPUPerItem))
	require.Equal(t, []float64{25, 25}, peer.Each(ItemsPerCall))
	require.InDelta(t, 3000, peer.P50, 1)
	require.InDelta(t, 3000, peer.Each(P99)[1], 1)
}

func TestARoundWithoutItemsHasNoFigures(t *testing.T) {
	var peer Peer
	peer.Add(round(0, 0, time.Second, time.Millisecond))
	require.Equal(t, []float64{0}, peer.Each(CPUPerItem))
	require.Equal(t, []float64{0}, peer.Each(ItemsPerCall))
}

func TestTargets(t *testing.T) {
	require.True(t, AtLeast(0.9).Met(0.9))
	require.False(t, AtLeast(0.9).Met(0.89))
	require.True(t, AtMost(3).Met(3))
	require.False(t, AtMost(3).Met(3.1))
	require.Equal(t, ">= 0.9", AtLeast(0.9).String())
	require.Equal(t, "<= 50", AtMost(50).String())
}

func TestTextShowsTargetsBesideFigures(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Text(&out, Scenario{
		Name:    "puts",
		Title:   "single items written",
		Peers:   []Peer{examplePeer()},
		Costs:   []Cost{{Name: "async puts", Requests: 1000, Allocs: []float64{2, 2.5, 2.25}, Bytes: []float64{300, 310, 305}}},
		Pending: &Pending{Requests: 1000, HeapBytes: 300_000, StackBytes: 10_000, BytesPerRequest: 310, Goroutines: 40},
		Findings: []Finding{
			{Name: "async / workers", Unit: "x", Figure: stats.Figure{Value: 0.95, Low: 0.9, High: 1}, Target: AtLeast(0.9)},
			{Name: "async / goroutines", Unit: "x", Figure: stats.Figure{Value: 7.5, Low: 7, High: 8}, Target: AtLeast(8)},
			{Name: "p99 beyond the SDK", Unit: "us", Figure: stats.Figure{Value: 120, Low: 100, High: 140}},
		},
	}))
	want := `
puts: single items written
  peer           items/s  min   max   CPU us/item  items/call  p50 ms  p90 ms  p99 ms  max ms
  batch-workers  1250     1000  1500  20.0         25.0        3.00    3.00    3.00    3.00
  requests of  requests  allocs/request  bytes/request
  async puts   1000      2.25            305
  pending requests  heap MB  stacks MB  bytes/request  goroutines
  1000              0.3      0.0        310            40
  finding             value  rounds      unit  target
  async / workers     0.95   0.9 .. 1    x     >= 0.9  met
  async / goroutines  7.5    7 .. 8      x     >= 8    MISSED
  p99 beyond the SDK  120    100 .. 140  us
`
	require.Equal(t, want, out.String())
}

func TestJSONHasTheRawRounds(t *testing.T) {
	name := filepath.Join(t.TempDir(), "new", "report.json")
	require.NoError(t, WriteFile(name, Report{Scenarios: []Scenario{{Name: "puts", Peers: []Peer{examplePeer()}}}}))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	var got Report
	require.NoError(t, json.Unmarshal(text, &got))
	rounds := got.Scenarios[0].Peers[0].Rounds
	require.Len(t, rounds, 2)
	require.Equal(t, 3000, rounds[1].Items)
	require.Equal(t, 120, rounds[1].Counts["BatchWriteItem"].Calls)
	require.InDelta(t, 3000, rounds[1].P50, 1)
}
