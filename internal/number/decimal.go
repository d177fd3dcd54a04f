package number

// DynamoDB's limits on a number, from the "Naming rules and data types" page of its
// developer guide: 38 significant digits after leading and trailing zeros are trimmed,
// and, unless it is zero, a magnitude (the power of ten of its first digit) from 1E-130
// to 9.99..E+125.
const (
	MaxDigits    = 38
	MinMagnitude = -130
	MaxMagnitude = 125
)

// Decimal is a number: digits * 10^exp, the digits without leading or trailing zeros.
// The zero value is 0, which has neither a sign nor an exponent. Two Decimals are == if
// and only if they are the same number, which is why the digits beyond n must stay zero
// bytes.
type Decimal struct {
	digits   [MaxDigits]byte // '0' to '9', most significant first
	n        uint8
	negative bool
	exp      int16 // from -167, for 38 digits that begin at 1E-130, to 125
}

// magnitude is the power of ten of the first digit. It means nothing for zero.
func (d *Decimal) magnitude() int { return int(d.exp) + int(d.n) - 1 }

// Sign returns -1 if d is negative, 0 if it is zero, and +1 if it is positive.
func (d Decimal) Sign() int {
	switch {
	case d.n == 0:
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// Neg returns -d. It never fails: the range of numbers is symmetric.
func (d Decimal) Neg() Decimal {
	d.negative = !d.negative && d.n > 0
	return d
}

// Cmp returns -1 if d is less than e, 0 if they are the same number, and +1 if d is
// greater.
func (d Decimal) Cmp(e Decimal) int {
	if ds, es := d.Sign(), e.Sign(); ds != es {
		if ds < es {
			return -1
		}
		return 1
	}
	if d.negative {
		return cmpAbs(&e, &d)
	}
	return cmpAbs(&d, &e)
}

// cmpAbs compares the absolute values of two numbers, neither or both of them zero.
func cmpAbs(d, e *Decimal) int {
	if dm, em := d.magnitude(), e.magnitude(); dm != em {
		if dm < em {
			return -1
		}
		return 1
	}
	// Left-aligned, and zero bytes are less than any digit: the longer of two that agree
	// is the greater, since no number ends with a zero.
	for i, c := range d.digits {
		if c != e.digits[i] {
			if c < e.digits[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}
