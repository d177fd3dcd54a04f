package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// What comparisons and functions say of two values is the same in all of DynamoDB's languages: these
// are for PartiQL.

// TypeName returns the type of a value as expressions write it: "S", "NS", "M". It is "" for nil.
func TypeName(v types.AttributeValue) string { return typeName(v) }

// Equal reports whether two values are of one type and the same: numbers by what they count, sets
// whatever their order, lists and maps by their parts. It recurses as deep as the values do.
func Equal(a, b types.AttributeValue) bool { return equalValues(a, b) }

// Compare orders two values of one type that has an order: S and B by bytes, N by what they count. It
// returns ok=false for all others.
func Compare(a, b types.AttributeValue) (c int, ok bool) { return compareValues(a, b) }

// BeginsWith reports whether a string or a binary value begins with another of its type.
func BeginsWith(v, prefix types.AttributeValue) bool { return beginsWith(v, prefix) }

// Contains reports whether a string or a binary value has another of its type within it, or a set or a
// list such an element.
func Contains(v, part types.AttributeValue) bool { return contains(v, part) }

// Size returns, as a number, how many characters, bytes or elements v has, nil if its type has no size.
func Size(v types.AttributeValue) types.AttributeValue { return size(v) }
