package partiql

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// Range is a range of sort keys. The zero value is all of them.
type Range struct {
	Low, High         types.AttributeValue // nil for no bound; the same value for =
	LowOpen, HighOpen bool                 // the bound itself is not within
	Prefix            types.AttributeValue // of begins_with, or nil; there are no bounds then
}

// Compare returns -1 if a sort key comes before the range, 0 if it is within, and +1 if it
// comes after. The key must be of the sort key's type.
func (r Range) Compare(key types.AttributeValue) int {
	if r.Prefix != nil {
		if exprs.BeginsWith(key, r.Prefix) {
			return 0
		}
		n, _ := exprs.Compare(key, r.Prefix)
		return n
	}
	if r.Low != nil {
		if n, _ := exprs.Compare(key, r.Low); n < 0 || n == 0 && r.LowOpen {
			return -1
		}
	}
	if r.High != nil {
		if n, _ := exprs.Compare(key, r.High); n > 0 || n == 0 && r.HighOpen {
			return 1
		}
	}
	return 0
}

// rangeOperations are the conditions that a query takes on a sort key.
var rangeOperations = map[string]bool{
	"=": true, "<": true, "<=": true, ">": true, ">=": true, "BETWEEN": true, "begins_with": true,
}

// rangeOf returns the range that a condition on the attribute leaves.
func rangeOf(e expr, attribute string) Range {
	name, values, _ := keyOperation(e, attribute)
	switch name {
	case "=":
		return Range{Low: values[0], High: values[0]}
	case "<":
		return Range{High: values[0], HighOpen: true}
	case "<=":
		return Range{High: values[0]}
	case ">":
		return Range{Low: values[0], LowOpen: true}
	case ">=":
		return Range{Low: values[0]}
	case "BETWEEN":
		return Range{Low: values[0], High: values[1]}
	}
	return Range{Prefix: values[0]}
}
