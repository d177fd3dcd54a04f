package report

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/dynactor/dynactor/bench/internal/chart"
)

// WriteAll writes everything into the folder, which need not exist yet:
// results.json, results.md, report.html, and charts/*.png and *.svg. Files of
// the same names are replaced, others stay.
func WriteAll(dir string, r Report) error {
	const charts = "charts"
	for name, write := range map[string]func(io.Writer, Report) error{
		"results.json": WriteJSON,
		"results.md":   func(w io.Writer, r Report) error { return writeMarkdown(w, r, charts) },
		"report.html":  HTML,
	} {
		if err := create(filepath.Join(dir, name), func(w io.Writer) error { return write(w, r) }); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	for _, c := range sections(r) {
		for _, made := range c.charts(r) {
			for ending, write := range map[string]func(chart.Chart, io.Writer) error{"png": chart.Chart.PNG, "svg": chart.Chart.SVG} {
				name := filepath.Join(dir, charts, made.Name+"."+ending)
				if err := create(name, func(w io.Writer) error { return write(made, w) }); err != nil {
					return fmt.Errorf("writing the chart %s: %w", name, err)
				}
			}
		}
	}
	return nil
}
