package item

// NumberSize returns the bytes of a number: one per two significant digits, one for
// the magnitude, one more if it is negative. Zero has no significant digit. The sum is
// at most 21 for a valid number, which is also what DynamoDB documents as the maximum.
//
// What isn't a number is measured too, every character as a digit: whether it is
// valid is DynamoDB's to say, and its error must not depend on our estimate.
func NumberSize(n string) int {
	size := 1
	digits, zeros := 0, 0 // zeros that count only if another digit follows
scan:
	for i := 0; i < len(n); i++ {
		switch n[i] {
		case '0':
			if digits > 0 {
				zeros++
			}
		case '-':
			size = 2
		case '+', '.':
		case 'e', 'E':
			break scan
		default:
			digits += zeros + 1
			zeros = 0
		}
	}
	if digits == 0 {
		return 1 // "-0" is stored as 0
	}
	return size + (digits+1)/2
}
