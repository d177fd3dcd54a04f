package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostMarkers is how many points of a line have their marker: more would hide it.
const mostMarkers = 24

func (c Chart) plotLines(area draw.Canvas, series []Series, styles []style) {
	p := c.newPlot()
	var xs, ys []float64
	for _, s := range series {
		for _, point := range s.Points {
			xs = append(xs, point.X)
			ys = append(ys, point.Y, point.Low, point.High)
		}
	}
	c.X.Scale.apply(&p.X, xs)
	c.Y.Scale.apply(&p.Y, ys)
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = lines, lines
	p.Add(grid)
	for i, s := range series {
		p.Add(curve{s.Points, styles[i], c.X.Scale, c.Y.Scale})
	}
	p.Draw(area)
}

// apply sets an axis up for the values. The plot knows places only, not values:
// for it all axes are linear.
func (s Scale) apply(axis *plot.Axis, values []float64) {
	shown := s.of(values)
	axis.Min, axis.Max = s.place(shown.low), s.place(shown.high)
	ticks := s.ticks(shown)
	for i := range ticks {
		ticks[i].Value = s.place(ticks[i].Value)
	}
	axis.Tick.Marker = plot.ConstantTicks(ticks)
}

// curve draws one peer's line with its whiskers and markers.
type curve struct {
	points []Point
	style  style
	x, y   Scale
}

// Plot is called by the plot, once the axes are known.
func (l curve) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	places := make([]vg.Point, len(l.points))
	for i, point := range l.points {
		places[i] = vg.Point{X: toX(l.x.place(point.X)), Y: toY(l.y.place(point.Y))}
		if point.Low < point.High {
			whisker := draw.LineStyle{Color: l.style.colour, Width: vg.Points(0.8)}
			c.StrokeLine2(whisker, places[i].X, toY(l.y.place(point.Low)), places[i].X, toY(l.y.place(point.High)))
		}
	}
	if len(places) > 1 {
		c.StrokeLines(l.style.line(vg.Points(1.8)), places)
	}
	every := 1
	if len(places) > mostMarkers {
		every = 10
	}
	for i, place := range places {
		if i%every == 0 || i == len(places)-1 {
			c.DrawGlyphNoClip(l.style.glyph(), place)
		}
	}
}
