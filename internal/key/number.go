package key

import "github.com/dynactor/dynactor/internal/number"

const maxCanonical = number.MaxCanonical

// AppendNumber appends to dst the canonical form of the DynamoDB number n: the one
// spelling that all numbers equal to n share. It is [-]digits E exponent, where digits
// neither begin nor end with a zero, and "0" for zero; it is itself a valid number.
//
// It returns ok=false, and dst unchanged, if DynamoDB would refuse n.
func AppendNumber(dst []byte, n string) ([]byte, bool) {
	var d number.Decimal
	if d.Set(n) != nil {
		return dst, false
	}
	return d.AppendCanonical(dst), true
}

// EqualNumber reports whether a and b are the same DynamoDB number, however spelled.
// It is false if either isn't one.
func EqualNumber(a, b string) bool {
	var x, y number.Decimal
	if x.Set(a) != nil {
		return false
	}
	return a == b || y.Set(b) == nil && x == y
}
