package expr

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// Normalize returns v as DynamoDB stores it: with its numbers, wherever in it they are, in
// their only form. It returns v itself if they are already, which is nearly always, and
// otherwise a copy of what it had to change. v must have passed CheckValue.
func Normalize(v types.AttributeValue) types.AttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberN:
		if n := normalNumber(v.Value); n != v.Value {
			return &types.AttributeValueMemberN{Value: n}
		}
	case *types.AttributeValueMemberNS:
		for i, n := range v.Value {
			if normalNumber(n) == n {
				continue
			}
			out := append([]string(nil), v.Value...)
			for j := i; j < len(out); j++ {
				out[j] = normalNumber(out[j])
			}
			return &types.AttributeValueMemberNS{Value: out}
		}
	case *types.AttributeValueMemberL:
		var out []types.AttributeValue
		for i, element := range v.Value {
			if w := Normalize(element); w != element {
				if out == nil {
					out = append([]types.AttributeValue(nil), v.Value...)
				}
				out[i] = w
			}
		}
		if out != nil {
			return &types.AttributeValueMemberL{Value: out}
		}
	case *types.AttributeValueMemberM:
		var out map[string]types.AttributeValue
		for name, element := range v.Value {
			if w := Normalize(element); w != element {
				if out == nil {
					out = make(map[string]types.AttributeValue, len(v.Value))
					for n, e := range v.Value {
						out[n] = e
					}
				}
				out[name] = w
			}
		}
		if out != nil {
			return &types.AttributeValueMemberM{Value: out}
		}
	}
	return v
}

// normalNumber returns n in the form that number.Decimal prints.
func normalNumber(n string) string {
	if isNormalInteger(n) {
		return n
	}
	var d number.Decimal
	if d.Set(n) != nil {
		return n
	}
	var buf [number.MaxText]byte
	text := d.AppendText(buf[:0])
	if string(text) == n {
		return n
	}
	return string(text)
}

// isNormalInteger recognizes at a glance most of the numbers that there are.
func isNormalInteger(n string) bool {
	if len(n) == 0 || len(n) > number.MaxDigits || n[0] == '0' && len(n) > 1 {
		return false
	}
	for i := range len(n) {
		if !isDigit(n[i]) {
			return false
		}
	}
	return true
}
