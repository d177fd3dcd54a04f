package api

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
)

// verb is what a statement does, by its first word.
type verb uint8

const (
	// unknownVerb is left to DynamoDB to judge.
	unknownVerb verb = iota
	reading
	writing
	checking
)

// verbOf reads a statement's first word.
func verbOf(text string) verb {
	word := strings.TrimLeft(text, " \t\r\n")
	end := strings.IndexFunc(word, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' })
	if end >= 0 {
		word = word[:end]
	}
	switch strings.ToUpper(word) {
	case "SELECT":
		return reading
	case "INSERT", "UPDATE", "DELETE":
		return writing
	case "EXISTS":
		return checking
	}
	return unknownVerb
}

// unpaged refuses what only a statement that is executed by itself can have.
func (s *Statement) unpaged() error {
	var set []string
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"Limit", s.Limit != 0}, {"PageSize", s.PageSize != 0}, {"Prefetch", s.Prefetch != 0}, {"Start", s.Start != ""}, {"Last", s.Last != nil},
	} {
		if field.set {
			set = append(set, field.name)
		}
	}
	if set == nil {
		return nil
	}
	return fmt.Errorf("%s can't be set here, since the statement has no pages: leave it out, or use Execute", strings.Join(set, ", "))
}

// oneOfMany checks a statement that goes with others, and returns its parameters.
func (s *Statement) oneOfMany() ([]types.AttributeValue, error) {
	if strings.TrimSpace(s.Text) == "" {
		return nil, errors.New("the statement is empty: set its Text")
	}
	if err := s.unpaged(); err != nil {
		return nil, err
	}
	return marshalParams(s.Params)
}

// marshalParams are a statement's parameters, nil if it has none. Its errors quote no values.
func marshalParams(params []any) ([]types.AttributeValue, error) {
	if len(params) == 0 {
		return nil, nil // DynamoDB refuses an empty list
	}
	values := make([]types.AttributeValue, len(params))
	for i, p := range params {
		v, ok := p.(types.AttributeValue)
		if !ok {
			var err error
			if v, err = attributevalue.Marshal(p); err != nil {
				return nil, fmt.Errorf("parameter %d, a %T, can't be marshalled (%T)", i, p, err)
			}
		}
		if _, ok := item.Size(map[string]types.AttributeValue{"": v}); !ok {
			return nil, fmt.Errorf("parameter %d, a %T, has in it what is no value of DynamoDB (a nil, a channel, a function), or is nested too deeply (%d levels)", i, p, item.MaxDepth)
		}
		values[i] = v
	}
	return values, nil
}

// onFailure is how a request asks for the item of a failed condition.
func (s *Statement) onFailure() types.ReturnValuesOnConditionCheckFailure {
	if s.ReturnOnFailure {
		return types.ReturnValuesOnConditionCheckFailureAllOld
	}
	return ""
}
