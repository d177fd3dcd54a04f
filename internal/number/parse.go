package number

import "math"

// Zero may have any exponent within reason: "0e1000" is 0. The reason is that of Java's
// BigDecimal, at least in DynamoDB Local: the exponent and the scale, which is the digits
// after the point less the exponent, each fit in 32 bits. What exceeds them isn't a number
// there, whatever its digits.
const (
	maxExponent = math.MaxInt32
	minScale    = math.MinInt32
	maxScale    = math.MaxInt32
)

// Parse returns the number that s spells: an optional sign, digits with an optional point
// among, before or after them, and an optional exponent. Its error is a *SyntaxError,
// ErrPrecision, ErrOverflow or ErrUnderflow; all of them are DynamoDB's own texts.
func Parse(s string) (Decimal, error) {
	var d Decimal
	err := d.parse(s)
	if err != nil {
		d = Decimal{}
	}
	return d, err
}

// Set sets d to the number that s spells, as Parse does but without a copy, which is what
// comparing and hashing keys spends most of its time with. If it fails d is 0.
func (d *Decimal) Set(s string) error {
	*d = Decimal{}
	err := d.parse(s)
	if err != nil {
		*d = Decimal{}
	}
	return err
}

// parse sets d, which must be zero, and leaves it in any state if it fails.
func (d *Decimal) parse(s string) error {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		d.negative = s[i] == '-'
		i++
	}

	var (
		any      bool // there was a digit, if only a zero
		point    bool
		fraction int // digits after the point
		n        int // significant digits, of which there may be too many
		zeros    int // zeros that are significant only if another digit follows
	)
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' {
			if point {
				return &SyntaxError{s}
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
			if n > 0 {
				zeros++
			}
			continue
		}
		if n+zeros >= MaxDigits {
			// Too many digits; but what isn't a number at all is told first.
			n += zeros + 1
			zeros = 0
			continue
		}
		for ; zeros > 0; zeros-- {
			d.digits[n] = '0'
			n++
		}
		d.digits[n] = c
		n++
	}
	if !any {
		return &SyntaxError{s}
	}

	exp := int64(0)
	if i < len(s) {
		var ok bool
		if exp, ok = parseExponent(s[i:]); !ok {
			return &SyntaxError{s}
		}
	}
	scale := int64(fraction) - exp
	switch {
	case exp > maxExponent || scale < minScale || scale > maxScale:
		return &SyntaxError{s}
	case n > MaxDigits:
		return ErrPrecision
	case n == 0:
		*d = Decimal{} // zero has no sign
		return nil
	}
	return d.finish(n, int64(zeros)-scale)
}

// finish sets the length and the exponent of digits that are in place, if the number they
// make is within range.
func (d *Decimal) finish(n int, exp int64) error {
	switch magnitude := exp + int64(n) - 1; {
	case magnitude > MaxMagnitude:
		return ErrOverflow
	case magnitude < MinMagnitude:
		return ErrUnderflow
	}
	d.n, d.exp = uint8(n), int16(exp)
	return nil
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
