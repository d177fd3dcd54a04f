package report

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// turn is what a peer's turn may have given: all items took 3 ms, but for one
// in a hundred, which took 9.
func turn(items, calls int, took, cpu time.Duration) (load.Result, server.Counts) {
	latency := stats.NewLatency()
	for n := range items {
		if n%100 == 0 {
			latency.Record(9 * time.Millisecond)
		} else {
			latency.Record(3 * time.Millisecond)
		}
	}
	return load.Result{
		Acknowledged: items, Elapsed: took, CPU: cpu, Latency: latency,
		Allocs: uint64(5 * items), Bytes: uint64(800 * items), Peak: 12_500_000,
	}, server.Counts{"BatchWriteItem": {Calls: calls, Items: items}}
}

func examplePeer() Peer {
	peer := Peer{Name: "batch-workers"}
	peer.Add(turn(1000, 40, time.Second, 20*time.Millisecond))
	peer.Add(turn(3000, 120, 2*time.Second, 60*time.Millisecond))
	return peer
}

func exampleFindings() []Finding {
	return []Finding{
		{Name: "async / workers", Unit: "x", Figure: stats.Figure{Value: 0.95, Low: 0.9, High: 1}, Target: AtLeast(0.9)},
		{Name: "async / goroutines", Unit: "x", Figure: stats.Figure{Value: 7.5, Low: 7, High: 8}, Target: AtLeast(8)},
		{Name: "p99 beyond the SDK", Unit: "us", Figure: stats.Figure{Value: 120, Low: 100, High: 140}},
	}
}

// example is a report as JSON, from which each test reads one of its own.
var example = sync.OnceValue(func() []byte {
	var file bytes.Buffer
	if err := WriteJSON(&file, buildExample()); err != nil {
		panic(err)
	}
	return file.Bytes()
})

func exampleReport() Report {
	r, err := ReadJSON(bytes.NewReader(example()))
	if err != nil {
		panic(err)
	}
	return r
}

// buildExample has a scenario on its own, a sweep that one peer isn't in at
// each point, and the scenarios without peers.
func buildExample() Report {
	r := Report{
		Started: time.Date(2026, 11, 24, 18, 30, 0, 0, time.UTC), Command: "go -C bench run . --rounds 2",
		Target: "fixed 3ms", Seed: 7, Rounds: 2, Duration: "1s", WarmUp: "300ms",
		Machine: Machine{CPU: "Example CPU", Cores: 2, MemoryBytes: 8 << 30, OS: "linux/amd64", Go: "go1.26.0",
			Versions: map[string]string{"github.com/guregu/dynamo/v2": "v2.6.0"}},
		Scenarios: []Scenario{{
			Name: "puts", Title: "single items written", Target: "fixed 3ms", Load: "256 callers",
			Peers:    []Peer{examplePeer(), exampleRate("dynactor-async", 5000)},
			Notes:    []string{"go-ycsb is left out: it can't scan"},
			Findings: exampleFindings(),
		}},
	}
	for i, callers := range []float64{1, 64, 4096} {
		s := Scenario{Name: "callers-puts", Title: "blocked callers", Group: "callers-puts", XName: "callers", X: callers,
			Target: "fixed 3ms", Load: number(callers) + " callers", Peers: []Peer{exampleRate("dynactor-sync", 300*(1+i*i))}}
		if i != 1 {
			s.Peers = append(s.Peers, exampleRate("sdk", 300*(1+i)))
		}
		r.Scenarios = append(r.Scenarios, s)
	}
	r.Scenarios = append(r.Scenarios,
		Scenario{Name: "cost", Title: "allocations", Costs: []Cost{{"async puts", 1000, []float64{2, 2.5}, []float64{300, 310}}}},
		Scenario{Name: "pending", Title: "memory", Pending: &Pending{Requests: 1000, HeapBytes: 300_000, StackBytes: 10_000, BytesPerRequest: 310, Goroutines: 40}},
	)
	return r
}

// exampleRate is a peer with two rounds of about so many items a second.
func exampleRate(name string, items int) Peer {
	peer := Peer{Name: name}
	peer.Add(turn(items, items, time.Second, 40*time.Microsecond*time.Duration(items)))
	peer.Add(turn(items+items/10, items, time.Second, 40*time.Microsecond*time.Duration(items)))
	return peer
}

func TestRoundsAreSummedUp(t *testing.T) {
	peer := examplePeer()
	for name, c := range map[string]struct {
		figure func(Round) float64
		want   []float64
	}{
		"items/s":     {Throughput, []float64{1000, 1500}},
		"calls/s":     {CallRate, []float64{40, 60}},
		"items/call":  {ItemsPerCall, []float64{25, 25}},
		"CPU us/item": {CPUPerItem, []float64{20, 20}},
		"allocs/item": {AllocsPerItem, []float64{5, 5}},
		"bytes/item":  {BytesPerItem, []float64{800, 800}},
		"peak":        {PeakBytes, []float64{12_500_000, 12_500_000}},
		"throttled":   {ThrottledShare, []float64{0, 0}},
	} {
		require.Equal(t, c.want, peer.Each(c.figure), name)
	}
	require.Equal(t, 1250.0, peer.Median(Throughput))
	require.InDelta(t, 3000, peer.P50, 1)
	require.InDelta(t, 3000, peer.P99, 1)
	require.InDelta(t, 9000, peer.P999, 1)
	require.InDelta(t, 9000, peer.Rounds[1].Max, 1)
}

func TestPercentilesAreOfAllRoundsTogether(t *testing.T) {
	var peer Peer
	for n := range 3 {
		latency := stats.NewLatency()
		for range 100 {
			latency.Record(time.Duration(n+1) * time.Millisecond)
		}
		peer.Add(load.Result{Acknowledged: 100, Elapsed: time.Second, Latency: latency}, nil)
	}
	require.InDelta(t, 2000, peer.P50, 1)
	require.InDelta(t, 3000, peer.P90, 1)
	require.InDelta(t, 1000, peer.Percentile[0].Micros, 1)
	require.InDelta(t, 2000, peer.Rounds[1].P99, 1, "a round's are its own")
}

func TestTheThrottledShareIsOfAllAttempts(t *testing.T) {
	var peer Peer
	result, arrived := turn(300, 300, time.Second, 0)
	result.Throttled = 100
	peer.Add(result, arrived)
	require.Equal(t, []float64{0.25}, peer.Each(ThrottledShare))
}

func TestARoundWithoutItemsHasNoFigures(t *testing.T) {
	var peer Peer
	peer.Add(turn(0, 0, 0, time.Millisecond))
	peer.Add(load.Result{}, nil)
	for _, round := range peer.Rounds {
		round.Counts = nil
		require.Equal(t, Round{PeakBytes: round.PeakBytes}, round)
	}
	require.Empty(t, peer.Percentile)
}

func TestTheCurveEndsWhereThereAreNoMoreItems(t *testing.T) {
	peer := examplePeer() // 4,000 items
	curve := peer.Percentile
	for i := 1; i < len(curve); i++ {
		require.Greater(t, curve[i].Q, curve[i-1].Q)
		require.GreaterOrEqual(t, curve[i].Micros, curve[i-1].Micros)
	}
	require.Zero(t, curve[0].Q)
	last, before := curve[len(curve)-1], curve[len(curve)-2]
	require.Equal(t, 1.0, last.Q)
	require.Equal(t, peer.Max, last.Micros)
	require.Less(t, before.Q, 1-1/4000.0)
	require.Greater(t, before.Q, 1-2/4000.0)
	require.InDelta(t, 3000, curve[len(curve)/2].Micros, 1)
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
		Name:  "puts",
		Title: "single items written", Target: "fixed 3ms", Load: "256 callers",
		Notes: []string{"go-ycsb is left out"},
		Peers: []Peer{examplePeer()},
		Costs: []Cost{{"async puts", 1000, []float64{2, 2.5}, []float64{300, 310}}},
		Pending: &Pending{
			Requests: 1000, HeapBytes: 300_000, StackBytes: 10_000, BytesPerRequest: 310, Goroutines: 40,
		},
		Findings: exampleFindings(),
	}))
	want := `
puts: single items written (target fixed 3ms, 256 callers)
  note: go-ycsb is left out
  peer           items/s          rounds  calls/s  items/call  CPU us/item  allocs/item  bytes/item  peak MB
  batch-workers    1,250  1,000 .. 1,500       50        25.0         20.0            5         800     12.5
  peer           p50 ms  p90 ms  p99 ms  p99.9 ms  max ms
  batch-workers    3.00    3.00    3.00      9.00    9.00
  requests of  requests  allocs/request  bytes/request
  async puts      1,000            2.25            305
  pending requests  heap MB  stacks MB  bytes/request  goroutines
             1,000      0.3        0.0            310          40
  finding             value      rounds  unit  target
  async / workers      0.95    0.9 .. 1  x     >= 0.9  met
  async / goroutines    7.5      7 .. 8  x     >= 8    MISSED
  p99 beyond the SDK    120  100 .. 140  us
`
	require.Equal(t, want, out.String())
}

func TestTextShowsASweepInOneTable(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Text(&out, exampleReport().Scenarios[1:4]...))
	want := `
callers-puts: blocked callers (target fixed 3ms)
  peer           callers  items/s          rounds  calls/s  items/call  CPU us/item  allocs/item  bytes/item  peak MB
  dynactor-sync        1      315      300 .. 330      300         1.1         38.2            5         800     12.5
  dynactor-sync       64      630      600 .. 660      600         1.1         38.2            5         800     12.5
  dynactor-sync    4,096    1,575  1,500 .. 1,650    1,500         1.1         38.2            5         800     12.5
  sdk                  1      315      300 .. 330      300         1.1         38.2            5         800     12.5
  sdk              4,096      945      900 .. 990      900         1.1         38.2            5         800     12.5
  peer           callers  p50 ms  p90 ms  p99 ms  p99.9 ms  max ms
  dynactor-sync        1    3.00    3.00    9.00      9.00    9.00
  dynactor-sync       64    3.00    3.00    3.00      9.00    9.00
  dynactor-sync    4,096    3.00    3.00    9.00      9.00    9.00
  sdk                  1    3.00    3.00    9.00      9.00    9.00
  sdk              4,096    3.00    3.00    3.00      9.00    9.00
`
	require.Equal(t, want, out.String())
}

func TestThrottlingIsShownWhereItHappened(t *testing.T) {
	s := Scenario{Name: "puts", Peers: []Peer{examplePeer(), examplePeer()}}
	s.Peers[0].Name = "sdk"
	var out strings.Builder
	require.NoError(t, Text(&out, s))
	require.NotContains(t, out.String(), "throttled")

	s.Peers[1].Rounds[0].ThrottledShare = 0.25
	out.Reset()
	require.NoError(t, Text(&out, s))
	require.Contains(t, out.String(), "throttled")
	require.Contains(t, out.String(), "12.5 %")
}

func TestATerminalIsNotControlledByNames(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Text(&out, Scenario{Name: "a\x1b[2J", Title: "b\nc", Peers: []Peer{{Name: "d\x07\te"}}}))
	require.Contains(t, out.String(), "a[2J: b c\n")
	require.Contains(t, out.String(), "d e ")
	require.NotContains(t, out.String(), "\x1b")
	require.NotContains(t, out.String(), "\x07")
}

func TestTheHeaderSaysWhereItRuns(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Header(&out, exampleReport()))
	require.Equal(t, "dynactor benchmark: 2 rounds of 1s, target fixed 3ms, Example CPU, 2 cores, 8.0 GiB, linux/amd64, go1.26.0\n", out.String())
}

func TestNumbers(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 1: "1", 0.95: "0.95", 7.499: "7.5", 99.96: "100", 100.4: "100", 1234.5: "1,234", 1e6: "1,000,000",
		-3: "-3", -1234567: "-1,234,567", 0.000123: "0.000123",
	} {
		require.Equal(t, want, number(value))
	}
	require.Equal(t, "1,234.50", fixed(1234.5, 2))
	require.Equal(t, "999.00", fixed(999, 2))
}
