package transform

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/dynactor/dynactor/internal/number"
)

// Decimal is a number that's no int: with a fraction, beyond 64 bits, or spelled in another way. It's exact, and keeps
// its spelling.
type Decimal struct {
	value number.Decimal
	text  string
}

// String returns the number as it was spelled.
func (d Decimal) String() string { return d.text }

// toNumber returns an int or a Decimal. What comes of it again is s, to the letter.
func toNumber(s string) (any, error) {
	if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s {
		return n, nil
	}
	d, err := number.Parse(s)
	if err != nil {
		return nil, because("a number isn't one that DynamoDB takes")
	}
	return Decimal{d, s}, nil
}

// simplify returns an int where it's one.
func simplify(d number.Decimal) any {
	text := d.String()
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return Decimal{d, text}
}

// decimalOf takes any number that an expression may have. A float stands for the shortest number that's read as it,
// so 0.1 in an expression is 0.1.
func decimalOf(v any) (number.Decimal, error) {
	var text string
	switch v := v.(type) {
	case Decimal:
		return v.value, nil
	case int:
		text = strconv.Itoa(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	case int32:
		text = strconv.FormatInt(int64(v), 10)
	case uint8:
		text = strconv.Itoa(int(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return number.Decimal{}, because("a number is infinite or not a number")
		}
		text = strconv.FormatFloat(v, 'g', -1, 64)
	default:
		return number.Decimal{}, because("%s is no attribute value", kind(v))
	}
	d, err := number.Parse(text)
	if err != nil {
		return number.Decimal{}, outOfRange(err)
	}
	return d, nil
}

func outOfRange(err error) error {
	if err == number.ErrPrecision {
		return because("a number has more than 38 significant digits, which DynamoDB doesn't take: use round")
	}
	return because("a number is beyond DynamoDB's range")
}

// isNumber tells whether decimalOf takes it.
func isNumber(v any) bool {
	switch v.(type) {
	case int, Decimal, float64, int64, int32, uint8:
		return true
	}
	return false
}

// parts returns digits and exponent: the number is digits * 10^exponent.
func parts(d number.Decimal) (digits *big.Int, exponent int) {
	text, exp, _ := strings.Cut(string(d.AppendCanonical(nil)), "E")
	digits, _ = new(big.Int).SetString(text, 10)
	exponent, _ = strconv.Atoi(exp)
	return digits, exponent
}

func fromParts(digits *big.Int, exponent int) (number.Decimal, error) {
	d, err := number.Parse(digits.String() + "E" + strconv.Itoa(exponent))
	if err != nil {
		return d, outOfRange(err)
	}
	return d, nil
}

func multiply(a, b number.Decimal) (number.Decimal, error) {
	x, i := parts(a)
	y, j := parts(b)
	return fromParts(x.Mul(x, y), i+j)
}

// divide rounds to 38 digits, half to even.
func divide(a, b number.Decimal) (number.Decimal, error) {
	x, i := parts(a)
	y, j := parts(b)
	if y.Sign() == 0 {
		return number.Decimal{}, because("division by zero")
	}
	// At least 38 digits and one more in the quotient, whatever the operands' lengths.
	shift := number.MaxDigits + 1 + len(y.String())
	x.Mul(x, power(shift))
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	exponent := i - j - shift
	if r.Sign() != 0 {
		// Another digit that's only there to say that the rest isn't nothing, lest it's taken for a half.
		q.Mul(q, big.NewInt(10)).Add(q, big.NewInt(int64(x.Sign()*y.Sign())))
		exponent--
	}
	if cut := len(new(big.Int).Abs(q).String()) - number.MaxDigits; cut > 0 {
		q = roundAway(q, cut)
		exponent += cut
	}
	return fromParts(q, exponent)
}

// roundTo keeps so many digits behind the point, half to even.
func roundTo(d number.Decimal, places int) (number.Decimal, error) {
	digits, exponent := parts(d)
	cut := -places - exponent
	if cut <= 0 {
		return d, nil
	}
	if cut > number.MaxDigits+1 {
		return number.Decimal{}, nil
	}
	return fromParts(roundAway(digits, cut), exponent+cut)
}

// roundAway drops the last cut digits.
func roundAway(n *big.Int, cut int) *big.Int {
	unit := power(cut)
	q, r := new(big.Int).QuoRem(n, unit, new(big.Int))
	twice := new(big.Int).Abs(r)
	twice.Lsh(twice, 1)
	if c := twice.Cmp(unit); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	return q
}

// floor returns the whole number that's not above d.
func floor(d number.Decimal) (number.Decimal, error) {
	digits, exponent := parts(d)
	if exponent >= 0 {
		return d, nil
	}
	// Euclidean division by a positive number is floored.
	return fromParts(digits.Div(digits, power(-exponent)), 0)
}

func ceiling(d number.Decimal) (number.Decimal, error) {
	d, err := floor(d.Neg())
	return d.Neg(), err
}

func magnitudeOf(d number.Decimal) (number.Decimal, error) {
	if d.Sign() < 0 {
		d = d.Neg()
	}
	return d, nil
}

func power(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
