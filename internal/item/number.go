package item

// maxNumberSize is the most that a number takes, whatever its digits ("Data types" in the
// service quotas: 38 digits take up to 21 bytes).
const maxNumberSize = 21

// NumberSize returns the bytes of a number: one per two digits, one for the magnitude, one
// more if it is negative. The digits are paired from the decimal point, and pairs of zeros
// at either end count nothing, so that 15 takes 2 bytes, and 1.5 and 150 take 3. Zero has
// no digit that counts.
//
// The documented rule is said to be approximate and leaves the pairing out. This one gives
// what has been measured at the service's limit for items, to the byte.
//
// What isn't a number is measured too, every character as a digit: whether it is
// valid is DynamoDB's to say, and its error must not depend on our estimate.
func NumberSize(n string) int {
	size := 1
	digits, zeros := 0, 0 // zeros that count only if another digit follows
	point := false
	odd := false // whether the first digit that counts is alone in its pair
scan:
	for i := 0; i < len(n); i++ {
		switch c := n[i]; c {
		case '-':
			size = 2
		case '+':
		case '.':
			point = true
		case 'e', 'E':
			// An odd exponent moves the point by half a pair. ASCII digits are odd as they look.
			if n[len(n)-1]&1 == 1 {
				odd = !odd
			}
			break scan
		default:
			counts := digits > 0 || c != '0'
			if counts != point {
				odd = !odd
			}
			switch {
			case c != '0':
				digits += zeros + 1
				zeros = 0
			case counts:
				zeros++
			}
		}
	}
	if digits == 0 {
		return 1 // "-0" is stored as 0
	}
	if odd {
		digits++
	}
	return min(size+(digits+1)/2, maxNumberSize)
}
