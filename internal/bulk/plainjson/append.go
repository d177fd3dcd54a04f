package plainjson

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
)

// appender writes values one after the other.
type appender struct {
	names jsonl.Names
	plain bool // without tags
}

var appenders = sync.Pool{New: func() any { return new(appender) }}

// AppendValue appends v as JSON, with the tags of this package. It refuses what [Writer.Write] refuses, and returns dst as
// it was then.
func AppendValue(dst []byte, v types.AttributeValue) ([]byte, error) {
	a := appenders.Get().(*appender)
	defer appenders.Put(a)
	out, err := a.value(dst, v, 0)
	if err != nil {
		return dst, err
	}
	return out, nil
}

// unfitError is the attribute of an item that couldn't be written.
type unfitError struct {
	attribute string
	err       error
}

func (e *unfitError) Error() string { return e.err.Error() }

// members appends m as an object. Its values have depth lists and maps around them.
func (a *appender) members(dst []byte, m map[string]types.AttributeValue, depth int) ([]byte, error) {
	names := a.names.Sorted(m)
	defer a.names.Done(names)
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendText(dst, name); err == nil {
			dst, err = a.value(append(dst, ':'), m[name], depth)
		}
		if err != nil {
			if depth == 0 {
				err = &unfitError{name, err}
			}
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// value appends v, which has depth lists and maps around it. Values are pointers that may be nil.
func (a *appender) value(dst []byte, v types.AttributeValue, depth int) ([]byte, error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v != nil {
			return appendText(dst, v.Value)
		}
	case *types.AttributeValueMemberN:
		if v != nil {
			return appendNumber(dst, v.Value)
		}
	case *types.AttributeValueMemberBOOL:
		if v != nil {
			return strconv.AppendBool(dst, v.Value), nil
		}
	case *types.AttributeValueMemberNULL:
		if v != nil && !v.Value {
			return dst, errNull
		}
		if v != nil {
			return append(dst, "null"...), nil
		}
	case *types.AttributeValueMemberL:
		if v != nil {
			return a.list(dst, v.Value, depth+1)
		}
	case *types.AttributeValueMemberM:
		if v != nil {
			return a.mapping(dst, v.Value, depth+1)
		}
	case *types.AttributeValueMemberB:
		if v != nil && a.plain {
			return appendBinary(dst, v.Value), nil
		}
		if v != nil {
			return append(appendBinary(append(dst, `{"$B":`...), v.Value), '}'), nil
		}
	case *types.AttributeValueMemberSS:
		if v != nil {
			return appendSet(a, dst, `{"$SS":`, v.Value, appendText)
		}
	case *types.AttributeValueMemberNS:
		if v != nil && a.plain {
			return appendSet(a, dst, "", v.Value, appendNumber)
		}
		if v != nil {
			return appendSet(a, dst, `{"$NS":`, v.Value, appendNumberText)
		}
	case *types.AttributeValueMemberBS:
		if v != nil {
			return appendSet(a, dst, `{"$BS":`, v.Value, func(dst, b []byte) ([]byte, error) { return appendBinary(dst, b), nil })
		}
	case nil:
	default:
		return dst, fmt.Errorf("value has the type %T, which DynamoDB doesn't have", v)
	}
	return dst, errNil
}

func (a *appender) list(dst []byte, list []types.AttributeValue, depth int) ([]byte, error) {
	if depth > item.MaxDepth {
		return dst, errTooDeep
	}
	return appendArray(dst, list, func(dst []byte, v types.AttributeValue) ([]byte, error) { return a.value(dst, v, depth) })
}

func (a *appender) mapping(dst []byte, m map[string]types.AttributeValue, depth int) ([]byte, error) {
	if depth > item.MaxDepth {
		return dst, errTooDeep
	}
	if a.plain || !looksTagged(m) {
		return a.members(dst, m, depth)
	}
	dst, err := a.members(append(dst, `{"$M":`...), m, depth)
	return append(dst, '}'), err
}

// looksTagged tells whether m would be read as something else than a map.
func looksTagged(m map[string]types.AttributeValue) bool {
	if len(m) != 1 {
		return false
	}
	for name := range m {
		return tagOf(name) != noTag
	}
	return false
}

// appendSet appends an array behind opening, which is the start of a tag's object, or in plain mode without one.
func appendSet[T any](a *appender, dst []byte, opening string, set []T, one func([]byte, T) ([]byte, error)) ([]byte, error) {
	if a.plain {
		return appendArray(dst, set, one)
	}
	dst, err := appendArray(append(dst, opening...), set, one)
	return append(dst, '}'), err
}

func appendArray[T any](dst []byte, list []T, one func([]byte, T) ([]byte, error)) ([]byte, error) {
	dst = append(dst, '[')
	for i, e := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = one(dst, e); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

func appendText(dst []byte, s string) ([]byte, error) {
	dst, ok := jsonl.AppendString(dst, s)
	if !ok {
		return dst, errNotUTF8
	}
	return dst, nil
}

func appendBinary(dst, b []byte) []byte {
	return append(base64.StdEncoding.AppendEncode(append(dst, '"'), b), '"')
}

// appendNumber appends n as it is, if it is a JSON number, and else as DynamoDB would return it.
func appendNumber(dst []byte, n string) ([]byte, error) {
	if err := jsonl.CheckNumber(n); err != nil {
		return dst, err
	}
	if isJSONNumber(n) {
		return append(dst, n...), nil
	}
	d, err := number.Parse(n)
	if err != nil {
		return dst, errSyntax // can't be: it was checked
	}
	return d.AppendText(dst), nil
}

// appendNumberText appends n as a text, whatever its form.
func appendNumberText(dst []byte, n string) ([]byte, error) {
	if err := jsonl.CheckNumber(n); err != nil {
		return dst, err
	}
	return append(append(append(dst, '"'), n...), '"'), nil
}

// isJSONNumber tells whether n, which is a number of DynamoDB's, is written as JSON has it: without a plus, needless
// zeros in front, and with digits on both sides of a point.
func isJSONNumber(n string) bool {
	if n[0] == '-' {
		n = n[1:]
	}
	if n == "" || n[0] < '0' || n[0] > '9' {
		return false
	}
	if n[0] == '0' && len(n) > 1 && '0' <= n[1] && n[1] <= '9' {
		return false
	}
	for i := range len(n) {
		if n[i] == '.' {
			return i+1 < len(n) && '0' <= n[i+1] && n[i+1] <= '9'
		}
	}
	return true
}
