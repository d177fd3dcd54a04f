package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/plainjson"
	"github.com/dynactor/dynactor/internal/codec"
)

// parseValues reads ':s=active'. What is JSON is read as such: 5 and -1.5 are N, true BOOL, null NULL, [...] L, {...} M
// by the rules of the format json, and an object with a single type tag, {"N":"5"}, is DynamoDB JSON. A text in
// quotes is S, and so is whatever else stands there.
func parseValues(given []string) (jobs.Item, error) {
	values, err := pairs("--value", ":", given)
	if err != nil || values == nil {
		return nil, err
	}
	item := jobs.Item{}
	for name, text := range values {
		v, err := parseValue(text)
		if err != nil {
			// The value itself is for nobody else's eyes.
			return nil, fmt.Errorf("--value %s: %w", name, err)
		}
		item[name] = v
	}
	return item, nil
}

func parseNames(given []string) (map[string]string, error) {
	names, err := pairs("--name", "#", given)
	for name, attribute := range names {
		if attribute == "" {
			return nil, fmt.Errorf("--name %s: give the attribute's name behind the =", name)
		}
	}
	return names, err
}

// pairs cuts each at its first =, and checks that names begin with the sign, and are given once.
func pairs(flag, sign string, given []string) (map[string]string, error) {
	if len(given) == 0 {
		return nil, nil
	}
	out := make(map[string]string, len(given))
	for i, text := range given {
		name, value, ok := strings.Cut(text, "=")
		if !ok || len(name) < 2 || !strings.HasPrefix(name, sign) {
			return nil, fmt.Errorf("%s, number %d: write it as '%sname=…'", flag, i+1, sign)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("%s %s: it's given twice", flag, name)
		}
		out[name] = value
	}
	return out, nil
}

func parseValue(text string) (types.AttributeValue, error) {
	data := bytes.TrimSpace([]byte(text))
	if tagged(data) {
		v, err := codec.ParseValue(data)
		if err == nil {
			// The codec leaves numbers to DynamoDB. This refuses those that aren't any.
			_, err = plainjson.AppendValue(nil, v)
		}
		if err != nil {
			return nil, fmt.Errorf("it isn't the DynamoDB JSON that its type tag promises")
		}
		return v, nil
	}
	switch {
	case len(data) == 0:
		return &types.AttributeValueMemberS{Value: text}, nil
	case data[0] == '{' || data[0] == '[' || data[0] == '"':
		v, err := plainjson.ParseValue(data)
		if err != nil {
			return nil, fmt.Errorf("it begins like JSON, and isn't: %w; for a text put it in double quotes", err)
		}
		return v, nil
	}
	// Texts that are no JSON are what they are: active, 2024-01-01, 007.
	if v, err := plainjson.ParseValue(data); err == nil {
		return v, nil
	}
	if json.Valid(data) {
		return nil, fmt.Errorf("the number has more than 38 digits or is beyond DynamoDB's range; for a text put it in double quotes")
	}
	return &types.AttributeValueMemberS{Value: text}, nil
}

// tagged tells whether data is an object whose one member is named like a type.
func tagged(data []byte) bool {
	if len(data) == 0 || data[0] != '{' {
		return false
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil || len(members) != 1 {
		return false
	}
	for name := range members {
		typ, err := column.Parse(name)
		return err == nil && typ != column.ANY
	}
	return false
}
