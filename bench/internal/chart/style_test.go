package chart

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// luminance and contrast are defined by WCAG 2.
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		part := float64(v) / 255
		if part <= 0.04045 {
			return part / 12.92
		}
		return math.Pow((part+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func contrast(a, b color.RGBA) float64 {
	light, dark := max(luminance(a), luminance(b)), min(luminance(a), luminance(b))
	return (light + 0.05) / (dark + 0.05)
}

func TestPeersAreSeenOnLightAndOnDarkGround(t *testing.T) {
	dark := rgb(0x1C2127) // the page's
	for name, s := range styles {
		require.GreaterOrEqual(t, contrast(s.colour, paper), 3.0, name)
		require.GreaterOrEqual(t, contrast(s.colour, dark), 3.0, name)
	}
	require.GreaterOrEqual(t, contrast(ink, paper), 7.0)
	require.GreaterOrEqual(t, contrast(faint, paper), 4.5)
}

func TestPeersOfOneChartDifferInMoreThanColour(t *testing.T) {
	type look struct {
		marker any
		dashes int
	}
	seen, colours := map[look]string{}, map[color.RGBA]string{}
	for _, name := range peerNames {
		s := styles[name]
		l := look{s.marker, len(s.dashes)}
		require.Empty(t, seen[l], "%s looks like %s in grey", name, seen[l])
		require.Empty(t, colours[s.colour], "%s has the colour of %s", name, colours[s.colour])
		seen[l], colours[s.colour] = name, name
		require.Equal(t, strings.HasPrefix(name, "dynactor"), len(s.dashes) == 0, name)
	}
}

func TestTheSameWorkHasTheSameLook(t *testing.T) {
	require.Equal(t, styles["workers"], styles["batch-workers"])
	require.Equal(t, styles["sdk"], styles["sdk-goroutines"])
	require.Equal(t, styles["sdk"], styles["direct"])
}

func TestAStrangerKeepsItsLook(t *testing.T) {
	alone := styleOf([]Series{{Name: "stranger"}})[0]
	amongPeers := styleOf([]Series{{Name: "sdk"}, {Name: "stranger"}})
	require.Equal(t, styles["sdk"], amongPeers[0])
	require.Equal(t, alone, amongPeers[1])
}

func TestStrangersOfOneChartDiffer(t *testing.T) {
	var series []Series
	for _, letter := range "abcdef" {
		series = append(series, Series{Name: string(letter)})
	}
	seen := map[color.RGBA]bool{}
	for _, s := range styleOf(series) {
		require.False(t, seen[s.colour])
		seen[s.colour] = true
	}
	require.Len(t, styleOf(append(series, Series{Name: "g"})), 7, "more than there are looks")
}
