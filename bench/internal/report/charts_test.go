package report

import (
	"encoding/xml"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/chart"
)

// chartsOf are a report's charts by their names.
func chartsOf(r Report) map[string]chart.Chart {
	all := map[string]chart.Chart{}
	for _, c := range sections(r) {
		for _, made := range c.charts(r) {
			all[made.Name] = made
		}
	}
	return all
}

func TestEachScenarioHasItsCharts(t *testing.T) {
	all := chartsOf(exampleReport())
	var names []string
	for name := range all {
		names = append(names, name)
	}
	require.ElementsMatch(t, []string{
		"puts-throughput", "puts-percentiles", "puts-cost",
		"callers-puts-throughput", "callers-puts-latency", "callers-puts-cost",
	}, names)

	require.Equal(t, []chart.Series{
		{Name: "batch-workers", Points: []chart.Point{{Y: 1250, Low: 1000, High: 1500}}},
		{Name: "dynactor-async", Points: []chart.Point{{Y: 5250, Low: 5000, High: 5500}}},
	}, all["puts-throughput"].Series)

	sweep := all["callers-puts-throughput"]
	require.Equal(t, chart.Axis{Label: "callers (log scale)", Scale: chart.Log}, sweep.X)
	require.Equal(t, chart.Series{Name: "sdk", Points: []chart.Point{
		{X: 1, Y: 315, Low: 300, High: 330}, {X: 4096, Y: 945, Low: 900, High: 990}, // not at 64
	}}, sweep.Series[1])

	trade := all["callers-puts-latency"].Series[0]
	require.Equal(t, "dynactor-sync", trade.Name)
	require.Equal(t, 1575.0, trade.Points[2].X)
	require.InDelta(t, 6, trade.Points[2].Y, 0.01, "milliseconds")

	for name, c := range all {
		for _, want := range []string{"fixed 3ms", "2 rounds of 1s", "2026-11-24", "Example CPU, 2 cores", "go1.26.0", "guregu/dynamo/v2 v2.6.0"} {
			require.Contains(t, c.Caption, want, name)
		}
	}
	require.Contains(t, all["puts-cost"].Caption, "256 callers")
}

func TestPercentilesReachTheSlowestItem(t *testing.T) {
	line := chartsOf(exampleReport())["puts-percentiles"].Series[0]
	last := line.Points[len(line.Points)-1]
	require.InDelta(t, 9, last.Y, 0.01)
	require.InDelta(t, 1-1.0/4001, last.X, 1e-9)
}

func TestASweepFromZeroIsLinear(t *testing.T) {
	r := exampleReport()
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		s.XName, s.X = "latency, ms", s.X-1
	}
	require.Equal(t, chart.Axis{Label: "latency, ms"}, chartsOf(r)["callers-puts-throughput"].X)
}

func TestALatencyAxisIsLogarithmicWhereTheTailIsLong(t *testing.T) {
	r := exampleReport()
	require.Equal(t, chart.Linear, chartsOf(r)["puts-percentiles"].Y.Scale)
	curve := r.Scenarios[0].Peers[0].Percentile
	curve[len(curve)-1].Micros = 1e6
	require.Equal(t, chart.Axis{Label: "latency, ms (log scale)", Scale: chart.Log}, chartsOf(r)["puts-percentiles"].Y)
}

func TestACostAxisIsLogarithmicWhereOneCallerCostsALot(t *testing.T) {
	r := exampleReport()
	require.Equal(t, chart.Axis{Label: "client CPU, us/item"}, chartsOf(r)["callers-puts-cost"].Y)
	for i := range r.Scenarios[1].Peers[0].Rounds {
		r.Scenarios[1].Peers[0].Rounds[i].CPUMicros = 4000
	}
	require.Equal(t, chart.Axis{Label: "client CPU, us/item (log scale)", Scale: chart.Log}, chartsOf(r)["callers-puts-cost"].Y)
	require.Equal(t, chart.Linear, chartsOf(r)["callers-puts-throughput"].Y.Scale)
}

func TestPeersWithoutRoundsHaveNoCharts(t *testing.T) {
	r := exampleReport()
	for i := range r.Scenarios {
		for j := range r.Scenarios[i].Peers {
			r.Scenarios[i].Peers[j] = Peer{Name: "sdk"}
		}
	}
	require.Empty(t, chartsOf(r))
	require.NoError(t, HTML(io.Discard, r))
	require.NoError(t, Markdown(io.Discard, r))
	require.NoError(t, Text(io.Discard, r.Scenarios...))
}

func TestPointsOfASweepAreInOrderWhateverTheirOrderInTheFile(t *testing.T) {
	r := exampleReport()
	r.Scenarios[1], r.Scenarios[3] = r.Scenarios[3], r.Scenarios[1]
	points := sections(r)[1].Points
	require.Equal(t, []float64{1, 64, 4096}, []float64{points[0].X, points[1].X, points[2].X})
	require.Equal(t, 4096.0, r.Scenarios[1].X, "the report itself is left alone")
}

func TestWriteAllWritesEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	require.NoError(t, WriteAll(dir, exampleReport()))

	read, err := ReadFile(filepath.Join(dir, "results.json"))
	require.NoError(t, err)
	require.Len(t, read.Scenarios, len(exampleReport().Scenarios))

	text, err := os.ReadFile(filepath.Join(dir, "results.md"))
	require.NoError(t, err)
	pictures := regexp.MustCompile(`!\[.*\]\((.*)\)`).FindAllStringSubmatch(string(text), -1)
	require.Len(t, pictures, 6)
	for _, match := range pictures {
		svg, err := os.ReadFile(filepath.Join(dir, match[1]))
		require.NoError(t, err)
		var parsed struct{ XMLName xml.Name }
		require.NoError(t, xml.Unmarshal(svg, &parsed))
		require.Equal(t, "svg", parsed.XMLName.Local)

		f, err := os.Open(filepath.Join(dir, strings.TrimSuffix(match[1], "svg")+"png"))
		require.NoError(t, err)
		_, err = png.Decode(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	require.FileExists(t, filepath.Join(dir, "report.html"))
}

func TestNamesCannotLeaveTheFolder(t *testing.T) {
	parent := t.TempDir()
	r := exampleReport()
	r.Scenarios = r.Scenarios[:1]
	r.Scenarios[0].Name = "../../../etc/Größe x/."
	require.NoError(t, WriteAll(filepath.Join(parent, "out"), r))
	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.FileExists(t, filepath.Join(parent, "out", "charts", "etc-gr-e-x-cost.png"))

	again := r.Scenarios[0]
	r.Scenarios = append(r.Scenarios, again, Scenario{Name: "…", Peers: again.Peers}, Scenario{Name: strings.Repeat("long", 100), Peers: again.Peers})
	all := chartsOf(r)
	require.Len(t, all, 4*3)
	require.Contains(t, all, "etc-gr-e-x-2-cost", "another scenario of the same name")
	require.Contains(t, all, "unnamed-cost")
	for name := range all {
		require.LessOrEqual(t, len(name), 80)
	}
}

func TestAFolderThatCannotBeMadeIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorContains(t, WriteAll(filepath.Join(file, "out"), exampleReport()), "writing ")
}
