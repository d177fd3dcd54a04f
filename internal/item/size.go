package item

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/sealed"
)

const (
	// MaxDepth is how many lists and maps may lie one inside the other in an attribute.
	// DynamoDB allows 32 levels, and keeps the last of them for what isn't a list or
	// a map, even an empty one.
	MaxDepth = 31

	// MaxSteps is how many values Size looks at before it gives up. An item of
	// 400 KB, DynamoDB's limit, cannot hold this many; a small graph of lists that
	// share their children can stand for more values than anyone can count.
	MaxSteps = 1 << 20

	// ContainerOverhead is what a list or a map costs, even an empty one.
	ContainerOverhead = 3

	// ElementOverhead is what each element of a list or a map costs besides itself.
	ElementOverhead = 1
)

// Size returns the bytes that DynamoDB charges for m: attribute names and values by
// the rules of "DynamoDB item sizes and formats" in its developer guide, without the
// 100 bytes per item that only storage billing adds.
//
// The result is exact for valid UTF-8; for the rule of numbers see NumberSize.
//
// It returns ok=false when m cannot be sent as it is: it holds a nil value, a type
// that is not one of DynamoDB's ten, or nesting deeper than MaxDepth; or when it has
// more than MaxSteps values. bytes then counts only what was seen until there.
func Size(m map[string]types.AttributeValue) (bytes int, ok bool) {
	if s := sealed.Of(m); s != nil {
		return s.Size, true
	}
	var s sizer
	for name, v := range m {
		s.bytes += len(name)
		if !s.add(v, 0) {
			return s.bytes, false
		}
	}
	return s.bytes, true
}

// sizer sums in place instead of returning sums, because that keeps the recursion's
// frames small and lets every level share one count of steps.
type sizer struct {
	bytes int
	steps int
}

// add counts v, which has depth lists and maps around it. The nil checks matter:
// a typed nil pointer in the interface passes v == nil and panics in the SDK.
func (s *sizer) add(v types.AttributeValue, depth int) bool {
	if s.steps++; s.steps > MaxSteps {
		return false
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v == nil {
			return false
		}
		s.bytes += len(v.Value)
	case *types.AttributeValueMemberN:
		if v == nil {
			return false
		}
		s.bytes += NumberSize(v.Value)
	case *types.AttributeValueMemberB:
		if v == nil {
			return false
		}
		s.bytes += len(v.Value)
	case *types.AttributeValueMemberBOOL:
		if v == nil {
			return false
		}
		s.bytes++
	case *types.AttributeValueMemberNULL:
		if v == nil {
			return false
		}
		s.bytes++
	case *types.AttributeValueMemberM:
		return v != nil && s.addMap(v.Value, depth+1)
	case *types.AttributeValueMemberL:
		return v != nil && s.addList(v.Value, depth+1)
	case *types.AttributeValueMemberSS:
		if v == nil || !s.addSteps(len(v.Value)) {
			return false
		}
		for _, e := range v.Value {
			s.bytes += len(e)
		}
	case *types.AttributeValueMemberNS:
		if v == nil || !s.addSteps(len(v.Value)) {
			return false
		}
		for _, e := range v.Value {
			s.bytes += NumberSize(e)
		}
	case *types.AttributeValueMemberBS:
		if v == nil || !s.addSteps(len(v.Value)) {
			return false
		}
		for _, e := range v.Value {
			s.bytes += len(e)
		}
	default:
		return false
	}
	return true
}

func (s *sizer) addMap(m map[string]types.AttributeValue, depth int) bool {
	if depth > MaxDepth {
		return false
	}
	s.bytes += ContainerOverhead
	for name, v := range m {
		s.bytes += ElementOverhead + len(name)
		if !s.add(v, depth) {
			return false
		}
	}
	return true
}

func (s *sizer) addList(l []types.AttributeValue, depth int) bool {
	if depth > MaxDepth {
		return false
	}
	s.bytes += ContainerOverhead
	for _, v := range l {
		s.bytes += ElementOverhead
		if !s.add(v, depth) {
			return false
		}
	}
	return true
}

// addSteps counts a set's elements before they are walked: empty ones cost no bytes,
// so nothing else would bound a set that a graph of lists holds many times.
func (s *sizer) addSteps(n int) bool {
	s.steps += n
	return s.steps <= MaxSteps
}
