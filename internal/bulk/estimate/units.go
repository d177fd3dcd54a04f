package estimate

import (
	"math"
	"strconv"
	"strings"
)

// Sizes of capacity units, and of a page (developer guide, "DynamoDB read and write operations" and "Scan").
const (
	writeBlock = 1 << 10
	readBlock  = 4 << 10
	pageBytes  = 1 << 20
)

// IndexFactor is the share of the table's write units that an index is taken to cost: as much as the table,
// which is right for an index of all attributes and all items.
const IndexFactor = 1.0

// Units are capacity units, or request units in on-demand mode: the same number.
type Units struct {
	Read, Write float64
}

// Add returns the sum.
func (u Units) Add(o Units) Units { return Units{Read: u.Read + o.Read, Write: u.Write + o.Write} }

// String is a text for people, such as "1,200 read units and 1 write unit", each rounded up to whole units.
func (u Units) String() string {
	read, write := count(u.Read, "read"), count(u.Write, "write")
	switch {
	case read != "" && write != "":
		return read + " and " + write
	case read+write != "":
		return read + write
	}
	return "0 units"
}

func count(n float64, kind string) string {
	switch {
	case n == 0:
		return ""
	case !(n > 0) || math.IsInf(n, 1):
		return "an unknown number of " + kind + " units"
	case n <= 1:
		return "1 " + kind + " unit"
	}
	return Thousands(strconv.FormatFloat(math.Ceil(n), 'f', 0, 64)) + " " + kind + " units"
}

// Thousands puts commas into a whole number.
func Thousands(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Scan returns the units of reading a table, or an index, of that many bytes once, in so many segments. A
// segment costs at least one block, even if it's empty.
func Scan(bytes int64, segments int, consistent bool) Units {
	bytes, segments = max(bytes, 0), max(segments, 1)
	// A segment of whole pages and a rest: half a block is lost in each page, on average.
	pages := float64(bytes)/pageBytes + float64(segments)
	blocks := float64(bytes)/readBlock + pages/2
	// A tiny segment's rounding is a whole block, which the average above doesn't know.
	blocks = max(blocks, float64(segments), math.Ceil(float64(bytes)/readBlock))
	if consistent {
		return Units{Read: blocks}
	}
	return Units{Read: blocks / 2}
}

// WriteUnits returns the units of putting an item of that many bytes where there was none, or of deleting it:
// one for each 1 KB begun, at least one.
func WriteUnits(size int) float64 {
	return math.Max(1, math.Ceil(float64(size)/writeBlock))
}

// Writes returns the units of writing count items whose sizes are like those of the sample, in bytes. Without
// a sample it takes each item to cost one unit, the least.
func Writes(sample []int, count int64) Units {
	mean, _ := moments(sample)
	return Units{Write: mean * float64(max(count, 0))}
}

// WritesError returns the standard error of Writes in units: the truth is within twice that in 19 of 20 cases,
// if the sample is random. It's 0 if the sample has all items, and +Inf if it has fewer than two.
func WritesError(sample []int, count int64) float64 {
	n := int64(len(sample))
	if count <= n {
		return 0
	}
	if n < 2 {
		return math.Inf(1)
	}
	_, variance := moments(sample)
	return float64(count) * math.Sqrt(variance/float64(n)*(1-float64(n)/float64(count)))
}

// moments returns the mean of the units of an item, and their variance.
func moments(sample []int) (mean, variance float64) {
	if len(sample) == 0 {
		return 1, 0
	}
	for _, size := range sample {
		mean += WriteUnits(size)
	}
	mean /= float64(len(sample))
	for _, size := range sample {
		d := WriteUnits(size) - mean
		variance += d * d
	}
	return mean, variance / float64(max(len(sample)-1, 1))
}

// WithIndexes adds the writes of so many indexes, global and local ones alike, at [IndexFactor] each.
func WithIndexes(table Units, indexes int) Units {
	table.Write *= 1 + IndexFactor*float64(max(indexes, 0))
	return table
}
