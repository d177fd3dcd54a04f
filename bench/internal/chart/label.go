package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

const (
	maxName  = 40  // runes of a peer's name in the legend
	maxTitle = 100 // runes of a title or an axis' label
	maxText  = 600 // runes of a caption
)

// label makes one line of text that any picture can hold: XML has no place for
// control characters, and a name has no bound.
func label(text string, most int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
	if len(runes) > most {
		runes = append(runes[:most-1], '…')
	}
	return string(runes)
}

// short writes a number for a tick or a bar: at most so many significant
// digits, and from 10,000 on thousands as k, millions as M.
func short(v float64, digits int) string {
	v = rounded(v, digits) // first: 9,999 is 10k in three digits
	for _, unit := range []struct {
		from, size float64
		name       string
	}{{1e12, 1e12, "T"}, {1e9, 1e9, "G"}, {1e6, 1e6, "M"}, {1e4, 1e3, "k"}} {
		if v >= unit.from {
			return strconv.FormatFloat(v/unit.size, 'g', 6, 64) + unit.name
		}
	}
	text := strconv.FormatFloat(v, 'g', 6, 64)
	if v >= 1e3 {
		return text[:1] + "," + text[1:]
	}
	return text
}

// rounded keeps so many significant digits.
func rounded(v float64, digits int) float64 {
	if v == 0 {
		return 0
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil {
		return math.Copysign(largest, v)
	}
	return short
}
