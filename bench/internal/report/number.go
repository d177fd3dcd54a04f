package report

import (
	"math"
	"strconv"
	"strings"
)

// number prints three significant digits, and large numbers whole, with commas.
func number(value float64) string {
	switch {
	case math.IsNaN(value) || math.IsInf(value, 0):
		return "-"
	case value >= 100 || value <= -100:
		return fixed(value, 0)
	case value == 0:
		return "0"
	}
	return strconv.FormatFloat(rounded(value, 3), 'f', -1, 64)
}

// rounded keeps so many significant digits.
func rounded(value float64, digits int) float64 {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'e', digits-1, 64), 64)
	return short
}

// fixed prints so many decimals, and commas between thousands.
func fixed(value float64, decimals int) string {
	text := strconv.FormatFloat(value, 'f', decimals, 64)
	whole, rest, _ := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}

// millis prints microseconds as milliseconds.
func millis(micros float64) string { return fixed(micros/1e3, 2) }

// percent prints a share, and small ones with more digits.
func percent(share float64) string { return number(100*share) + " %" }

// between prints the lowest and the highest round.
func between(low, high string) string { return low + " .. " + high }
