package key

import (
	"math"
	"strconv"
)

// DynamoDB's limits on a number: 38 significant digits after leading and trailing zeros
// are trimmed, and, unless it is zero, a magnitude from 1E-130 to 9.99..E+125.
const (
	maxDigits    = 38
	minMagnitude = -130
	maxMagnitude = 125
)

// Zero may have any exponent within reason: "0e1000" is 0. The reason is that of Java's
// BigDecimal, at least in DynamoDB Local: the exponent and the scale, which is the digits
// after the point less the exponent, each fit in 32 bits.
const (
	maxExponent = math.MaxInt32
	minScale    = math.MinInt32
	maxScale    = math.MaxInt32
)

// maxCanonical bounds what append writes: a sign, the digits, an E, and an exponent,
// the longest of which is that of 38 digits near 1E-130, "-167".
const maxCanonical = 1 + maxDigits + len("E-167")

// AppendNumber appends to dst the canonical form of the DynamoDB number n: the one
// spelling that all numbers equal to n share. It is [-]digits E exponent, where digits
// neither begin nor end with a zero, and "0" for zero; it is itself a valid number.
//
// It returns ok=false, and dst unchanged, if DynamoDB would refuse n.
func AppendNumber(dst []byte, n string) ([]byte, bool) {
	var d decimal
	if !d.parse(n) {
		return dst, false
	}
	return d.append(dst), true
}

// EqualNumber reports whether a and b are the same DynamoDB number, however spelled.
// It is false if either isn't one.
func EqualNumber(a, b string) bool {
	var x, y decimal
	if !x.parse(a) {
		return false
	}
	return a == b || y.parse(b) && x == y
}

// decimal is a number in the only form it has: digits * 10^exp, without leading or
// trailing zeros, and the zero value for 0. That makes == the equality of numbers,
// which is why digits beyond n must stay zero bytes.
type decimal struct {
	digits   [maxDigits]byte
	n        int
	exp      int64
	negative bool
}

// parse sets d, which must be zero, to the number s spells: an optional sign, digits with
// an optional point among, before or after them, and an optional exponent. It returns
// false if s is no such thing or beyond DynamoDB's limits.
func (d *decimal) parse(s string) bool {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		d.negative = s[i] == '-'
		i++
	}

	var (
		any      bool // there was a digit, if only a zero
		point    bool
		fraction int // digits after the point
		zeros    int // zeros that are significant only if another digit follows
	)
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' {
			if point {
				return false
			}
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		any = true
		if point {
			fraction++
		}
		if c == '0' {
			if d.n > 0 {
				zeros++
			}
			continue
		}
		if d.n+zeros >= maxDigits {
			return false
		}
		for ; zeros > 0; zeros-- {
			d.digits[d.n] = '0'
			d.n++
		}
		d.digits[d.n] = c
		d.n++
	}
	if !any {
		return false
	}

	exp := int64(0)
	if i < len(s) {
		var ok bool
		if exp, ok = parseExponent(s[i:]); !ok {
			return false
		}
	}
	scale := int64(fraction) - exp
	if exp > maxExponent || scale < minScale || scale > maxScale {
		return false
	}
	if d.n == 0 {
		*d = decimal{} // zero has neither a sign nor an exponent
		return true
	}
	d.exp = int64(zeros) - scale
	magnitude := d.exp + int64(d.n) - 1
	return minMagnitude <= magnitude && magnitude <= maxMagnitude
}

// exponentCap is far beyond any exponent that a number can have, whatever its fraction,
// and far below what overflows.
const exponentCap = 1 << 40

// parseExponent reads an E, an optional sign and digits, and nothing after them.
func parseExponent(s string) (exp int64, ok bool) {
	if s[0] != 'e' && s[0] != 'E' {
		return 0, false
	}
	i, negative := 1, false
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		negative = s[i] == '-'
		i++
	}
	if i == len(s) {
		return 0, false
	}
	for ; i < len(s); i++ {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		if exp < exponentCap {
			exp = exp*10 + int64(c-'0')
		}
	}
	if negative {
		exp = -exp
	}
	return exp, true
}

func (d *decimal) append(dst []byte) []byte {
	if d.n == 0 {
		return append(dst, '0')
	}
	if d.negative {
		dst = append(dst, '-')
	}
	dst = append(dst, d.digits[:d.n]...)
	dst = append(dst, 'E')
	return strconv.AppendInt(dst, d.exp, 10)
}
