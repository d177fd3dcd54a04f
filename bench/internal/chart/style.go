package chart

import (
	"hash/fnv"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// style is how a peer looks in every chart, so that charts can be compared. The
// colours are of Okabe and Ito's palette for the colour-blind, some darkened:
// each has a contrast of at least 3 with white and with the page's dark
// background. Where colours fail (print, nine peers), dashes and markers tell:
// dynactor's lines are solid, all others' are dashed.
type style struct {
	colour color.RGBA
	dashes []vg.Length
	marker draw.GlyphDrawer
}

var (
	solid      []vg.Length
	dashed     = []vg.Length{vg.Points(6), vg.Points(3)}
	dotted     = []vg.Length{vg.Points(2), vg.Points(2.5)}
	dashDotted = []vg.Length{vg.Points(7), vg.Points(2.5), vg.Points(1.5), vg.Points(2.5)}
)

var (
	grey       = rgb(0x7A7F87)
	orange     = rgb(0xC97A00)
	purple     = rgb(0xBF6A98)
	violet     = rgb(0x8F63C2)
	vermillion = rgb(0xD55E00)
	blue       = rgb(0x0077BB)
	sky        = rgb(0x3D9BD1)
	green      = rgb(0x009E73)
	olive      = rgb(0x85852A)
)

var styles = map[string]style{
	"sdk":                  {grey, dashed, draw.BoxGlyph{}},
	"sdk-adaptive":         {purple, dotted, draw.RingGlyph{}},
	"limit":                {vermillion, dotted, unmarked{}},
	"sdk-goroutines":       {grey, dashed, draw.BoxGlyph{}},
	"direct":               {grey, dashed, draw.BoxGlyph{}},
	"workers":              {orange, dashDotted, draw.PyramidGlyph{}},
	"batch-workers":        {orange, dashDotted, draw.PyramidGlyph{}},
	"guregu":               {purple, dotted, draw.RingGlyph{}},
	"guregu-batch":         {violet, dashDotted, draw.CrossGlyph{}},
	"go-ycsb":              {vermillion, dotted, draw.PlusGlyph{}},
	"dynactor-async":       {blue, solid, draw.CircleGlyph{}},
	"dynactor-sync":        {sky, solid, draw.SquareGlyph{}},
	"dynactor-typed":       {green, solid, draw.TriangleGlyph{}},
	"dynactor-typed-async": {olive, solid, diamond{}},
}

// strangers are for names that aren't in the list above.
var strangers = []style{
	{purple, dashed, diamond{}},
	{green, dotted, draw.SquareGlyph{}},
	{blue, dashDotted, draw.RingGlyph{}},
	{vermillion, dashed, draw.CircleGlyph{}},
	{olive, dotted, draw.PyramidGlyph{}},
	{violet, dashed, draw.BoxGlyph{}},
}

// styleOf are the styles of a chart's peers. A stranger always has the same
// one, unless another stranger of the same chart has it.
func styleOf(series []Series) []style {
	taken := map[int]bool{}
	all := make([]style, len(series))
	for i, s := range series {
		known, ok := styles[s.Name]
		if !ok {
			hash := fnv.New32a()
			hash.Write([]byte(s.Name))
			n := int(hash.Sum32() % uint32(len(strangers)))
			for range strangers {
				if !taken[n] {
					break
				}
				n = (n + 1) % len(strangers)
			}
			taken[n] = true
			known = strangers[n]
		}
		all[i] = known
	}
	return all
}

func (s style) line(width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: s.colour, Width: width, Dashes: s.dashes}
}

func (s style) glyph() draw.GlyphStyle {
	return draw.GlyphStyle{Color: s.colour, Radius: vg.Points(3.2), Shape: s.marker}
}

// unmarked is no marker: a line that isn't a peer's.
type unmarked struct{}

func (unmarked) DrawGlyph(*draw.Canvas, draw.GlyphStyle, vg.Point) {}

// diamond is a filled square on its corner.
type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, at vg.Point) {
	r := sty.Radius * 1.3
	c.SetColor(sty.Color)
	var path vg.Path
	path.Move(vg.Point{X: at.X, Y: at.Y + r})
	path.Line(vg.Point{X: at.X + r, Y: at.Y})
	path.Line(vg.Point{X: at.X, Y: at.Y - r})
	path.Line(vg.Point{X: at.X - r, Y: at.Y})
	path.Close()
	c.Fill(path)
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}
