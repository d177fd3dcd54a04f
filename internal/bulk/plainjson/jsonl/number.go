package jsonl

import (
	"errors"

	"github.com/dynactor/dynactor/internal/number"
)

var (
	errNotNumber = errors.New("not a number")
	errPrecision = errors.New("number has more than 38 significant digits, which DynamoDB doesn't take")
	errRange     = errors.New("number is outside DynamoDB's range, which is 0 and 1E-130 to 9.99E+125")
)

// shortNumber is how long a text of digits may be to be a number of DynamoDB's for sure: 38 digits are taken, and
// with a point among them they are far within the range.
const shortNumber = number.MaxDigits

// CheckNumber returns an error unless text is a number that DynamoDB takes. Unlike package number's, it doesn't tell
// the text.
func CheckNumber(text string) error {
	if isShortInteger(text) {
		return nil
	}
	var d number.Decimal
	switch err := d.Set(text); {
	case err == nil:
		return nil
	case errors.Is(err, number.ErrPrecision):
		return errPrecision
	case errors.Is(err, number.ErrOverflow), errors.Is(err, number.ErrUnderflow):
		return errRange
	}
	return errNotNumber
}

// isShortInteger tells whether text is up to 38 digits and nothing else, as most numbers are.
func isShortInteger(text string) bool {
	if text == "" || len(text) > shortNumber {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
