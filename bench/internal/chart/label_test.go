package chart

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLabelsAreOneBoundedLine(t *testing.T) {
	require.Equal(t, "a b c", label("a\tb\nc\x00\x1b", 10))
	require.Equal(t, "ab", label("a\xffb", 10))
	require.Equal(t, "größt…", label("größtenteils", 6))
	require.Equal(t, "größte", label("größte", 6))
}

func TestWrappingKeepsAllWords(t *testing.T) {
	style := textStyle(smallSize, ink)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-z]{1,12} ?){0,40}`).Draw(t, "text")
		const most = 100
		wrapped := wrap(style, text, most)
		require.Equal(t, strings.Fields(text), strings.Fields(strings.Join(wrapped, " ")))
		for _, line := range wrapped {
			if strings.Contains(line, " ") {
				require.LessOrEqual(t, float64(style.Width(line)), float64(most))
			}
		}
	})
}
