package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rates is a peer with a round for each number of items a second.
func rates(name string, itemsPerSecond ...int) Peer {
	peer := Peer{Name: name}
	for _, n := range itemsPerSecond {
		peer.Rounds = append(peer.Rounds, Round{ItemsPerSecond: float64(n), CPUMicros: 1e6 / float64(n)})
	}
	return peer
}

func comparing(t *testing.T, a, b Report) (markdown, text string) {
	var m, p strings.Builder
	require.NoError(t, Compare(&m, a, b))
	require.NoError(t, CompareText(&p, a, b))
	return m.String(), p.String()
}

func one(peers ...Peer) Report {
	return Report{Scenarios: []Scenario{{Name: "puts", Peers: peers}}}
}

func TestADifferenceIsOneWhereTheRoundsLieApart(t *testing.T) {
	for name, c := range map[string]struct {
		a, b            Peer
		ratio           string
		items, cpuWords string
	}{
		"faster":         {rates("x", 100, 110, 120), rates("x", 200, 220, 240), "2.00", "better", "better"},
		"slower":         {rates("x", 200, 220, 240), rates("x", 100, 110, 120), "0.50", "worse", "worse"},
		"overlapping":    {rates("x", 100, 110, 120), rates("x", 120, 130, 140), "1.18", "no clear difference", "no clear difference"},
		"the same":       {rates("x", 100, 100, 100), rates("x", 100, 100, 100), "1.00", "no clear difference", "no clear difference"},
		"too few rounds": {rates("x", 100, 110), rates("x", 200, 220, 240), "2.10", "too few rounds to tell", "too few rounds to tell"},
	} {
		markdown, text := comparing(t, one(c.a), one(c.b))
		cells := find(t, markdown, "x", "items/s")
		require.Equal(t, c.ratio, cells[6], name)
		require.Equal(t, c.items, cells[7], name)
		require.Equal(t, c.cpuWords, find(t, markdown, "x", "CPU us/item")[7], name)
		require.Equal(t, "not measured", find(t, markdown, "x", "p99 ms")[7], name)
		require.Contains(t, text, c.ratio+"  "+c.items)
	}
}

// find is the row of a table that begins with the cells.
func find(t *testing.T, markdown string, begin ...string) []string {
	for _, row := range rows(markdown) {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if len(row) >= len(begin) && strings.Join(row[:len(begin)], "|") == strings.Join(begin, "|") {
			return row
		}
	}
	require.Fail(t, "no row", "%v in %s", begin, markdown)
	return nil
}

func TestRangesStandBesideTheRatio(t *testing.T) {
	markdown, _ := comparing(t, one(rates("x", 100, 110, 120)), one(rates("x", 200, 220, 240)))
	require.Equal(t, []string{"x", "items/s", "110", "100 .. 120", "220", "200 .. 240", "2.00", "better"}, find(t, markdown, "x", "items/s"))
}

func TestWhatOnlyOneHasIsListed(t *testing.T) {
	a, b := exampleReport(), exampleReport()
	a.Scenarios = a.Scenarios[:3]
	b.Scenarios = b.Scenarios[:2]
	b.Scenarios = append(b.Scenarios, Scenario{Name: "gets"})
	a.Scenarios[0].Peers[0].Name = "old"
	b.Scenarios[0].Peers[0].Name = "new"
	markdown, text := comparing(t, a, b)
	for _, want := range []string{"only in A: callers-puts, callers = 64\n", "only in B: gets\n", "only in A: old of puts\n", "only in B: new of puts\n"} {
		require.Contains(t, markdown, "- "+want)
		require.Contains(t, text, want)
	}
	require.NotContains(t, markdown, "Warning")
}

func TestOtherCircumstancesAreWarnedOf(t *testing.T) {
	a, b := exampleReport(), exampleReport()
	b.Machine.CPU, b.Machine.Go = "Other CPU", "go1.27"
	b.Machine.Versions = map[string]string{"github.com/guregu/dynamo/v2": "v2.7.0", "another": "v1"}
	b.Target, b.Rounds = "local", 9
	b.Scenarios[0].Target, b.Scenarios[0].Load = "local", "20,000/s"
	b.Scenarios[1].Target = "aws"
	markdown, text := comparing(t, a, b)
	for _, want := range []string{
		"the machines differ: Example CPU, 2 cores, 8.0 GiB, linux/amd64 in A, Other CPU, 2 cores, 8.0 GiB, linux/amd64 in B",
		"the Go versions differ: go1.26.0 in A, go1.27 in B",
		"the versions of another differ: none in A, v1 in B",
		"the versions of github.com/guregu/dynamo/v2 differ: v2.6.0 in A, v2.7.0 in B",
		"the targets differ: fixed 3ms in A, local in B",
		"the rounds differ: 2 rounds of 1s in A, 9 rounds of 1s in B",
		"puts: the loads differ: 256 callers in A, 20,000/s in B",
		"callers-puts, callers = 1: the targets differ: fixed 3ms in A, aws in B",
	} {
		require.Contains(t, markdown, "- **Warning:** "+escape(want)+"\n")
		require.Contains(t, text, "warning: "+want+"\n")
	}
	require.NotContains(t, text, "puts: the targets differ: fixed 3ms in A, local", "the whole runs do")
}

func TestScenariosOfOneNameAreMatchedByTheirLoad(t *testing.T) {
	at := func(load string, rate int) Scenario {
		return Scenario{Name: "puts", Load: load, Peers: []Peer{rates("x", rate, rate, rate)}}
	}
	a := Report{Scenarios: []Scenario{at("64 callers", 64), at("128 callers", 128)}}
	b := Report{Scenarios: []Scenario{at("128 callers", 256), at("64 callers", 128), at("1 callers", 1)}}
	_, text := comparing(t, a, b)
	require.Equal(t, 2, strings.Count(text, "2.00  better\n  x     CPU"), text)
	require.NotContains(t, text, "warning")
	require.Contains(t, text, "only in B: puts")
}

func TestPointsOfASweepAreMatchedByTheirPlace(t *testing.T) {
	at := func(x float64, rate int) Scenario {
		return Scenario{Name: "sweep", Group: "sweep", XName: "callers", X: x, Peers: []Peer{rates("x", rate, rate, rate)}}
	}
	a := Report{Scenarios: []Scenario{at(1, 100), at(64, 200)}}
	b := Report{Scenarios: []Scenario{at(64, 600), at(1, 300)}}
	_, text := comparing(t, a, b)
	require.Equal(t, 2, strings.Count(text, "3.00  better"), text)
	require.Contains(t, text, "\nsweep, callers = 1\n")
}

func TestFindingsAreComparedWithTheirTargets(t *testing.T) {
	a, b := exampleReport(), exampleReport()
	b.Scenarios[0].Findings = b.Scenarios[0].Findings[1:]
	b.Scenarios[0].Findings[0].Value = 8.5
	markdown, _ := comparing(t, a, b)
	require.Equal(t, []string{"async / goroutines", "x", "7.5", "7 .. 8", "8.5", "7 .. 8", "&gt;= 8", "MISSED", "met"},
		find(t, markdown, "async / goroutines"))
	require.NotContains(t, markdown, "async / workers", "only A has it")
}

func TestComparingStrangeReports(t *testing.T) {
	empty := one(Peer{Name: "x"})
	markdown, _ := comparing(t, empty, one(rates("x", 1, 2, 3)))
	require.Equal(t, "no rounds", find(t, markdown, "x", "items/s")[7])
	comparing(t, Report{}, Report{})
	markdown, text := comparing(t, evilReport(), evilReport())
	require.NotContains(t, markdown, "<script")
	require.NotContains(t, text, "\x1b")
}
