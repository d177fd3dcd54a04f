package report

import (
	"bytes"
	"fmt"
	"io"
)

// Markdown writes the report with all its tables.
func Markdown(w io.Writer, r Report) error { return writeMarkdown(w, r, "") }

// writeMarkdown refers to the charts in the folder, if there is one.
func writeMarkdown(w io.Writer, r Report, folder string) error {
	var out bytes.Buffer
	fmt.Fprint(&out, "# dynactor benchmark\n\n")
	for _, fact := range r.facts() {
		fmt.Fprintf(&out, "- %s: %s\n", fact.Name, escape(fact.Text))
	}
	fmt.Fprintln(&out)
	if t, summary := r.targets(); len(t.Rows) > 0 {
		fmt.Fprintf(&out, "## Targets\n\n%s\n\n", summary)
		t.markdown(&out)
	}
	for _, c := range sections(r) {
		fmt.Fprintf(&out, "## %s\n\n%s\n\n", escape(c.Name), escape(c.lead(r)))
		for _, note := range c.notes() {
			fmt.Fprintf(&out, "Note: %s\n\n", escape(note))
		}
		if folder != "" {
			for _, chart := range c.charts(r) {
				fmt.Fprintf(&out, "![%s](%s/%s.svg)\n\n", escape(chart.Title), folder, chart.Name)
			}
		}
		for _, t := range c.tables() {
			t.markdown(&out)
		}
	}
	_, err := w.Write(out.Bytes())
	return err
}

// lead is the sentence below a section's name.
func (c section) lead(r Report) string { return join(" · ", c.Title, c.conditions(r)) }

// fact is a line about the whole run.
type fact struct{ Name, Text string }

func (r Report) facts() []fact {
	all := []fact{
		{"Date", r.Started.UTC().Format("2006-01-02 15:04 MST")},
		{"Machine", r.Machine.String()},
		{"Versions", r.Machine.modules()},
		{"Target", r.Target},
		{"Rounds", join(", after a warm-up of ", r.rounds(), r.WarmUp)},
		{"Command", r.Command},
	}
	kept := all[:0]
	for _, f := range all {
		if f.Text != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// targets lists all findings that have one, and says in a sentence how many of
// them were reached.
func (r Report) targets() (t table, summary string) {
	t.Columns = columns("'scenario", "'finding", "value", "rounds", "'unit", "'target", "'")
	met := 0
	for _, s := range r.Scenarios {
		for _, f := range s.Findings {
			if f.Target == nil {
				continue
			}
			if f.Target.Met(f.Value) {
				met++
			}
			t.add(s.Name, join(", ", f.Name, s.at()), number(f.Value), between(number(f.Low), number(f.High)), f.Unit, f.Target.String(), f.Target.verdict(f.Value))
		}
	}
	return t, fmt.Sprintf("%d of %d targets were met.", met, len(t.Rows))
}
