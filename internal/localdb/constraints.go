package localdb

import (
	"fmt"
	"slices"
	"strings"
)

// breaches collects what a request's members breach of DynamoDB's API model. They are reported together,
// the first ten of them: DynamoDB stops looking then.
type breaches []string

const mostBreaches = 10

// null reports a required member that is missing. path is as DynamoDB writes it: "requestItems.orders.member.1.putRequest".
func (b *breaches) null(path string) {
	*b = append(*b, fmt.Sprintf("Value null at '%s' failed to satisfy constraint: Member must not be null", path))
}

// value reports a member whose value breaches a constraint: "Member must have length less than or equal to 255".
func (b *breaches) value(value any, path, constraint string) {
	*b = append(*b, fmt.Sprintf("Value '%v' at '%s' failed to satisfy constraint: %s", value, path, constraint))
}

func (b breaches) err() error {
	b = b[:min(len(b), mostBreaches)]
	switch len(b) {
	case 0:
		return nil
	case 1:
		return validation("1 validation error detected: %s", b[0])
	}
	return validation("%d validation errors detected: %s", len(b), strings.Join(b, "; "))
}

// enumConstraint checks a member with a set of values; a member that is not there is not checked.
// values are in the order in which DynamoDB lists them, see enums.go.
func enumConstraint[T ~string](b *breaches, value T, path string, values []T) {
	if value == "" || slices.Contains(values, value) {
		return
	}
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	b.value(value, path, "Member must satisfy enum value set: ["+strings.Join(names, ", ")+"]")
}

// requiredEnumConstraint is enumConstraint of a member that must be there.
func requiredEnumConstraint[T ~string](b *breaches, value T, path string, values []T) {
	if value == "" {
		b.null(path)
		return
	}
	enumConstraint(b, value, path, values)
}

// integer is what the SDK has for counts and limits.
type integer interface{ ~int32 | ~int64 }

// minConstraint checks a number that must be at least min, if it is there.
func minConstraint[T integer](b *breaches, value *T, path string, min T) {
	if value != nil && *value < min {
		b.value(*value, path, fmt.Sprintf("Member must have value greater than or equal to %d", min))
	}
}

// maxConstraint checks a number that must be at most max, if it is there.
func maxConstraint[T integer](b *breaches, value *T, path string, max T) {
	if value != nil && *value > max {
		b.value(*value, path, fmt.Sprintf("Member must have value less than or equal to %d", max))
	}
}

// lengthConstraint checks the length of a list, of the text that DynamoDB shows for it, or of a string.
// length is in elements or UTF-16 code units; max is 0 for none.
func lengthConstraint(b *breaches, length int, shown any, path string, min, max int) {
	if max > 0 && length > max {
		b.value(shown, path, fmt.Sprintf("Member must have length less than or equal to %d", max))
	}
	if length < min {
		b.value(shown, path, fmt.Sprintf("Member must have length greater than or equal to %d", min))
	}
}
