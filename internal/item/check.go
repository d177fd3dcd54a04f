package item

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// MaxNameBytes is the longest attribute name ("Naming rules" in DynamoDB's developer guide).
const MaxNameBytes = 64<<10 - 1

// checkError is a type because errors.New is for texts of our own, which begin otherwise.
type checkError string

func (e checkError) Error() string { return string(e) }

// What DynamoDB says of values that it refuses, besides the errors of package number.
const (
	errNoType      = checkError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
	errSeveral     = checkError("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
	errNullInSet   = checkError("One or more parameter values were invalid: An string set may not have a null string as a member")
	errNull        = checkError("One or more parameter values were invalid: Null attribute value types must have the value of true")
	errEmptySS     = checkError("One or more parameter values were invalid: An string set  may not be empty")
	errEmptyNS     = checkError("One or more parameter values were invalid: An number set  may not be empty")
	errEmptyBS     = checkError("One or more parameter values were invalid: Binary sets should not be empty")
	errDuplicateNS = checkError("Input collection contains duplicates")
	errEmptyName   = checkError("Empty attribute name")
	errLongName    = checkError("Attribute name is too large, must be less than 65536 bytes")
	errDepth       = checkError("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit")
	errSteps       = checkError("Item size has exceeded the maximum allowed size")

	inputCollection = "One or more parameter values were invalid: Input collection ["
)

// Check returns what DynamoDB charges for m (see Size), or the error with which it refuses one of m's
// names or values, whatever table it is meant for. It changes nothing. If several are to be refused,
// the error is of the first in the order of names, so that a run can be repeated.
func Check(m map[string]types.AttributeValue) (bytes int, err error) {
	c := checker{depth: MaxDepth}
	if c.attributes(m, 0) == nil {
		return c.bytes, nil
	}
	c = checker{depth: MaxDepth, inOrder: true}
	return 0, c.attributes(m, 0)
}

// CheckValue is Check for a single value.
func CheckValue(v types.AttributeValue) error { return checkValue(v, MaxDepth) }

// CheckOperand is CheckValue for what an attribute is compared with or set to: it may be nested a level
// deeper than the attribute.
func CheckOperand(v types.AttributeValue) error { return checkValue(v, MaxDepth+1) }

func checkValue(v types.AttributeValue, depth int) error {
	c := checker{depth: depth}
	if c.value(v, 0) == nil {
		return nil
	}
	c = checker{depth: depth, inOrder: true}
	return c.value(v, 0)
}

// checker sums sizes while it checks, so that an item is walked once.
type checker struct {
	bytes, steps int
	depth        int  // the most lists and maps inside each other
	inOrder      bool // of names: to find the first error once there is one
}

func (c *checker) attributes(m map[string]types.AttributeValue, depth int) error {
	if c.inOrder {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if err := c.attribute(name, m[name], depth); err != nil {
				return err
			}
		}
		return nil
	}
	for name, v := range m {
		if err := c.attribute(name, v, depth); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) attribute(name string, v types.AttributeValue, depth int) error {
	if name == "" {
		return errEmptyName
	}
	if len(name) > MaxNameBytes {
		return errLongName
	}
	c.bytes += len(name)
	return c.value(v, depth)
}

// value checks v, which has depth lists and maps around it. Typed nils in the interface are no values.
func (c *checker) value(v types.AttributeValue, depth int) error {
	if c.steps++; c.steps > MaxSteps {
		return errSteps
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v == nil {
			return errNoType
		}
		c.bytes += len(v.Value)
	case *types.AttributeValueMemberN:
		if v == nil {
			return errNoType
		}
		return c.number(v.Value)
	case *types.AttributeValueMemberB:
		if v == nil {
			return errNoType
		}
		c.bytes += len(v.Value)
	case *types.AttributeValueMemberBOOL:
		if v == nil {
			return errNoType
		}
		c.bytes++
	case *types.AttributeValueMemberNULL:
		switch {
		case v == nil:
			return errNoType
		case !v.Value:
			return errNull
		}
		c.bytes++
	case *types.AttributeValueMemberSS:
		if v == nil {
			return errNoType
		}
		return c.strings(v.Value)
	case *types.AttributeValueMemberNS:
		if v == nil {
			return errNoType
		}
		return c.numbers(v.Value)
	case *types.AttributeValueMemberBS:
		if v == nil {
			return errNoType
		}
		return c.binaries(v.Value)
	case *types.AttributeValueMemberL:
		if v == nil {
			return errNoType
		}
		return c.list(v.Value, depth+1)
	case *types.AttributeValueMemberM:
		if v == nil {
			return errNoType
		}
		return c.mapping(v.Value, depth+1)
	case *types.UnknownUnionMember:
		return notAValue(v)
	default:
		return errNoType
	}
	return nil
}

// notAValue says what was wrong with a value that a decoder could not make one of. Package codec puts
// the message in its place, so that it is told in its turn.
func notAValue(v *types.UnknownUnionMember) error {
	if v != nil {
		for _, known := range [...]checkError{errSeveral, errNullInSet, errDepth} {
			if v.Tag == string(known) {
				return known
			}
		}
	}
	return errNoType
}

func (c *checker) number(text string) error {
	var d number.Decimal
	if err := d.Set(text); err != nil {
		return err
	}
	c.bytes += NumberSize(text)
	return nil
}

func (c *checker) list(l []types.AttributeValue, depth int) error {
	if depth > c.depth {
		return errDepth
	}
	c.bytes += ContainerOverhead + ElementOverhead*len(l)
	for _, v := range l {
		if err := c.value(v, depth); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) mapping(m map[string]types.AttributeValue, depth int) error {
	if depth > c.depth {
		return errDepth
	}
	c.bytes += ContainerOverhead + ElementOverhead*len(m)
	return c.attributes(m, depth)
}

func (c *checker) strings(set []string) error {
	if len(set) == 0 {
		return errEmptySS
	}
	if c.steps += len(set); c.steps > MaxSteps {
		return errSteps
	}
	if duplicates(len(set), func(i int) string { return set[i] }) {
		// (DynamoDB Local leaves out the full stop.)
		return checkError(inputCollection + strings.Join(set, ", ") + "] contains duplicates.")
	}
	for _, s := range set {
		c.bytes += len(s)
	}
	return nil
}

func (c *checker) numbers(set []string) error {
	if len(set) == 0 {
		return errEmptyNS
	}
	if c.steps += len(set); c.steps > MaxSteps {
		return errSteps
	}
	values := make([]number.Decimal, len(set))
	for i, text := range set {
		if err := values[i].Set(text); err != nil {
			return err
		}
		c.bytes += NumberSize(text)
	}
	if duplicates(len(values), func(i int) number.Decimal { return values[i] }) {
		return errDuplicateNS
	}
	return nil
}

func (c *checker) binaries(set [][]byte) error {
	if len(set) == 0 {
		return errEmptyBS
	}
	if c.steps += len(set); c.steps > MaxSteps {
		return errSteps
	}
	if duplicates(len(set), func(i int) string { return string(set[i]) }) {
		// (DynamoDB Local leaves out the elements.)
		texts := make([]string, len(set))
		for i, b := range set {
			texts[i] = base64.StdEncoding.EncodeToString(b)
		}
		return checkError(inputCollection + strings.Join(texts, ", ") + "]of type BS contains duplicates.")
	}
	for _, b := range set {
		c.bytes += len(b)
	}
	return nil
}

// few is how many elements are compared each with each rather than put into a map, which would have to
// be allocated.
const few = 8

// duplicates reports whether two of n elements are equal.
func duplicates[E comparable](n int, element func(int) E) bool {
	if n <= few {
		for i := range n {
			e := element(i)
			for j := range i {
				if element(j) == e {
					return true
				}
			}
		}
		return false
	}
	seen := make(map[E]struct{}, n)
	for i := range n {
		seen[element(i)] = struct{}{}
	}
	return len(seen) < n
}
