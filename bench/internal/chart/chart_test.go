package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var peerNames = []string{"sdk", "workers", "guregu", "guregu-batch", "go-ycsb", "dynactor-async", "dynactor-sync", "dynactor-typed", "dynactor-typed-async"}

// examples are one chart of each kind, with all peers. Not every peer has every
// point.
func examples() []Chart {
	var sweep, tail, bars []Series
	for i, name := range peerNames {
		line, curve := Series{Name: name}, Series{Name: name}
		for n, callers := range []float64{1, 16, 256, 4096, 100_000} {
			if i == 1 && n == 2 {
				continue
			}
			y := float64(1000*(i+1)) * math.Sqrt(callers)
			line.Points = append(line.Points, Point{X: callers, Y: y, Low: 0.9 * y, High: 1.1 * y})
		}
		for n := range 40 {
			curve.Points = append(curve.Points, Point{X: 1 - math.Pow(10, -float64(n)/10), Y: float64(3 + i + n*n)})
		}
		sweep, tail = append(sweep, line), append(tail, curve)
		bars = append(bars, Series{name, []Point{{Y: float64(10 * (i + 1)), Low: float64(9 * (i + 1)), High: float64(12 * (i + 1))}}})
	}
	caption := "An example CPU, 2 cores"
	return []Chart{
		{Name: "sweep", Title: "throughput", Caption: caption, X: Axis{"callers", Log}, Y: Axis{Label: "items/s"}, Series: sweep},
		{Name: "tail", Title: "percentiles", Caption: caption, X: Axis{"percentile", Nines}, Y: Axis{"latency, ms", Log}, Series: tail},
		{Name: "cost", Title: "cost", Caption: caption, Bars: true, Y: Axis{Label: "us/item"}, Series: bars},
	}
}

func picture(t require.TestingT, c Chart) image.Image {
	var file bytes.Buffer
	require.NoError(t, c.PNG(&file))
	decoded, err := png.Decode(&file)
	require.NoError(t, err)
	return decoded
}

func pixels(picture image.Image) map[color.RGBA]int {
	count := map[color.RGBA]int{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	return count
}

func TestAPNGHasAllPeersInTheirColours(t *testing.T) {
	for _, c := range examples() {
		drawn := picture(t, c)
		require.Equal(t, 1600, drawn.Bounds().Dx(), c.Name)
		count := pixels(drawn)
		all := drawn.Bounds().Dx() * drawn.Bounds().Dy()
		require.Greater(t, all-count[paper], all/100, c.Name)
		require.Greater(t, count[paper], all/4, c.Name)
		require.Positive(t, count[ink], c.Name)
		for _, name := range peerNames {
			require.Greater(t, count[styles[name].colour], 100, "%s: %s", c.Name, name)
		}
	}
}

// element is what the tests look at.
type element struct {
	name, style, d, text string
	x, length            float64
}

func elements(t require.TestingT, svg string) []element {
	var all []element
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err, svg)
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local}
			for _, a := range token.Attr {
				switch a.Name.Local {
				case "style":
					e.style = a.Value
				case "d":
					e.d = a.Value
				case "x", "textLength":
					value, err := strconv.ParseFloat(a.Value, 64)
					require.NoError(t, err)
					if a.Name.Local == "x" {
						e.x = value
					} else {
						e.length = value
					}
				}
			}
			all = append(all, e)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += strings.TrimSpace(string(token))
			}
		}
	}
}

func svg(t require.TestingT, c Chart) string {
	var file bytes.Buffer
	require.NoError(t, c.SVG(&file))
	return file.String()
}

func TestAnSVGHasAPathAndANameForEachPeer(t *testing.T) {
	for _, c := range examples() {
		all := elements(t, svg(t, c))
		require.Equal(t, "svg", all[0].name)
		for _, name := range peerNames {
			paths, names := 0, 0
			for _, e := range all {
				if e.name == "path" && strings.Contains(e.style, hex(styles[name].colour)) && strings.Count(e.d, "L") >= 3 {
					paths++
				}
				if e.name == "text" && e.text == name {
					names++
				}
			}
			require.Positive(t, paths, "%s: %s", c.Name, name)
			require.Equal(t, 1, names, "%s: %s", c.Name, name)
		}
		for _, want := range []string{c.Title, c.Y.Label, c.Caption} {
			require.Contains(t, svg(t, c), ">"+want+"<")
		}
	}
}

func TestLinesOfDynactorAreSolidAndAllOthersDashed(t *testing.T) {
	for _, e := range elements(t, svg(t, examples()[0])) {
		for _, name := range peerNames {
			if e.name == "path" && strings.Contains(e.style, hex(styles[name].colour)) && strings.Contains(e.style, "stroke-width:1.8") {
				require.Equal(t, !strings.HasPrefix(name, "dynactor"), strings.Contains(e.style, "stroke-dasharray"), name)
			}
		}
	}
}

func TestBarsAreAsLongAsTheirValues(t *testing.T) {
	c := Chart{Bars: true, Series: []Series{{"sdk", []Point{{Y: 80}}}, {"workers", []Point{{Y: 20}}}, {"dynactor-sync", []Point{{Y: 79}}}}}
	corner := regexp.MustCompile(`[ML](-?[0-9.]+),`)
	length := func(name string) float64 {
		for _, e := range elements(t, svg(t, c)) {
			if e.name == "path" && strings.Contains(e.style, "fill:"+hex(styles[name].colour)) {
				low, high := math.Inf(1), math.Inf(-1)
				for _, match := range corner.FindAllStringSubmatch(e.d, -1) {
					x, err := strconv.ParseFloat(match[1], 64)
					require.NoError(t, err)
					low, high = min(low, x), max(high, x)
				}
				return high - low
			}
		}
		require.Fail(t, "no bar", name)
		return 0
	}
	require.InEpsilon(t, 4, length("sdk")/length("workers"), 0.001)
	require.InEpsilon(t, 80.0/79, length("sdk")/length("dynactor-sync"), 0.001)
}

func TestNamesFromAFileAreShownAsTheyAre(t *testing.T) {
	evil := `</text><script>alert(1)</script>&"'` + "\x01\x1b\n\xff"
	shown := `</text><script>alert(1)</script>&"' `
	for _, c := range examples() {
		c.Title, c.Caption, c.Series[0].Name = evil, evil, evil
		c.X.Label, c.Y.Label = evil, evil
		for _, text := range []string{svg(t, c), string(c.Inline())} {
			require.NotContains(t, text, "<script")
			found := 0
			for _, e := range elements(t, text) {
				require.Contains(t, []string{"svg", "title", "rect", "g", "path", "text"}, e.name)
				if strings.TrimSpace(e.text) == strings.TrimSpace(shown) {
					found++
				}
			}
			require.GreaterOrEqual(t, found, 4)
		}
	}
}

func TestAnInlineChartHasThePagesColours(t *testing.T) {
	for _, c := range examples() {
		text := string(c.Inline())
		require.True(t, strings.HasPrefix(text, "<svg "))
		for _, own := range []color.RGBA{paper, ink, faint, lines} {
			require.NotContains(t, text, hex(own))
		}
		require.Contains(t, text, "currentColor")
		require.Contains(t, text, "var(--faint)")
		require.NotContains(t, text, "://")
	}
}

// noNumber is what a number that isn't one looks like in an SVG.
var noNumber = regexp.MustCompile(`NaN|Inf|e\+`)

func TestStrangeValuesAreDrawnOrLeftOut(t *testing.T) {
	line := func(points ...Point) []Series { return []Series{{"sdk", points}} }
	for name, c := range map[string]struct {
		series []Series
		empty  bool
	}{
		"nothing":             {nil, true},
		"a peer without any":  {line(), true},
		"no number":           {line(Point{X: math.NaN(), Y: 1}, Point{X: 1, Y: math.Inf(1)}, Point{X: 1, Y: -1}), true},
		"one point":           {line(Point{X: 64, Y: 1000}), false},
		"twice the same":      {line(Point{X: 64, Y: 1000}, Point{X: 64, Y: 1000}), false},
		"huge":                {line(Point{X: 1, Y: 1}, Point{X: largest, Y: largest}), false},
		"beyond huge":         {line(Point{X: 1, Y: 1}, Point{X: 2, Y: math.MaxFloat64}), false},
		"tiny":                {line(Point{X: 0.5, Y: 1e-5}, Point{X: 0.7, Y: 1}), false},
		"almost zero":         {line(Point{X: 5e-324, Y: 5e-324}, Point{X: 0.5, Y: 1}), false},
		"impossible whiskers": {line(Point{X: 1, Y: 2, Low: 3, High: 1}, Point{X: 1, Y: 2, Low: math.NaN(), High: math.Inf(1)}), false},
	} {
		for _, kind := range []Chart{{X: Axis{Scale: Log}}, {Y: Axis{Scale: Log}}, {}, {Bars: true}} {
			kind.Series = c.series
			text := svg(t, kind)
			require.NotRegexp(t, noNumber, text, name)
			require.Equal(t, c.empty, kind.Empty(), name)
			require.Equal(t, c.empty, strings.Contains(text, "nothing was measured"), name)
			elements(t, text)
		}
	}
	zeros := Chart{Series: line(Point{}, Point{X: 1})}
	require.False(t, zeros.Empty())
	require.NotRegexp(t, noNumber, svg(t, zeros))
	zeros.X.Scale = Log
	require.Len(t, zeros.drawn()[0].Points, 1, "zero is not on a Log axis")
}

func TestWhateverAFileHoldsIsDrawn(t *testing.T) {
	scale := rapid.SampledFrom([]Scale{Linear, Log, Nines})
	value := rapid.OneOf(rapid.Float64(), rapid.Float64Range(0, 1), rapid.Float64Range(0, 1e7), rapid.Just(0.0))
	series := rapid.Custom(func(t *rapid.T) Series {
		s := Series{Name: rapid.String().Draw(t, "name")}
		for range rapid.IntRange(0, 4).Draw(t, "points") {
			s.Points = append(s.Points, Point{value.Draw(t, "x"), value.Draw(t, "y"), value.Draw(t, "low"), value.Draw(t, "high")})
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		c := Chart{
			Title: rapid.String().Draw(t, "title"), Caption: rapid.String().Draw(t, "caption"), Bars: rapid.Bool().Draw(t, "bars"),
			X:      Axis{rapid.String().Draw(t, "x label"), scale.Draw(t, "x scale")},
			Y:      Axis{rapid.String().Draw(t, "y label"), rapid.SampledFrom([]Scale{Linear, Log}).Draw(t, "y scale")},
			Series: rapid.SliceOfN(series, 0, 8).Draw(t, "series"),
		}
		text := svg(t, c)
		for _, e := range elements(t, text) {
			require.NotRegexp(t, noNumber, e.d+e.style)
		}
		elements(t, string(c.Inline()))
	})
}

func TestAPNGOfNothingSaysSo(t *testing.T) {
	require.Positive(t, pixels(picture(t, Chart{Title: "nothing"}))[ink])
}

func TestNothingIsWrittenBeyondTheEdge(t *testing.T) {
	crowded := examples()[0]
	for n := range 12 {
		crowded.Series = append(crowded.Series, Series{fmt.Sprintf("some stranger's peer %d", n), crowded.Series[0].Points})
	}
	for _, c := range append(examples(), crowded) {
		c.Caption = strings.Repeat("Intel CPU of some kind, ", 12)
		for _, e := range elements(t, svg(t, c)) {
			if e.name == "text" && e.text != label(c.Y.Label, maxTitle) { // which is turned
				require.GreaterOrEqual(t, e.x, 0.0, e.text)
				require.LessOrEqual(t, e.x+e.length, float64(width), e.text)
			}
		}
	}
}
