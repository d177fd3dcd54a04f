package codec

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The model reads DynamoDB JSON by encoding/json, as plainly as can be.

type object []member // in order, and with what is there twice

type member struct {
	name  string
	value any
}

// modelDocument reads data as encoding/json reads it, with objects in order.
func modelDocument(data []byte) (any, error) {
	if !json.Valid(data) {
		return nil, errors.New("not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return modelToken(d)
}

func modelToken(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		o := object{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := modelToken(d)
			if err != nil {
				return nil, err
			}
			o = append(o, member{name.(string), v})
		}
		_, err = d.Token()
		return o, err
	case json.Delim('['):
		l := []any{}
		for d.More() {
			v, err := modelToken(d)
			if err != nil {
				return nil, err
			}
			l = append(l, v)
		}
		_, err = d.Token()
		return l, err
	}
	return t, nil
}

var errModelType = errors.New("wrong type")

// modelItem reads an item. problems counts the attribute values that are not exactly one.
func modelItem(doc any, depth int, problems *int) (map[string]types.AttributeValue, error) {
	o, ok := doc.(object)
	if !ok {
		return nil, errModelType
	}
	m := map[string]types.AttributeValue{}
	for _, a := range o {
		v, err := modelValue(a.value, depth, problems)
		if err != nil {
			return nil, err
		}
		m[a.name] = v
	}
	return m, nil
}

func modelValue(doc any, depth int, problems *int) (types.AttributeValue, error) {
	if doc == nil {
		return nil, nil
	}
	o, ok := doc.(object)
	if !ok {
		return nil, errModelType
	}
	problem := func(p Problem) types.AttributeValue {
		*problems++
		return &types.UnknownUnionMember{Tag: p.String()}
	}
	if depth > MaxDepth {
		return problem(TooDeep), nil
	}
	var last types.AttributeValue
	tag, several, nullInSet := "", false, false
	for _, d := range o {
		if !strings.Contains(" S N B BOOL NULL SS NS BS L M ", " "+d.name+" ") || d.name == "" {
			continue
		}
		if d.value == nil {
			if d.name == tag {
				tag, nullInSet = "", false
			}
			continue
		}
		several = several || tag != "" && tag != d.name
		tag = d.name
		v, null, err := modelData(d.name, d.value, depth, problems)
		if err != nil {
			return nil, err
		}
		last, nullInSet = v, null
	}
	switch {
	case several:
		return problem(Several), nil
	case tag == "":
		return problem(Empty), nil
	case nullInSet:
		return problem(NullInStringSet), nil
	}
	return last, nil
}

func modelData(tag string, doc any, depth int, problems *int) (v types.AttributeValue, nullInSet bool, err error) {
	switch tag {
	case "S":
		s, ok := doc.(string)
		return &types.AttributeValueMemberS{Value: s}, false, typed(ok)
	case "N":
		s, ok := doc.(string)
		return &types.AttributeValueMemberN{Value: s}, false, typed(ok)
	case "B":
		b, err := modelBinary(doc)
		return &types.AttributeValueMemberB{Value: b}, false, err
	case "BOOL":
		b, ok := doc.(bool)
		return &types.AttributeValueMemberBOOL{Value: b}, false, typed(ok)
	case "NULL":
		b, ok := doc.(bool)
		return &types.AttributeValueMemberNULL{Value: b}, false, typed(ok)
	case "M":
		m, err := modelItem(doc, depth+1, problems)
		return &types.AttributeValueMemberM{Value: m}, false, err
	}
	l, ok := doc.([]any)
	if !ok {
		return nil, false, errModelType
	}
	values, set, binaries := []types.AttributeValue{}, []string{}, [][]byte{}
	for _, e := range l {
		var err error
		switch {
		case tag == "L":
			var v types.AttributeValue
			v, err = modelValue(e, depth+1, problems)
			values = append(values, v)
		case tag == "BS":
			var b []byte
			if e != nil {
				b, err = modelBinary(e)
			}
			binaries = append(binaries, b)
		default:
			s, ok := e.(string)
			nullInSet = nullInSet || e == nil && tag == "SS"
			err = typed(ok || e == nil)
			set = append(set, s)
		}
		if err != nil {
			return nil, false, err
		}
	}
	switch tag {
	case "L":
		return &types.AttributeValueMemberL{Value: values}, false, nil
	case "BS":
		return &types.AttributeValueMemberBS{Value: binaries}, false, nil
	case "SS":
		return &types.AttributeValueMemberSS{Value: set}, nullInSet, nil
	}
	return &types.AttributeValueMemberNS{Value: set}, false, nil
}

func typed(ok bool) error {
	if !ok {
		return errModelType
	}
	return nil
}

func modelBinary(doc any) ([]byte, error) {
	s, ok := doc.(string)
	if !ok || strings.ContainsAny(s, "\r\n") {
		return nil, errModelType
	}
	return base64.StdEncoding.Strict().DecodeString(s)
}
