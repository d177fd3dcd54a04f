package csvitems

import (
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/column"
)

// parseHeader returns the columns that a header row names.
func parseHeader(cells []string) ([]column.Column, error) {
	if len(cells) > MaxColumns {
		return nil, checkColumns(make([]column.Column, len(cells)))
	}
	columns := make([]column.Column, len(cells))
	for i, cell := range cells {
		// The row shares one string, which names that live as long as the job shouldn't keep.
		columns[i].Name = strings.Clone(cell)
		if colon := strings.LastIndexByte(cell, ':'); colon >= 0 {
			if typ, err := column.Parse(cell[colon+1:]); err == nil {
				columns[i] = column.Column{Name: strings.Clone(cell[:colon]), Type: typ}
			}
		}
	}
	return columns, checkColumns(columns)
}

// giveTypes gives the header's columns the types that the caller named.
func giveTypes(header, given []column.Column) error {
	places := make(map[string]int, len(header))
	for i, c := range header {
		places[c.Name] = i
	}
	for _, c := range given {
		i, ok := places[c.Name]
		if !ok {
			return fmt.Errorf("csv: the header has no column %q: correct the name", c.Name)
		}
		if t := header[i].Type; t != column.Untyped && c.Type != column.Untyped && t != c.Type {
			return fmt.Errorf("csv: column %q is %s in the header, not %s: correct one of them", c.Name, t, c.Type)
		}
		if c.Type != column.Untyped {
			header[i].Type = c.Type
		}
	}
	return nil
}

// headerCell is the reverse of what parseHeader does with one.
func headerCell(c column.Column) string { return c.Name + ":" + c.Type.String() }
