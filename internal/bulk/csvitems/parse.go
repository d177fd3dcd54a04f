package csvitems

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/plainjson"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/number"
)

// escape is how cells of S and B begin that aren't the value itself: see the package's documentation.
const (
	escape      = `$"`
	escapedNone = `$""`
)

// parseCell returns the value of a cell that isn't empty and is UTF-8. Errors have nothing of its content.
func parseCell(cell string, typ column.Type) (types.AttributeValue, error) {
	switch typ {
	case column.Untyped:
		return inferCell(cell)
	case column.S:
		if strings.HasPrefix(cell, escape) {
			v, err := parseJSON(cell[1:], column.S)
			if err != nil {
				return nil, fmt.Errorf(`what begins with $" must be a JSON string behind the dollar sign: %w`, err)
			}
			return v, nil
		}
		return &types.AttributeValueMemberS{Value: cell}, nil
	case column.N:
		return parseNumber(cell)
	case column.B:
		if cell == escapedNone {
			return &types.AttributeValueMemberB{Value: []byte{}}, nil
		}
		// The decoder skips line ends, which would give one value many spellings.
		data, err := base64.StdEncoding.Strict().DecodeString(cell)
		if err != nil || strings.ContainsAny(cell, "\r\n") {
			return nil, errors.New("not base64")
		}
		return &types.AttributeValueMemberB{Value: data}, nil
	case column.BOOL:
		switch {
		case strings.EqualFold(cell, "true"):
			return &types.AttributeValueMemberBOOL{Value: true}, nil
		case strings.EqualFold(cell, "false"):
			return &types.AttributeValueMemberBOOL{}, nil
		}
		return nil, errors.New("neither true nor false")
	case column.NULL:
		if strings.EqualFold(cell, "null") {
			return &types.AttributeValueMemberNULL{Value: true}, nil
		}
		return nil, errors.New("neither null nor empty")
	case column.SS, column.NS, column.BS:
		if cell[0] == '[' {
			cell = setOpening(typ) + cell + "}"
		}
		return parseJSON(cell, typ)
	case column.L, column.M:
		return parseJSON(cell, typ)
	case column.ANY:
		return parseAny(cell)
	}
	return nil, fmt.Errorf("the column's type %s is unknown", typ)
}

// setOpening is what package plainjson has in front of a set's array. A closing brace follows the array.
func setOpening(typ column.Type) string { return `{"$` + typ.String() + `":` }

func parseJSON(text string, want column.Type) (types.AttributeValue, error) {
	v, err := plainjson.ParseValue([]byte(text))
	if err != nil {
		return nil, err
	}
	if got := column.TypeOf(v); got != want {
		return nil, fmt.Errorf("the JSON is a value of the type %s", got)
	}
	return v, nil
}

func parseAny(cell string) (types.AttributeValue, error) {
	v, err := codec.ParseValue([]byte(cell))
	if err == nil {
		// The codec leaves it to DynamoDB to judge values, as numbers beyond its limits.
		_, err = plainjson.AppendValue(nil, v)
	}
	if err != nil {
		return nil, errors.New("not a value in DynamoDB JSON")
	}
	return v, nil
}

func parseNumber(cell string) (types.AttributeValue, error) {
	if _, err := number.Parse(cell); err != nil {
		// Its text may have the number in it.
		switch {
		case errors.Is(err, number.ErrPrecision):
			return nil, fmt.Errorf("a number of more than %d digits", number.MaxDigits)
		case errors.Is(err, number.ErrOverflow), errors.Is(err, number.ErrUnderflow):
			return nil, errors.New("a number beyond DynamoDB's range")
		}
		return nil, errors.New("not a number")
	}
	return &types.AttributeValueMemberN{Value: cell}, nil
}

// inferCell returns the value of a cell in a column without a type. What looks like a number and can't be
// one is an error rather than a text: the same column would be of both types by the length of its numbers.
func inferCell(cell string) (types.AttributeValue, error) {
	switch {
	case cell == "true" || cell == "false":
		return &types.AttributeValueMemberBOOL{Value: cell == "true"}, nil
	case isJSONNumber(cell):
		v, err := parseNumber(cell)
		if err != nil {
			return nil, fmt.Errorf("%w: if it is text, give the column the type S", err)
		}
		return v, nil
	}
	return &types.AttributeValueMemberS{Value: cell}, nil
}

// isJSONNumber reports whether s is a number by RFC 8259, section 6.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		fraction := digits(s[1:])
		if fraction == 0 {
			return false
		}
		s = s[1+fraction:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		exponent := digits(s)
		if exponent == 0 {
			return false
		}
		s = s[exponent:]
	}
	return s == ""
}

// digits returns how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
