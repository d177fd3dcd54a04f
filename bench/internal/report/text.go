package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Header prints what was run.
func Header(w io.Writer, r Report) error {
	_, err := fmt.Fprintf(w, "dynactor benchmark: %d rounds of %s, server latency %s, %s, %d CPUs\n",
		r.Rounds, r.Duration, r.Latency, r.Go, r.CPUs)
	return err
}

// Text prints a scenario as tables.
func Text(w io.Writer, s Scenario) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "\n%s: %s\n", s.Name, s.Title)
	if len(s.Peers) > 0 {
		peerTable(&out, s.Peers)
	}
	if len(s.Costs) > 0 {
		costTable(&out, s.Costs)
	}
	if s.Pending != nil {
		pendingTable(&out, *s.Pending)
	}
	if len(s.Findings) > 0 {
		findingTable(&out, s.Findings)
	}
	_, err := w.Write(out.Bytes())
	return err
}

func peerTable(to *bytes.Buffer, peers []Peer) {
	table := newTable()
	fmt.Fprintln(table, "peer\titems/s\tmin\tmax\tCPU us/item\titems/call\tp50 ms\tp90 ms\tp99 ms\tmax ms\t")
	for _, p := range peers {
		rates := p.Each(Throughput)
		fmt.Fprintf(table, "%s\t%.0f\t%.0f\t%.0f\t%.1f\t%.1f\t%.2f\t%.2f\t%.2f\t%.2f\t\n", p.Name,
			stats.Median(rates), slices.Min(rates), slices.Max(rates),
			stats.Median(p.Each(CPUPerItem)), stats.Median(p.Each(ItemsPerCall)),
			p.P50/1e3, p.P90/1e3, p.P99/1e3, p.Max/1e3)
	}
	table.flush(to)
}

func costTable(to *bytes.Buffer, costs []Cost) {
	table := newTable()
	fmt.Fprintln(table, "requests of\trequests\tallocs/request\tbytes/request\t")
	for _, c := range costs {
		fmt.Fprintf(table, "%s\t%d\t%.2f\t%.0f\t\n", c.Name, c.Requests, stats.Median(c.Allocs), stats.Median(c.Bytes))
	}
	table.flush(to)
}

func pendingTable(to *bytes.Buffer, p Pending) {
	table := newTable()
	fmt.Fprintln(table, "pending requests\theap MB\tstacks MB\tbytes/request\tgoroutines\t")
	fmt.Fprintf(table, "%d\t%.1f\t%.1f\t%.0f\t%d\t\n", p.Requests,
		float64(p.HeapBytes)/1e6, float64(p.StackBytes)/1e6, p.BytesPerRequest, p.Goroutines)
	table.flush(to)
}

func findingTable(to *bytes.Buffer, findings []Finding) {
	table := newTable()
	fmt.Fprintln(table, "finding\tvalue\trounds\tunit\ttarget\t\t")
	for _, f := range findings {
		fmt.Fprintf(table, "%s\t%s\t%s .. %s\t%s\t", f.Name, number(f.Value), number(f.Low), number(f.High), f.Unit)
		if f.Target == nil {
			fmt.Fprint(table, "\t\t\n")
			continue
		}
		verdict := "met"
		if !f.Target.Met(f.Value) {
			verdict = "MISSED"
		}
		fmt.Fprintf(table, "%s\t%s\t\n", f.Target, verdict)
	}
	table.flush(to)
}

// table aligns its columns; flush prints it indented, without trailing spaces.
type table struct {
	*tabwriter.Writer
	text *bytes.Buffer
}

func newTable() table {
	text := new(bytes.Buffer)
	return table{tabwriter.NewWriter(text, 0, 0, 2, ' ', 0), text}
}

func (t table) flush(to *bytes.Buffer) {
	t.Flush() // into memory: no error
	for line := range bytes.Lines(t.text.Bytes()) {
		fmt.Fprintf(to, "  %s\n", bytes.TrimRight(line, " \n"))
	}
}

// number prints three significant digits, and large numbers whole.
func number(value float64) string {
	if value >= 100 || value <= -100 {
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.3g", value)
}
