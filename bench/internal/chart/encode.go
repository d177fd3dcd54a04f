package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// dpi makes PNGs twice as wide as they are meant to be shown, for displays with
// many pixels: 1,600 for 800.
const dpi = 192

// PNG writes the chart, 1,600 pixels wide.
func (c Chart) PNG(w io.Writer) error {
	width, height := c.size()
	canvas := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(paper))
	c.draw(draw.New(canvas))
	_, err := vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

// SVG writes the chart on a white ground, as a file of its own.
func (c Chart) SVG(w io.Writer) error {
	body := c.svg()
	width, height := c.size()
	_, err := fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="800" viewBox="0 0 %g %g" role="img">
<title>%s</title>
<rect width="100%%" height="100%%" fill="#FFFFFF"/>
%s`, float64(width), float64(height), c.escapedTitle(), body)
	return err
}

// Inline returns the chart as an element of an HTML page: without a ground, and
// with the page's colours, which are currentColor and the variables --faint and
// --lines.
func (c Chart) Inline() template.HTML {
	width, height := c.size()
	body := strings.NewReplacer(
		hex(ink), "currentColor",
		hex(faint), "var(--faint)",
		hex(lines), "var(--lines)",
	).Replace(c.svg())
	// Everything that a file can have named is escaped: the title here, all
	// other texts by the canvas.
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %g %g" role="img" aria-label="%s">
%s`, float64(width), float64(height), c.escapedTitle(), body))
}

// svg is everything within the outermost element, and its end.
func (c Chart) svg() string {
	width, height := c.size()
	canvas := &measured{Canvas: vgsvg.New(width, height)}
	c.draw(draw.New(canvas))
	var out bytes.Buffer
	_, _ = canvas.WriteTo(&out) // into memory: no error
	_, body, _ := strings.Cut(out.String(), "<g ")
	body = strings.ReplaceAll("<g "+body, "font-family:Liberation Sans;font-variant:normal;",
		"font-family:'Liberation Sans',Arial,Helvetica,sans-serif;")

	// Texts can't contain the element's beginning: the canvas escapes them.
	const text = "<text "
	parts := strings.Split(body, text)
	for i, width := range canvas.widths {
		parts[i+1] = fmt.Sprintf(`textLength="%.2f" lengthAdjust="spacingAndGlyphs" `, float64(width)) + parts[i+1]
	}
	return strings.Join(parts, text)
}

// measured remembers how wide each text is in the font that places were
// computed with. A viewer without that font, or one like it, squeezes its own
// to the same width, instead of writing beyond the edge.
type measured struct {
	*vgsvg.Canvas
	widths []vg.Length
}

func (m *measured) FillString(face font.Face, at vg.Point, text string) {
	m.widths = append(m.widths, face.Width(text))
	m.Canvas.FillString(face, at, text)
}

func (c Chart) escapedTitle() string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(label(c.Title, maxTitle))) // into memory: no error
	return out.String()
}

func hex(c interface{ RGBA() (r, g, b, a uint32) }) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}
