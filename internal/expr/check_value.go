package expr

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/number"
)

// CheckValue refuses a value that no attribute could have, wherever in a request it stands:
// none of the types, a number that isn't one, an empty set or one with duplicates, a NULL
// that is false, an empty name in a map, or more than 32 levels of lists and maps.
func CheckValue(v types.AttributeValue) error { return checkValue(v, 0) }

func checkValue(v types.AttributeValue, depth int) error {
	if depth > MaxValueDepth {
		return invalid("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit")
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberB, *types.AttributeValueMemberBOOL:
		return nil
	case *types.AttributeValueMemberN:
		return checkNumber(v.Value)
	case *types.AttributeValueMemberNULL:
		if !v.Value {
			return invalidParameter("Null attribute value types must have the value of true")
		}
		return nil
	case *types.AttributeValueMemberSS:
		switch {
		case len(v.Value) == 0:
			return invalidParameter("An string set  may not be empty")
		case hasDuplicates(v.Value):
			return invalidParameter("Input collection [%s] contains duplicates.", strings.Join(v.Value, ", "))
		}
		return nil
	case *types.AttributeValueMemberNS:
		if len(v.Value) == 0 {
			return invalidParameter("An number set  may not be empty")
		}
		for _, n := range v.Value {
			if err := checkNumber(n); err != nil {
				return err
			}
		}
		if hasDuplicates(numberSet(v.Value)) {
			return invalid("Input collection contains duplicates")
		}
		return nil
	case *types.AttributeValueMemberBS:
		switch {
		case len(v.Value) == 0:
			return invalidParameter("Binary sets should not be empty")
		case hasDuplicates(binarySet(v.Value)):
			return invalidParameter("Input collection [%s]of type BS contains duplicates.", strings.Join(base64Set(v.Value), ", "))
		}
		return nil
	case *types.AttributeValueMemberL:
		for _, element := range v.Value {
			if err := checkValue(element, depth+1); err != nil {
				return err
			}
		}
		return nil
	case *types.AttributeValueMemberM:
		return checkKeys(v.Value, func(name string) error {
			if name == "" {
				return errEmptyName
			}
			return checkValue(v.Value[name], depth+1)
		})
	}
	return invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
}

func base64Set(set [][]byte) []string {
	texts := make([]string, len(set))
	for i, b := range set {
		texts[i] = base64.StdEncoding.EncodeToString(b)
	}
	return texts
}

func checkNumber(n string) error {
	var d number.Decimal
	if err := d.Set(n); err != nil {
		return invalid("%s", err)
	}
	return nil
}

// message returns the text of one of this package's errors, without the code.
func message(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}
