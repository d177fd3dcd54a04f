package number

// What can be wrong with a number, in the service's own words. (DynamoDB Local says "A
// value provided cannot be converted into a number" and "DynamoDB only supports precision
// up to 38 digits" instead of the first and the last.)
var (
	// ErrOverflow: the number is 1E+126 or more, or -1E+126 or less.
	ErrOverflow = error(limitError("Number overflow. Attempting to store a number with magnitude larger than supported range"))
	// ErrUnderflow: the number isn't zero, but nearer to it than 1E-130.
	ErrUnderflow = error(limitError("Number underflow. Attempting to store a number with magnitude smaller than supported range"))
	// ErrPrecision: the number has more than 38 significant digits. One that is beyond the
	// range as well has this error, as in DynamoDB Local.
	ErrPrecision = error(limitError("Attempting to store more than 38 significant digits in a Number"))
)

// limitError is a type because errors.New is for texts of our own, which begin otherwise.
type limitError string

func (e limitError) Error() string { return string(e) }

// SyntaxError is the error of a text that spells no number at all.
type SyntaxError struct{ Text string }

func (e *SyntaxError) Error() string {
	const msg = "The parameter cannot be converted to a numeric value"
	if e.Text == "" {
		return msg
	}
	return msg + ": " + e.Text
}
