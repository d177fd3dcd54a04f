package tables

import (
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// value and attributes are short names for what every test is full of.
type (
	value      = types.AttributeValue
	attributes = map[string]types.AttributeValue
)

func s(v string) value            { return &types.AttributeValueMemberS{Value: v} }
func n(v string) value            { return &types.AttributeValueMemberN{Value: v} }
func b(v string) value            { return &types.AttributeValueMemberB{Value: []byte(v)} }
func boolean(v bool) value        { return &types.AttributeValueMemberBOOL{Value: v} }
func null() value                 { return &types.AttributeValueMemberNULL{Value: true} }
func list(v ...value) value       { return &types.AttributeValueMemberL{Value: v} }
func document(v attributes) value { return &types.AttributeValueMemberM{Value: v} }
func stringSet(v ...string) value { return &types.AttributeValueMemberSS{Value: v} }
func numberSet(v ...string) value { return &types.AttributeValueMemberNS{Value: v} }
func binarySet(v ...string) value {
	set := make([][]byte, len(v))
	for i := range v {
		set[i] = []byte(v[i])
	}
	return &types.AttributeValueMemberBS{Value: set}
}

// with returns a copy of m that has the other attributes too.
func with(m, others attributes) attributes {
	c := maps.Clone(m)
	maps.Copy(c, others)
	return c
}
