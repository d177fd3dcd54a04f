package expr

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
)

// Expression is one of a request's expression parameters, which may be absent.
type Expression struct {
	Kind Kind
	Text *string // nil if the request hasn't got it
}

// Params are a request's placeholders: what its ExpressionAttributeNames and
// ExpressionAttributeValues define, and which of them its expressions have used. A Params
// belongs to one request and isn't safe for concurrent use.
type Params struct {
	names  map[string]string
	values map[string]types.AttributeValue

	usedNames, usedValues usage
}

// NewParams returns the placeholders of a request that has these expression parameters. It
// refuses placeholders without an expression that could use them, empty maps, and invalid
// keys, names and values. Both maps may be nil; neither is copied.
//
// The expressions must be in the order in which the service lists the missing ones:
// UpdateExpression before ConditionExpression, FilterExpression before
// KeyConditionExpression.
func NewParams(names map[string]string, values map[string]types.AttributeValue, expressions ...Expression) (*Params, error) {
	if names != nil || values != nil {
		if err := checkPlaceholders(names, values, expressions); err != nil {
			return nil, err
		}
	}
	return &Params{names: names, values: values}, nil
}

func checkPlaceholders(names map[string]string, values map[string]types.AttributeValue, expressions []Expression) error {
	given, givenForValues := false, false
	var missing []string
	for _, e := range expressions {
		switch {
		case e.Text != nil:
			given = true
			givenForValues = givenForValues || e.Kind != ProjectionExpression
		case e.Kind != ProjectionExpression:
			missing = append(missing, e.Kind.String())
		}
	}
	switch {
	case names != nil && !given:
		return invalid("ExpressionAttributeNames can only be specified when using expressions")
	case values != nil && !givenForValues:
		are := "is"
		if len(missing) > 1 {
			are = "are"
		}
		return invalid("ExpressionAttributeValues can only be specified when using expressions: %s %s null", strings.Join(missing, " and "), are)
	}
	if names != nil {
		if err := checkNames(names); err != nil {
			return err
		}
	}
	if values != nil {
		return checkValues(values)
	}
	return nil
}

func checkNames(names map[string]string) error {
	const parameter = "ExpressionAttributeNames"
	if len(names) == 0 {
		return invalid(parameter + " must not be empty")
	}
	size := 0
	for key, name := range names {
		size += len(key) + len(name)
	}
	if size > MaxPlaceholdersSize {
		return invalid(parameter + " exceeds max size")
	}
	return checkKeys(names,
		func(key string) error { return checkPlaceholder(parameter, key, tokenName) },
		func(key string) error {
			switch name := names[key]; {
			case name == "":
				return invalid(parameter+" contains invalid value: Empty attribute name for key %s", key)
			case len(name) > item.MaxNameBytes:
				return invalid(parameter+" contains invalid value: Attribute name is too large, must be less than %d bytes for key %s", item.MaxNameBytes+1, key)
			}
			return nil
		})
}

func checkValues(values map[string]types.AttributeValue) error {
	const parameter = "ExpressionAttributeValues"
	if len(values) == 0 {
		return invalid(parameter + " must not be empty")
	}
	// Of values that are none the sum says nothing, and the check of each will tell.
	if size, ok := item.Size(values); ok && size > MaxPlaceholdersSize {
		return invalid(parameter + " exceeds max size")
	}
	return checkKeys(values,
		func(key string) error { return checkPlaceholder(parameter, key, tokenValue) },
		func(key string) error {
			if err := item.CheckOperand(values[key]); err != nil {
				return invalid(parameter+" contains invalid value: %s for key %s", err, key)
			}
			return nil
		})
}

// checkPlaceholder checks a key of either map: it must be a token that an expression could
// contain.
func checkPlaceholder(parameter, key string, kind tokenKind) error {
	switch {
	case key == "":
		return invalid("%s contains invalid key: The expression attribute map contains an empty key;", parameter)
	case len(key) > MaxPlaceholderSize:
		size := "" // told of names only
		if kind == tokenName {
			size = fmt.Sprintf(" size of key: %d", len(key))
		}
		return invalid("%s contains invalid key: The expression attribute map contains a key that is too long;%s", parameter, size)
	}
	if t := scan(key, 0); t.kind != kind || t.start != 0 || t.end != len(key) {
		return invalid(`%s contains invalid key: Syntax error; key: "%s"`, parameter, key)
	}
	return nil
}

// CheckAllUsed refuses placeholders that no expression parsed so far has used. It is for
// after the last one.
func (p *Params) CheckAllUsed() error {
	if err := checkUsed("ExpressionAttributeNames", p.names, &p.usedNames); err != nil {
		return err
	}
	return checkUsed("ExpressionAttributeValues", p.values, &p.usedValues)
}

func checkUsed[V any](parameter string, defined map[string]V, used *usage) error {
	if used.n+len(used.many) == len(defined) {
		return nil
	}
	var unused []string
	for _, key := range hashOrder(defined) {
		if !used.has(key) {
			unused = append(unused, key)
		}
	}
	return invalid("Value provided in %s unused in expressions: keys: {%s}", parameter, strings.Join(unused, ", "))
}

func (p *Params) name(placeholder string) (string, bool) {
	name, ok := p.names[placeholder]
	if ok {
		p.usedNames.add(placeholder)
	}
	return name, ok
}

func (p *Params) value(placeholder string) (types.AttributeValue, bool) {
	v, ok := p.values[placeholder]
	if ok {
		p.usedValues.add(placeholder)
	}
	return v, ok
}

// usage is a set of placeholders: an array while they are few, which is nearly always.
type usage struct {
	few  [8]string
	n    int // how many of few are set
	many map[string]struct{}
}

func (u *usage) add(placeholder string) {
	if u.has(placeholder) {
		return
	}
	if u.n < len(u.few) {
		u.few[u.n] = placeholder
		u.n++
		return
	}
	if u.many == nil {
		u.many = make(map[string]struct{})
	}
	u.many[placeholder] = struct{}{}
}

func (u *usage) has(placeholder string) bool {
	for _, p := range u.few[:u.n] {
		if p == placeholder {
			return true
		}
	}
	_, ok := u.many[placeholder]
	return ok
}
