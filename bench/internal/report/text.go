package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Header prints what is going to run.
func Header(w io.Writer, r Report) error {
	target := ""
	if r.Target != "" {
		target = "target " + r.Target
	}
	_, err := fmt.Fprintf(w, "dynactor benchmark: %s\n", plain(join(", ", r.rounds(), target, r.Machine.String())))
	return err
}

// Text prints scenarios as tables, all points of a sweep in the same ones.
func Text(w io.Writer, scenarios ...Scenario) error {
	var out bytes.Buffer
	for _, c := range sections(Report{Scenarios: scenarios}) {
		fmt.Fprintf(&out, "\n%s: %s", plain(c.Name), plain(c.Title))
		if conditions := c.conditions(Report{}); conditions != "" {
			fmt.Fprintf(&out, " (%s)", plain(conditions))
		}
		fmt.Fprintln(&out)
		for _, note := range c.notes() {
			fmt.Fprintf(&out, "  note: %s\n", plain(note))
		}
		for _, t := range c.tables() {
			t.text(&out)
		}
	}
	_, err := w.Write(out.Bytes())
	return err
}

// join joins what isn't empty.
func join(by string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, by)
}
