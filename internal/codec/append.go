package codec

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/sealed"
)

var errTooDeep = fmt.Errorf("attribute value has more than %d lists and maps around it", MaxDepth)

// AppendValue appends v as DynamoDB JSON: {"S":"a"}. It refuses a nil value, one of a type
// that isn't DynamoDB's, and one below more than MaxDepth lists and maps, also where v holds
// it. dst is returned as it was in that case.
//
// As the SDK does, it writes a nil list, map or set as an empty one and a nil binary as null.
func AppendValue(dst []byte, v types.AttributeValue) ([]byte, error) {
	return appendOrNothing(dst, func(dst []byte) ([]byte, error) { return appendValue(dst, v, 0) })
}

// AppendItem appends m as DynamoDB JSON: {"pk":{"S":"a"}}, in the order in which Go ranges
// over the map. It refuses what AppendValue refuses. A nil map is written as an empty one, and a sealed item as its JSON.
func AppendItem(dst []byte, m map[string]types.AttributeValue) ([]byte, error) {
	return appendOrNothing(dst, func(dst []byte) ([]byte, error) { return appendAttributes(dst, m, 0) })
}

// appendOrNothing keeps half a document from staying in the buffer of a caller who goes on.
func appendOrNothing(dst []byte, do func([]byte) ([]byte, error)) ([]byte, error) {
	out, err := do(dst)
	if err != nil {
		return dst, err
	}
	return out, nil
}

func appendAttributes(dst []byte, m map[string]types.AttributeValue, depth int) ([]byte, error) {
	if depth == 0 {
		if s := sealed.Of(m); s != nil {
			return append(dst, s.JSON...), nil
		}
	}
	dst = append(dst, '{')
	open := `"`
	for name, v := range m {
		dst = append(dst, open...)
		open = `,"`
		dst = append(appendText(dst, name), `":`...)
		var err error
		if dst, err = appendValue(dst, v, depth); err != nil {
			if depth == 0 {
				err = fmt.Errorf("attribute %q: %w", name, err)
			}
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// appendValue appends v, which has depth lists and maps around it.
func appendValue(dst []byte, v types.AttributeValue, depth int) ([]byte, error) {
	if depth > MaxDepth {
		return dst, errTooDeep
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v != nil {
			dst = appendText(append(dst, `{"S":"`...), v.Value)
			return append(dst, `"}`...), nil
		}
	case *types.AttributeValueMemberN:
		if v != nil {
			dst = appendText(append(dst, `{"N":"`...), v.Value)
			return append(dst, `"}`...), nil
		}
	case *types.AttributeValueMemberB:
		if v != nil {
			dst = appendBinary(append(dst, `{"B":`...), v.Value)
			return append(dst, '}'), nil
		}
	case *types.AttributeValueMemberBOOL:
		if v != nil {
			dst = appendBool(append(dst, `{"BOOL":`...), v.Value)
			return append(dst, '}'), nil
		}
	case *types.AttributeValueMemberNULL:
		if v != nil {
			dst = appendBool(append(dst, `{"NULL":`...), v.Value)
			return append(dst, '}'), nil
		}
	case *types.AttributeValueMemberSS:
		if v != nil {
			dst = appendTexts(append(dst, `{"SS":`...), v.Value)
			return append(dst, '}'), nil
		}
	case *types.AttributeValueMemberNS:
		if v != nil {
			dst = appendTexts(append(dst, `{"NS":`...), v.Value)
			return append(dst, '}'), nil
		}
	case *types.AttributeValueMemberBS:
		if v != nil {
			return appendBinaries(append(dst, `{"BS":[`...), v.Value), nil
		}
	case *types.AttributeValueMemberL:
		if v != nil {
			dst, err := appendList(append(dst, `{"L":`...), v.Value, depth+1)
			return append(dst, '}'), err
		}
	case *types.AttributeValueMemberM:
		if v != nil {
			dst, err := appendAttributes(append(dst, `{"M":`...), v.Value, depth+1)
			return append(dst, '}'), err
		}
	case nil:
		return dst, errors.New("attribute value is nil")
	default:
		return dst, fmt.Errorf("attribute value has the type %T, which DynamoDB JSON has no form for", v)
	}
	return dst, fmt.Errorf("attribute value is a nil %T", v)
}

func appendList(dst []byte, list []types.AttributeValue, depth int) ([]byte, error) {
	dst = append(dst, '[')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendValue(dst, v, depth); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

func appendTexts(dst []byte, set []string) []byte {
	dst = append(dst, '[')
	for i, s := range set {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendString(dst, s)
	}
	return append(dst, ']')
}

// appendBinaries appends a binary set's members and closes it.
func appendBinaries(dst []byte, set [][]byte) []byte {
	for i, b := range set {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendBinary(dst, b)
	}
	return append(dst, `]}`...)
}
