package chart

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	xfont "golang.org/x/image/font"
)

// Sizes in points; 600 are 800 pixels of CSS.
const (
	width      = 600
	height     = 380
	barHeight  = 26 // of one bar and its distance to the next
	margin     = 12
	titleSize  = 13
	textSize   = 10
	smallSize  = 8
	legendLine = 15
	thumbnail  = 26
	lift       = 1.3 // centres the letters, not the room that they may take
)

// The colours of everything but the peers. An inline picture has the page's
// instead.
var (
	paper = color.RGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
	ink   = rgb(0x1B1F24)
	faint = rgb(0x5B6470)
	lines = rgb(0xDDE1E6)
)

var handler = text.Plain{Fonts: font.DefaultCache}

func textStyle(size vg.Length, c color.Color) text.Style {
	f := font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
	return text.Style{Color: c, Font: f, XAlign: draw.XLeft, YAlign: draw.YTop, Handler: handler}
}

// size is how large the picture is.
func (c Chart) size() (w, h vg.Length) {
	if c.Bars {
		rows := max(len(c.drawn()), 1)
		return width, vg.Length(130 + rows*barHeight)
	}
	return width, height
}

// draw draws everything: the title above, then the legend, the plot, and the
// caption below.
func (c Chart) draw(canvas draw.Canvas) {
	series := c.drawn()
	styles := styleOf(series)
	area := draw.Crop(canvas, margin, -margin, margin, -margin)

	title := textStyle(titleSize, ink)
	title.Font.Weight = xfont.WeightBold
	area.Max.Y -= writeLines(area, title, area.Max.Y, wrap(title, label(c.Title, maxTitle), area.Size().X)) + 4

	caption := textStyle(smallSize, faint)
	if wrapped := wrap(caption, label(c.Caption, maxText), area.Size().X); len(wrapped) > 0 {
		area.Min.Y += vg.Length(len(wrapped)) * lineHeight(caption)
		writeLines(area, caption, area.Min.Y, wrapped)
		area.Min.Y += 6
	}
	if len(series) == 0 {
		none := textStyle(textSize, faint)
		none.XAlign, none.YAlign = draw.XCenter, draw.YCenter
		area.FillText(none, area.Center(), "nothing was measured")
		return
	}
	if c.Bars {
		c.plotBars(area, series, styles)
		return
	}
	area.Max.Y -= drawLegend(area, series, styles) + 4
	c.plotLines(area, series, styles)
}

// newPlot returns an empty plot with the axes' labels in the charts' style.
func (c Chart) newPlot() *plot.Plot {
	p := plot.New()
	p.TextHandler = handler
	p.BackgroundColor = nil // the picture has one, or the page
	for axis, wanted := range map[*plot.Axis]Axis{&p.X: c.X, &p.Y: c.Y} {
		axis.Label.Text = label(wanted.Label, maxTitle)
		axis.Label.Padding = vg.Points(4)
		restyle(&axis.Label.TextStyle, textSize, ink)
		restyle(&axis.Tick.Label, textSize-1, faint)
		axis.Color, axis.Tick.Color = faint, faint
		axis.Tick.Length = vg.Points(4)
		axis.Padding = vg.Points(0)
	}
	return p
}

// restyle keeps the alignment.
func restyle(s *text.Style, size vg.Length, c color.Color) {
	alignX, alignY := s.XAlign, s.YAlign
	*s = textStyle(size, c)
	s.XAlign, s.YAlign = alignX, alignY
}

func lineHeight(s text.Style) vg.Length { return s.Font.Size * 1.25 }

// writeLines writes downwards from y, and returns how much it needed.
func writeLines(area draw.Canvas, s text.Style, y vg.Length, wrapped []string) vg.Length {
	for i, line := range wrapped {
		area.FillText(s, vg.Point{X: area.Min.X, Y: y - vg.Length(i)*lineHeight(s)}, line)
	}
	return vg.Length(len(wrapped)) * lineHeight(s)
}

// wrap breaks a text between words. A word that is longer than a line stays
// whole: labels are bounded already.
func wrap(s text.Style, content string, most vg.Length) []string {
	var wrapped []string
	line := ""
	for _, word := range strings.Fields(content) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && s.Width(longer) > most {
			wrapped = append(wrapped, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		wrapped = append(wrapped, line)
	}
	return wrapped
}
