package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// labelRoom is the part of a bar chart's width that is kept for the numbers
// right of the bars.
const labelRoom = 0.15

// plotBars draws a horizontal bar for each peer, from zero, the first on top,
// with its number. Names beside the bars need no legend.
func (c Chart) plotBars(area draw.Canvas, series []Series, styles []style) {
	c.X, c.Y = c.Y, Axis{} // the value is across
	p := c.newPlot()
	var values []float64
	rows := make([]plot.Tick, len(series))
	for i, s := range series {
		values = append(values, s.Points[0].High)
		rows[i] = plot.Tick{Value: float64(len(series) - i), Label: s.Name}
	}
	Linear.apply(&p.X, values)
	p.X.Max *= 1 / (1 - labelRoom)
	p.Y.Min, p.Y.Max = 0.4, float64(len(series))+0.6
	p.Y.Tick.Marker = plot.ConstantTicks(rows)
	p.Y.Tick.Length, p.Y.Tick.Color = 3, lines
	p.Y.Tick.Label.Color = ink
	p.Add(bars{series, styles})
	p.Draw(area)
}

type bars struct {
	series []Series
	styles []style
}

// Plot is called by the plot, once the axes are known.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	const half = 0.32 // of a row
	for _, tick := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if tick.Value > 0 {
			c.StrokeLine2(draw.LineStyle{Color: lines, Width: vg.Points(0.5)}, toX(tick.Value), c.Min.Y, toX(tick.Value), c.Max.Y)
		}
	}
	numbers := textStyle(textSize, ink)
	numbers.YAlign = draw.YCenter
	for i, s := range b.series {
		row, point := float64(len(b.series)-i), s.Points[0]
		bottom, middle, top := toY(row-half), toY(row), toY(row+half)
		c.SetColor(b.styles[i].colour)
		bar := vg.Rectangle{Min: vg.Point{X: toX(0), Y: bottom}, Max: vg.Point{X: toX(point.Y), Y: top}}
		c.Fill(bar.Path())
		if point.Low < point.High {
			whisker := draw.LineStyle{Color: ink, Width: vg.Points(0.9)}
			c.StrokeLine2(whisker, toX(point.Low), middle, toX(point.High), middle)
			for _, end := range []float64{point.Low, point.High} {
				c.StrokeLine2(whisker, toX(end), middle-3, toX(end), middle+3)
			}
		}
		c.FillText(numbers, vg.Point{X: toX(point.High) + 6, Y: middle + lift}, short(point.Y, 3))
	}
}
