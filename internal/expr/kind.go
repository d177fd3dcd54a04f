package expr

// Kind says which of a request's parameters an expression is; errors name it.
type Kind uint8

// The parameters that hold expressions.
const (
	ConditionExpression Kind = iota
	FilterExpression
	KeyConditionExpression
	ProjectionExpression
	UpdateExpression
)

func (k Kind) String() string {
	switch k {
	case ConditionExpression:
		return "ConditionExpression"
	case FilterExpression:
		return "FilterExpression"
	case KeyConditionExpression:
		return "KeyConditionExpression"
	case ProjectionExpression:
		return "ProjectionExpression"
	case UpdateExpression:
		return "UpdateExpression"
	}
	return "Expression"
}

// errorf returns the error of an expression of this kind.
func (k Kind) errorf(format string, args ...any) error {
	return invalid("Invalid "+k.String()+": "+format, args...)
}
