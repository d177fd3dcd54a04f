package report

import (
	_ "embed"
	"html/template"
	"io"

	"github.com/dynactor/dynactor/bench/internal/chart"
)

//go:embed page.html.tmpl
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{"plain": plain}).Parse(pageText))

// HTML writes the report as one page that needs nothing else: the charts, which
// WriteAll makes too, are within it, in the reader's dark or light colours.
func HTML(w io.Writer, r Report) error {
	view := pageView{Facts: r.facts()}
	var all table
	all, view.Summary = r.targets()
	if len(all.Rows) > 0 {
		view.Targets = &all
	}
	for _, c := range sections(r) {
		s := sectionView{ID: "s-" + c.Slug, Name: c.Name, Lead: c.lead(r), Notes: c.notes(), Charts: c.charts(r), Tables: c.tables()}
		view.Sections = append(view.Sections, s)
	}
	return page.Execute(w, view)
}

// pageView and the others are what the template is filled with. All texts in
// them are escaped by it; the charts escape their own.
type pageView struct {
	Facts    []fact
	Targets  *table
	Summary  string
	Sections []sectionView
}

type sectionView struct {
	ID, Name, Lead string
	Notes          []string
	Charts         []chart.Chart
	Tables         []table
}

// Class of a cell, for the page's style.
func (t table) Class(column int, cell string) string {
	switch {
	case cell == "met":
		return "t met"
	case cell == "MISSED":
		return "t missed"
	case t.Columns[column].Text:
		return "t"
	}
	return ""
}
