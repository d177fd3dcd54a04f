package report

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/chart"
)

// scarcity is a scenario with figures of its own, over time.
func scarcity() Scenario {
	peer := func(name string, until ...float64) Peer {
		p := Peer{Name: name}
		for _, value := range until {
			p.Add(turn(100, 4, time.Second, time.Millisecond))
			p.Rounds[len(p.Rounds)-1].Figures = []Measure{{"consumed %", 97.5}, {"until calm s", value}}
		}
		p.Timeline = &Timeline{Step: 0.5, Lines: []Line{{"units/s", []float64{3000, 1000, 990}}, {"throttled %", []float64{0, 20, 1}}}}
		return p
	}
	return Scenario{
		Name: "capacity", Title: "puts beyond what a table takes", Target: "local 3ms", Load: "40s each",
		Limit: &Timeline{Step: 0.25, Lines: []Line{{"units/s", []float64{1000, 1000}}}},
		Peers: []Peer{peer("sdk", math.NaN(), 3, math.NaN()), peer("dynactor-async", 2, 1, math.NaN())},
	}
}

func TestFiguresOfAScenariosOwnTakeThePlaceOfTheOthers(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Text(&out, scarcity()))
	text := out.String()
	require.Regexp(t, `peer +consumed % +until calm s\n`, text)
	require.Regexp(t, `sdk +97.5 +-\n`, text, "it never came about in most rounds")
	require.Regexp(t, `dynactor-async +97.5 +2\n`, text, "never is longer than any time")
	require.NotContains(t, text, "items/s")
	require.Contains(t, text, "p99 ms")
}

func TestAFigureThatNeverCameAboutIsNoNumber(t *testing.T) {
	s := scarcity()
	never, late := s.Peers[0].Figure("until calm s"), s.Peers[1].Figure("until calm s")
	require.True(t, math.IsNaN(never.Value))
	require.Equal(t, 3.0, never.Low)
	require.True(t, math.IsNaN(never.High))
	require.Equal(t, 2.0, late.Value)
	require.True(t, math.IsNaN(s.Peers[0].Figure("unknown").Value))
	require.True(t, math.IsNaN((&Peer{}).Figure("unknown").Value))
}

func TestFiguresAndTimelinesSurviveJSON(t *testing.T) {
	text, err := json.Marshal(scarcity())
	require.NoError(t, err)
	require.Contains(t, string(text), `{"name":"until calm s","value":null}`)
	var read Scenario
	require.NoError(t, json.Unmarshal(text, &read))
	want := scarcity()
	require.Equal(t, want.Limit, read.Limit)
	require.Equal(t, want.Peers[1].Timeline, read.Peers[1].Timeline)
	require.True(t, math.IsNaN(read.Peers[0].Rounds[0].Figures[1].Value))
	require.Equal(t, Measure{"consumed %", 97.5}, read.Peers[0].Rounds[0].Figures[0])
}

func TestPeersStandBesideEachOtherOverTime(t *testing.T) {
	r := Report{Rounds: 5, Duration: "2s", Scenarios: []Scenario{scarcity()}}
	all := chartsOf(r)
	require.Len(t, all, 2)
	units := all["capacity-time-1"]
	require.Equal(t, "capacity: units/s over time", units.Title)
	require.NotContains(t, units.Caption, "2s", "the load says how long it was")
	require.Contains(t, units.Caption, "40s each")
	require.Len(t, units.Series, 3)
	require.Equal(t, "limit", units.Series[0].Name)
	require.Equal(t, []chart.Point{{X: 0.125, Y: 1000, Low: 1000, High: 1000}, {X: 0.375, Y: 1000, Low: 1000, High: 1000}}, units.Series[0].Points)
	require.Equal(t, "dynactor-async", units.Series[2].Name)
	require.Equal(t, chart.Point{X: 1.25, Y: 990, Low: 990, High: 990}, units.Series[2].Points[2])
	require.Len(t, all["capacity-time-2"].Series, 2, "there's no limit of it")

	var page strings.Builder
	require.NoError(t, HTML(&page, r))
	require.Contains(t, page.String(), "throttled % over time")
}
