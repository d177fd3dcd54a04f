package number

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// The ground truth shares nothing with the package: a regular expression says what is
// spelled like a number, exact rational arithmetic says which one and whether DynamoDB can
// hold it.

var spelling = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?([0-9]+))?$`)

// rational returns the value of s. It is nil if s isn't a number; known is false if its
// exponent is too large to be worth the arithmetic.
func rational(s string) (r *big.Rat, known bool) {
	parts := spelling.FindStringSubmatch(s)
	if parts == nil {
		return nil, true
	}
	if e, err := strconv.Atoi(parts[3]); parts[3] != "" && (err != nil || e > 2000) {
		return nil, false
	}
	r, ok := new(big.Rat).SetString(s)
	return r, ok
}

func pow10(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

var (
	smallest = new(big.Rat).SetFrac(big.NewInt(1), pow10(130))
	tooLarge = new(big.Rat).SetInt(pow10(126))
)

// storable returns the error of a value that DynamoDB can't hold.
func storable(r *big.Rat) error {
	if r.Sign() == 0 {
		return nil
	}
	// Significant digits: scale up until it is whole, and trim zeros.
	abs := new(big.Rat).Abs(r)
	whole := new(big.Rat).Mul(abs, new(big.Rat).SetInt(pow10(2500)))
	if !whole.IsInt() || len(strings.TrimRight(whole.Num().String(), "0")) > MaxDigits {
		return ErrPrecision
	}
	switch {
	case abs.Cmp(tooLarge) >= 0:
		return ErrOverflow
	case abs.Cmp(smallest) < 0:
		return ErrUnderflow
	}
	return nil
}

// spellings draws strings that mostly are numbers, around the limits more often than not.
func spellings() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[+-]?[01]{0,2}(\.[01]{0,2})?(e-?[012])?`),
		rapid.StringMatching(`[+-]?0{0,3}[0-9]{0,3}(\.[0-9]{0,4})?([eE][+-]?[0-9]{1,2})?`),
		rapid.StringMatching(`[+-]?[0-9]{30,42}(\.[0-9]{0,10})?(e-?[0-9]{1,3})?`),
		rapid.StringMatching(`[+-]?[0-9](\.[0-9]{0,40})?e[+]?1[12][0-9]`),
		rapid.StringMatching(`[+-]?0?(\.0{0,10}[0-9]{0,40})?e-1[123][0-9]`),
		rapid.StringMatching(`-?\.?0{0,160}[1-9]{0,2}0{0,160}(e[+-]?1?[0-9]{2})?`),
		rapid.StringMatching(`-?9{36,38}(e-?[0-9]{1,2})?`),
	)
}

// numbers draws what DynamoDB can hold, with its value.
func numbers() *rapid.Generator[Decimal] {
	return rapid.Custom(func(t *rapid.T) Decimal {
		d, err := Parse(spellings().Draw(t, "number"))
		if err != nil {
			d = Decimal{}
		}
		return d
	})
}

// value returns the exact value of d, by way of its canonical form.
func value(d Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(string(d.AppendCanonical(nil)))
	if !ok {
		panic("canonical form is no number")
	}
	return r
}
