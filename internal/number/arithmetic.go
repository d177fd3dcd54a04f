package number

// maxWidth holds any exact sum: from the last digit that a number can have, 1E-167, to
// the first, 1E+125, and a carry.
const maxWidth = MaxMagnitude - (MinMagnitude - MaxDigits + 1) + 1 + 1

// Add returns a + b, exactly. Where DynamoDB can't hold the exact sum it holds no other:
// the error is ErrPrecision, ErrOverflow or ErrUnderflow, and the sum is never rounded.
func Add(a, b Decimal) (Decimal, error) {
	switch {
	case a.n == 0:
		return b, nil
	case b.n == 0:
		return a, nil
	}
	if cmpAbs(&a, &b) < 0 {
		a, b = b, a
	}
	low := min(int(a.exp), int(b.exp))
	width := a.magnitude() - low + 1 // without the carry

	var sum [maxWidth]byte // digits from 0 to 9, the least significant first, at 10^low
	place(sum[int(a.exp)-low:], &a)
	if a.negative == b.negative {
		var carry byte
		width++
		for i, c := range sum[:width] {
			c += carry + b.at(low+i)
			carry = 0
			if c >= 10 {
				c, carry = c-10, 1
			}
			sum[i] = c
		}
	} else {
		var borrow byte
		for i, c := range sum[:width] {
			c -= borrow + b.at(low+i)
			borrow = 0
			if c >= 10 { // wrapped around: bytes are unsigned
				c, borrow = c+10, 1
			}
			sum[i] = c
		}
	}
	return fromDigits(sum[:width], low, a.negative)
}

// Sub returns a - b, under the same rule as Add.
func Sub(a, b Decimal) (Decimal, error) { return Add(a, b.Neg()) }

// place writes d's digits as values, the least significant first.
func place(dst []byte, d *Decimal) {
	last := int(d.n) - 1
	for i := range int(d.n) {
		dst[i] = d.digits[last-i] - '0'
	}
}

// at returns the digit of d that counts 10^exp.
func (d *Decimal) at(exp int) byte {
	i := d.magnitude() - exp
	if i < 0 || i >= int(d.n) {
		return 0
	}
	return d.digits[i] - '0'
}

// fromDigits is the reverse of place, with the zeros at either end trimmed.
func fromDigits(values []byte, exp int, negative bool) (Decimal, error) {
	for len(values) > 0 && values[len(values)-1] == 0 {
		values = values[:len(values)-1]
	}
	if len(values) == 0 {
		return Decimal{}, nil
	}
	for values[0] == 0 {
		values = values[1:]
		exp++
	}
	if len(values) > MaxDigits {
		return Decimal{}, ErrPrecision
	}
	d := Decimal{negative: negative}
	last := len(values) - 1
	for i := range values {
		d.digits[i] = values[last-i] + '0'
	}
	if err := d.finish(len(values), int64(exp)); err != nil {
		return Decimal{}, err
	}
	return d, nil
}
