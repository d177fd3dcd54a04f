package number

import "strconv"

// Bounds on what is appended, so that callers can use arrays.
const (
	// MaxText is the longest text: a sign, "0.", and digits down to 1E-167.
	MaxText = len("-0.") + MaxDigits - MinMagnitude - 1
	// MaxCanonical is the longest canonical form: a sign, the digits, an E, and an
	// exponent, the longest of which is that of 38 digits near 1E-130, "-167".
	MaxCanonical = 1 + MaxDigits + len("E-167")
	// MaxOrdered is the longest ordered form: sign, magnitude, the digits in pairs, and
	// the terminator.
	MaxOrdered = 1 + 1 + (MaxDigits+1)/2 + 1
)

// String returns d as DynamoDB returns it: plain digits, never an exponent, no zeros that
// don't count, and a zero before the point if there is no other digit.
func (d Decimal) String() string {
	var buf [MaxText]byte
	return string(d.AppendText(buf[:0]))
}

// AppendText appends what String returns.
func (d Decimal) AppendText(dst []byte) []byte {
	if d.n == 0 {
		return append(dst, '0')
	}
	if d.negative {
		dst = append(dst, '-')
	}
	digits, whole := d.digits[:d.n], int(d.n)+int(d.exp) // digits before the point
	switch {
	case whole <= 0:
		dst = appendZeros(append(dst, "0."...), -whole)
		return append(dst, digits...)
	case whole < len(digits):
		dst = append(append(dst, digits[:whole]...), '.')
		return append(dst, digits[whole:]...)
	}
	return appendZeros(append(dst, digits...), int(d.exp))
}

func appendZeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}

// AppendCanonical appends the shortest form that is unique: [-]digits E exponent, where
// digits neither begin nor end with a zero, and "0" for zero. It is a number itself.
func (d Decimal) AppendCanonical(dst []byte) []byte {
	if d.n == 0 {
		return append(dst, '0')
	}
	if d.negative {
		dst = append(dst, '-')
	}
	dst = append(dst, d.digits[:d.n]...)
	dst = append(dst, 'E')
	return strconv.AppendInt(dst, int64(d.exp), 10)
}

// The first byte of the ordered form.
const (
	orderedNegative = 0x00
	orderedZero     = 0x01
	orderedPositive = 0x02
)

// AppendOrdered appends a form of d whose order as bytes is the order of numbers. No form
// is the beginning of another, so that it can be followed by more, as in a key of several
// parts. It is at most MaxOrdered bytes long.
//
// After the sign comes the magnitude in one byte, which holds exactly its 256 values, then
// two digits a byte, from 1 to 100, and a zero byte as the end. All but the sign is
// inverted for negative numbers, the end as well: of two that begin alike the longer is
// further from zero.
func (d Decimal) AppendOrdered(dst []byte) []byte {
	if d.n == 0 {
		return append(dst, orderedZero)
	}
	sign, invert := byte(orderedPositive), byte(0)
	if d.negative {
		sign, invert = orderedNegative, 0xff
	}
	dst = append(dst, sign, byte(d.magnitude()-MinMagnitude)^invert)
	for i := 0; i < int(d.n); i += 2 {
		pair := (d.digits[i] - '0') * 10
		if i+1 < int(d.n) {
			pair += d.digits[i+1] - '0'
		}
		dst = append(dst, (pair+1)^invert)
	}
	return append(dst, invert)
}
