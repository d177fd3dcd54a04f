package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// table is what text, Markdown and HTML show alike.
type table struct {
	// Columns are the heads. Those of texts stand left, of numbers right.
	Columns []column
	Rows    [][]string
}

type column struct {
	Name string
	Text bool
}

// columns makes the heads: names that begin with ' are of texts.
func columns(names ...string) []column {
	all := make([]column, len(names))
	for i, name := range names {
		bare, text := strings.CutPrefix(name, "'")
		all[i] = column{bare, text}
	}
	return all
}

func (t *table) add(cells ...string) { t.Rows = append(t.Rows, cells) }

// text writes the table aligned and indented, for a terminal.
func (t table) text(w io.Writer) {
	widths := make([]int, len(t.Columns))
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Name
	}
	all := append([][]string{heads}, t.Rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(plain(cell)))
		}
	}
	for _, row := range all {
		var line strings.Builder
		for i, cell := range row {
			cell = plain(cell)
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if t.Columns[i].Text {
				line.WriteString("  " + cell + space)
			} else {
				line.WriteString("  " + space + cell)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// markdown writes the table with pipes.
func (t table) markdown(w io.Writer) {
	heads, marks := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i], marks[i] = escape(c.Name), "---:"
		if c.Text {
			marks[i] = "---"
		}
	}
	fmt.Fprintf(w, "| %s |\n| %s |\n", strings.Join(heads, " | "), strings.Join(marks, " | "))
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = escape(cell)
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	fmt.Fprintln(w)
}
