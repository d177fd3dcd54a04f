package report

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// fewest is how many rounds it takes before the gap between two ranges says
// anything: of two peers that are equal, all three rounds of one lie beyond all
// three of the other once in ten times.
const fewest = 3

// comparison is two reports side by side.
type comparison struct {
	Runs     table
	Warnings []string
	Only     []string // what is in one of the two only
	Sections []compared
}

type compared struct {
	Name   string
	Tables []table
}

// Compare writes two reports side by side as Markdown: for each scenario and
// peer that both have, the figures and B's over A's.
func Compare(w io.Writer, a, b Report) error {
	c := compare(a, b)
	if _, err := fmt.Fprint(w, "# dynactor benchmark, B compared with A\n\n"); err != nil {
		return err
	}
	c.Runs.markdown(w)
	for _, warning := range c.Warnings {
		fmt.Fprintf(w, "- **Warning:** %s\n", escape(warning))
	}
	for _, only := range c.Only {
		fmt.Fprintf(w, "- %s\n", escape(only))
	}
	if len(c.Warnings)+len(c.Only) > 0 {
		fmt.Fprintln(w)
	}
	for _, s := range c.Sections {
		fmt.Fprintf(w, "## %s\n\n", escape(s.Name))
		for _, t := range s.Tables {
			t.markdown(w)
		}
	}
	_, err := fmt.Fprintln(w, legend)
	return err
}

// CompareText is Compare for a terminal.
func CompareText(w io.Writer, a, b Report) error {
	c := compare(a, b)
	c.Runs.text(w)
	for _, warning := range c.Warnings {
		fmt.Fprintf(w, "warning: %s\n", plain(warning))
	}
	for _, only := range c.Only {
		fmt.Fprintln(w, plain(only))
	}
	for _, s := range c.Sections {
		fmt.Fprintf(w, "\n%s\n", plain(s.Name))
		for _, t := range s.Tables {
			t.text(w)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", legend)
	return err
}

const legend = "B / A are the medians of the rounds. Where the rounds' ranges overlap there is no clear difference."

func compare(a, b Report) comparison {
	c := comparison{Runs: runs(a, b), Warnings: differences(a, b)}
	pairs, onlyA, onlyB := match(a.Scenarios, b.Scenarios)
	for _, s := range onlyA {
		c.Only = append(c.Only, "only in A: "+s.name())
	}
	for _, s := range onlyB {
		c.Only = append(c.Only, "only in B: "+s.name())
	}
	for _, p := range pairs {
		c.add(a, b, p.a, p.b)
	}
	return c
}

// name of a scenario with the point that it is.
func (s Scenario) name() string { return join(", ", s.Name, s.at()) }

// runs says what A and B are.
func runs(a, b Report) table {
	t := table{Columns: columns("'", "'A", "'B")}
	both := map[string][2]string{}
	var order []string
	for side, r := range []Report{a, b} {
		for _, f := range r.facts() {
			texts, known := both[f.Name]
			if !known {
				order = append(order, f.Name)
			}
			texts[side] = f.Text
			both[f.Name] = texts
		}
	}
	for _, name := range order {
		t.add(name, both[name][0], both[name][1])
	}
	return t
}

// differences are those of the circumstances. They don't forbid to compare (a
// new version is why one does), but they have to be known.
func differences(a, b Report) []string {
	var found []string
	for _, d := range []struct{ what, a, b string }{
		{"the machines differ", a.Machine.hardware(), b.Machine.hardware()},
		{"the Go versions differ", a.Machine.Go, b.Machine.Go},
		{"the targets differ", a.Target, b.Target},
		{"the rounds differ", a.rounds(), b.rounds()},
	} {
		if d.a != d.b {
			found = append(found, fmt.Sprintf("%s: %s in A, %s in B", d.what, orNone(d.a), orNone(d.b)))
		}
	}
	names := slices.Collect(maps.Keys(a.Machine.Versions))
	names = slices.AppendSeq(names, maps.Keys(b.Machine.Versions))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if before, after := a.Machine.Versions[name], b.Machine.Versions[name]; before != after {
			found = append(found, fmt.Sprintf("the versions of %s differ: %s in A, %s in B", name, orNone(before), orNone(after)))
		}
	}
	return found
}

// rounds says how often and how long, and nothing where there were none.
func (r Report) rounds() string {
	if r.Rounds == 0 {
		return ""
	}
	if r.Rounds == 1 {
		return "1 round of " + r.Duration
	}
	return fmt.Sprintf("%d rounds of %s", r.Rounds, r.Duration)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// add compares one scenario of both.
func (c *comparison) add(ra, rb Report, a, b Scenario) {
	for _, d := range []struct{ what, a, b string }{{"targets", a.Target, b.Target}, {"loads", a.Load, b.Load}} {
		// What the whole runs differ in is said once.
		if d.a != d.b && !(d.a == ra.Target && d.b == rb.Target) {
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s: the %s differ: %s in A, %s in B", a.name(), d.what, orNone(d.a), orNone(d.b)))
		}
	}
	section := compared{Name: a.name()}
	peers := table{Columns: columns("'peer", "'figure", "A", "rounds of A", "B", "rounds of B", "B / A", "'")}
	for _, name := range peerNames([]Scenario{a, b}) {
		pa, pb := a.peer(name), b.peer(name)
		switch {
		case pa == nil:
			c.Only = append(c.Only, fmt.Sprintf("only in B: %s of %s", name, b.name()))
		case pb == nil:
			c.Only = append(c.Only, fmt.Sprintf("only in A: %s of %s", name, a.name()))
		default:
			for _, f := range comparedFigures {
				peers.add(f.row(name, pa, pb)...)
			}
		}
	}
	if len(peers.Rows) > 0 {
		section.Tables = append(section.Tables, peers)
	}
	if findings := compareFindings(a.Findings, b.Findings); len(findings.Rows) > 0 {
		section.Tables = append(section.Tables, findings)
	}
	if len(section.Tables) > 0 {
		c.Sections = append(c.Sections, section)
	}
}

// comparedFigure is one figure of a peer.
type comparedFigure struct {
	name   string
	figure func(Round) float64
	more   bool // more is better
}

var comparedFigures = []comparedFigure{
	{"items/s", Throughput, true},
	{"CPU us/item", CPUPerItem, false},
	{"p99 ms", func(r Round) float64 { return r.P99 / 1e3 }, false},
}

func (f comparedFigure) row(peer string, a, b *Peer) []string {
	was, is := a.Each(f.figure), b.Each(f.figure)
	if len(was) == 0 || len(is) == 0 {
		return []string{peer, f.name, "-", "-", "-", "-", "-", "no rounds"}
	}
	before, after := stats.Spread(was), stats.Spread(is)
	ratio := "-"
	if before.Value > 0 && after.Value > 0 {
		ratio = fixed(after.Value/before.Value, 2)
	}
	return []string{peer, f.name,
		number(before.Value), between(number(before.Low), number(before.High)),
		number(after.Value), between(number(after.Low), number(after.High)),
		ratio, f.verdict(before, after, min(len(was), len(is)))}
}

// verdict says whether B is better, if one can tell.
func (f comparedFigure) verdict(a, b stats.Figure, rounds int) string {
	switch {
	case a.Value <= 0 || b.Value <= 0:
		return "not measured"
	case a.Low <= b.High && b.Low <= a.High:
		return "no clear difference"
	case rounds < fewest:
		return "too few rounds to tell"
	case (b.Value > a.Value) == f.more:
		return "better"
	}
	return "worse"
}

// compareFindings puts the findings of both side by side, and whether they
// reached their targets.
func compareFindings(a, b []Finding) table {
	t := table{Columns: columns("'finding", "'unit", "A", "rounds of A", "B", "rounds of B", "'target", "'A", "'B")}
	for _, before := range a {
		at := slices.IndexFunc(b, func(f Finding) bool { return f.Name == before.Name && f.Unit == before.Unit })
		if at < 0 {
			continue
		}
		after := b[at]
		bound, was, is := "", "", ""
		if target := after.Target; target != nil {
			bound, was, is = target.String(), target.verdict(before.Value), target.verdict(after.Value)
		}
		t.add(before.Name, before.Unit, number(before.Value), between(number(before.Low), number(before.High)),
			number(after.Value), between(number(after.Low), number(after.High)), bound, was, is)
	}
	return t
}
