package plainjson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
)

// The model reads the document with encoding/json as a whole, and makes values of the result by the rules of doc.go.

var errModel = errors.New("refused by the model")

// halfPair finds \u escapes of surrogates; what is left of a text without its pairs and its escaped backslashes.
var (
	backslashes = regexp.MustCompile(`\\[^u]`)
	pairs       = regexp.MustCompile(`(?i)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})`)
	halves      = regexp.MustCompile(`(?i)\\ud[89a-f][0-9a-f]{2}`)
)

func hasHalfPair(data []byte) bool {
	data = backslashes.ReplaceAll(data, nil)
	data = pairs.ReplaceAll(data, nil)
	return halves.Match(data)
}

func modelDocument(data []byte) (any, error) {
	if !utf8.Valid(data) || !json.Valid(data) || hasHalfPair(data) {
		return nil, errModel
	}
	if _, twice := jsonl.Duplicate(data); twice {
		return nil, errModel
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errModel
	}
	return doc, nil
}

func modelMap(doc map[string]any, depth int) (map[string]types.AttributeValue, error) {
	m := map[string]types.AttributeValue{}
	for name, e := range doc {
		v, err := modelValue(e, depth)
		if err != nil {
			return nil, err
		}
		m[name] = v
	}
	return m, nil
}

// modelValue makes a value of doc, which has depth lists and maps around it.
func modelValue(doc any, depth int) (types.AttributeValue, error) {
	switch doc := doc.(type) {
	case nil:
		return &types.AttributeValueMemberNULL{Value: true}, nil
	case bool:
		return &types.AttributeValueMemberBOOL{Value: doc}, nil
	case string:
		return &types.AttributeValueMemberS{Value: doc}, nil
	case json.Number:
		_, err := number.Parse(doc.String())
		return &types.AttributeValueMemberN{Value: doc.String()}, err
	case []any:
		if depth == item.MaxDepth {
			return nil, errModel
		}
		l := make([]types.AttributeValue, len(doc))
		for i, e := range doc {
			var err error
			if l[i], err = modelValue(e, depth+1); err != nil {
				return nil, err
			}
		}
		return &types.AttributeValueMemberL{Value: l}, nil
	}
	m := doc.(map[string]any)
	if len(m) == 1 {
		for name, e := range m {
			if name == "$M" {
				inner, ok := e.(map[string]any)
				if !ok || depth == item.MaxDepth {
					return nil, errModel
				}
				v, err := modelMap(inner, depth+1)
				return &types.AttributeValueMemberM{Value: v}, err
			}
			if strings.Contains(" $B $SS $NS $BS ", " "+name+" ") {
				return modelTagged(name, e)
			}
		}
	}
	if depth == item.MaxDepth {
		return nil, errModel
	}
	v, err := modelMap(m, depth+1)
	return &types.AttributeValueMemberM{Value: v}, err
}

func modelTagged(name string, e any) (types.AttributeValue, error) {
	if name == "$B" {
		b, err := modelBinary(e)
		return &types.AttributeValueMemberB{Value: b}, err
	}
	list, ok := e.([]any)
	if !ok {
		return nil, errModel
	}
	texts, binaries := []string{}, [][]byte{}
	for _, e := range list {
		s, ok := e.(string)
		switch name {
		case "$NS":
			if n, isNumber := e.(json.Number); isNumber {
				s, ok = n.String(), true
			}
			if _, err := number.Parse(s); err != nil {
				return nil, err
			}
		case "$BS":
			b, err := modelBinary(e)
			if err != nil {
				return nil, err
			}
			binaries = append(binaries, b)
		}
		if !ok {
			return nil, errModel
		}
		texts = append(texts, s)
	}
	switch name {
	case "$SS":
		return &types.AttributeValueMemberSS{Value: texts}, nil
	case "$NS":
		return &types.AttributeValueMemberNS{Value: texts}, nil
	}
	return &types.AttributeValueMemberBS{Value: binaries}, nil
}

// modelBinary takes only the text that the bytes would be written as.
func modelBinary(e any) ([]byte, error) {
	s, ok := e.(string)
	b, err := base64.StdEncoding.DecodeString(s)
	if !ok || err != nil || base64.StdEncoding.EncodeToString(b) != s {
		return nil, errModel
	}
	return b, nil
}
