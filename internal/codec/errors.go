package codec

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// SyntaxError says that the input is not a JSON document, or one that is nested beyond what
// is read at all.
type SyntaxError struct {
	// Offset is where reading stopped, in bytes from the start of the input: 0 to its length.
	Offset int
	reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid JSON at offset %d: %s", e.Offset, e.reason)
}

// TypeError says that a JSON value has a type that its place does not take, such as a
// number where a string belongs. The service answers it with a SerializationException.
type TypeError struct {
	// Offset is where the value starts, in bytes from the start of the input.
	Offset int
	// Message is the text of the service's SerializationException.
	Message string
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("wrong JSON type at offset %d: %s", e.Offset, e.Message)
}

// Problem is what is wrong with an attribute value that is JSON of the right types.
type Problem uint8

const (
	// Empty is a value without any data type that is known and not null.
	Empty Problem = iota + 1
	// Several is a value with more than one data type.
	Several
	// NullInStringSet is a string set that holds a null. (In a number set a null reads as an
	// empty number, in a binary set as a nil binary, which DynamoDB judges as such.)
	NullInStringSet
	// TooDeep is a value with more than MaxDepth lists and maps around it.
	TooDeep
)

// problemTexts are DynamoDB's messages, which it sends in a ValidationException.
var problemTexts = [...]string{
	Empty:           "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
	Several:         "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
	NullInStringSet: "One or more parameter values were invalid: An string set may not have a null string as a member",
	TooDeep:         "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
}

// String returns the message that DynamoDB gives for p.
func (p Problem) String() string {
	if p < Empty || p > TooDeep {
		return fmt.Sprintf("unknown problem %d", uint8(p))
	}
	return problemTexts[p]
}

// ValueError says that an attribute value is not exactly one value. Whoever gets it from
// ParseItem or Decode has the whole result as well, with a marker in the place of each such
// value. Only the first of them is reported, even if a later member of the same name replaced
// it.
type ValueError struct {
	// Offset is where the value starts, in bytes from the start of the input.
	Offset int
	// Problem is what is wrong with it. Its String is DynamoDB's message.
	Problem Problem
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("attribute value at offset %d: %s", e.Offset, e.Problem)
}

// ProblemOf tells whether v is the marker that stands for an attribute value that could not
// be read, and what was wrong with it.
func ProblemOf(v types.AttributeValue) (Problem, bool) {
	u, ok := v.(*types.UnknownUnionMember)
	if !ok || u == nil {
		return 0, false
	}
	for p := Empty; p <= TooDeep; p++ {
		if u.Tag == problemTexts[p] {
			return p, true
		}
	}
	return 0, false
}

// marker returns a new one each time: it is handed to callers, who may change it.
func marker(p Problem) types.AttributeValue {
	return &types.UnknownUnionMember{Tag: problemTexts[p]}
}
