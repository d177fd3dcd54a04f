package api

import "github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

// Exists is the condition that the item has the attribute.
func Exists(name string) expression.ConditionBuilder {
	return expression.AttributeExists(expression.Name(name))
}

// NotExists is the condition that the item doesn't have the attribute.
func NotExists(name string) expression.ConditionBuilder {
	return expression.AttributeNotExists(expression.Name(name))
}

// Change is one change of an update, see [Changes]. A name may be a path, such as address.city or
// lines[0].
type Change func(expression.UpdateBuilder) expression.UpdateBuilder

// Changes is the update that does all the given changes at once. It's a builder of the SDK's
// expression package, so what has no short form can be added to it.
func Changes(changes ...Change) expression.UpdateBuilder {
	var u expression.UpdateBuilder
	for _, change := range changes {
		if change != nil {
			u = change(u)
		}
	}
	return u
}

// Set gives the attribute a value.
func Set(name string, value any) Change {
	return func(u expression.UpdateBuilder) expression.UpdateBuilder {
		return u.Set(expression.Name(name), expression.Value(value))
	}
}

// SetIfMissing gives the attribute a value unless it has one.
func SetIfMissing(name string, value any) Change {
	return func(u expression.UpdateBuilder) expression.UpdateBuilder {
		n := expression.Name(name)
		return u.Set(n, expression.IfNotExists(n, expression.Value(value)))
	}
}

// Number is a Go type of numbers.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Increment adds a number, which may be negative, to the attribute. A missing attribute counts as 0.
// It's DynamoDB's ADD, so it's atomic, and not idempotent: see RetryPolicy.OnlyIdempotent.
func Increment[N Number](name string, by N) Change {
	return func(u expression.UpdateBuilder) expression.UpdateBuilder {
		return u.Add(expression.Name(name), expression.Value(by))
	}
}

// Append adds values to the end of a list. A missing attribute counts as an empty list.
func Append(name string, values ...any) Change {
	return func(u expression.UpdateBuilder) expression.UpdateBuilder {
		if values == nil {
			values = []any{}
		}
		n := expression.Name(name)
		return u.Set(n, expression.ListAppend(expression.IfNotExists(n, expression.Value([]any{})), expression.Value(values)))
	}
}

// Remove removes attributes.
func Remove(names ...string) Change {
	return func(u expression.UpdateBuilder) expression.UpdateBuilder {
		for _, name := range names {
			u = u.Remove(expression.Name(name))
		}
		return u
	}
}
