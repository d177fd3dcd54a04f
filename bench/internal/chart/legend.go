package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawLegend writes the peers' names side by side, with a piece of their line,
// in as many rows as they need, and returns the height of all rows.
func drawLegend(area draw.Canvas, series []Series, styles []style) vg.Length {
	names := textStyle(textSize, ink)
	names.YAlign = draw.YCenter
	x, row := area.Min.X, 1
	for i, s := range series {
		needs := thumbnail + 4 + names.Width(s.Name)
		if x > area.Min.X && x+needs > area.Max.X {
			x, row = area.Min.X, row+1
		}
		y := area.Max.Y - vg.Length(row)*legendLine + legendLine/2
		area.StrokeLine2(styles[i].line(vg.Points(1.8)), x, y, x+thumbnail, y)
		area.DrawGlyph(styles[i].glyph(), vg.Point{X: x + thumbnail/2, Y: y})
		area.FillText(names, vg.Point{X: x + thumbnail + 4, Y: y + lift}, s.Name)
		x += needs + 16
	}
	return vg.Length(row) * legendLine
}
