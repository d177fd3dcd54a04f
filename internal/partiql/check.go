package partiql

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// Limits on one expression, from "Expression parameters" in DynamoDB's quotas.
const (
	maxOperators  = 300
	maxInOperands = 100
)

// arity is how many operands an operation takes; AND and the like have theirs by grammar.
var arity = map[string]int{
	"attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2, "size": 1,
	"list_append": 2, "if_not_exists": 2, "+": 2, "-": 2,
}

// operandTypes are those that a literal operand may have; an operation that isn't listed
// takes any.
var operandTypes = map[string][]string{
	"AND": {"BOOL"}, "OR": {"BOOL"}, "NOT": {"BOOL"},
	"<": {"S", "N", "B"}, "<=": {"S", "N", "B"}, ">": {"S", "N", "B"}, ">=": {"S", "N", "B"}, "BETWEEN": {"S", "N", "B"},
	"begins_with": {"S", "B"}, "size": {"S", "B", "SS", "NS", "BS", "L", "M"},
	"+": {"N"}, "-": {"N"}, "list_append": {"L"},
}

// distinct are the operations whose first operand may not be among the others.
var distinct = map[string]bool{
	"=": true, "<>": true, "<": true, "<=": true, ">": true, ">=": true, "BETWEEN": true, "IN": true,
	"begins_with": true, "contains": true,
}

// checker finds what can't be right in an expression, whatever the item.
type checker struct{ operators int }

// check checks an expression from the inside out, from left to right.
func (c *checker) check(e expr) error {
	switch e := e.(type) {
	case pathExpr:
		return e.path.checkDepth()
	case *operation:
		if c.operators++; c.operators > maxOperators {
			return invalid("The expression contains too many operators; operator count: " + strconv.Itoa(c.operators))
		}
		for _, arg := range e.args {
			if err := c.check(arg); err != nil {
				return err
			}
		}
		return e.check()
	}
	return nil
}

func (o *operation) check() error {
	if n, ok := arity[o.name]; ok && n != len(o.args) {
		return invalid("Incorrect number of operands for operator or function; operator or function: " + o.name +
			", number of operands: " + strconv.Itoa(len(o.args)))
	}
	if allowed, ok := operandTypes[o.name]; ok {
		for _, arg := range o.args {
			if t := staticType(arg); t != "" && !slices.Contains(allowed, t) {
				return o.operandType(t)
			}
		}
	}
	if distinct[o.name] {
		if err := o.checkDistinct(); err != nil {
			return err
		}
	}
	switch o.name {
	case "IN":
		if n := len(o.args) - 1; n > maxInOperands {
			return invalid("The IN operator is provided with too many operands; number of operands: " + strconv.Itoa(n))
		}
	case "BETWEEN":
		return o.checkBounds()
	case "attribute_type":
		return o.checkTypeName()
	case "attribute_exists", "attribute_not_exists", "if_not_exists":
		if _, ok := o.args[0].(pathExpr); !ok {
			return invalid("Operator or function requires a document path; operator or function: " + o.name)
		}
	}
	return nil
}

func (o *operation) operandType(name string) error {
	return invalid("Incorrect operand type for operator or function; operator or function: " + o.name + ", operand type: " + name)
}

// staticType is the type that an expression has whatever the item, or "".
func staticType(e expr) string {
	switch e := e.(type) {
	case valueExpr:
		return exprs.TypeName(e.value)
	case *operation:
		switch e.name {
		case "size", "+", "-":
			return "N"
		case "list_append":
			return "L"
		case "if_not_exists":
			return ""
		}
		return "BOOL"
	}
	return ""
}

func (o *operation) checkDistinct() error {
	first, ok := o.args[0].(pathExpr)
	if !ok {
		return nil
	}
	for _, arg := range o.args[1:] {
		if other, ok := arg.(pathExpr); ok && first.path.equal(other.path) {
			return invalid("The first operand must be distinct from the remaining operands for this operator or function; operator: " +
				o.name + ", first operand: " + first.path.String())
		}
	}
	return nil
}

// checkBounds compares the bounds of BETWEEN if the statement has both.
func (o *operation) checkBounds() error {
	low, ok := o.args[1].(valueExpr)
	if !ok {
		return nil
	}
	high, ok := o.args[2].(valueExpr)
	if !ok {
		return nil
	}
	problem := "same data type for lower and upper bounds"
	if exprs.TypeName(low.value) == exprs.TypeName(high.value) {
		if n, ok := exprs.Compare(low.value, high.value); !ok || n <= 0 {
			return nil
		}
		problem = "upper bound to be greater than or equal to lower bound"
	}
	return invalid("The BETWEEN operator requires " + problem + "; lower bound operand: " + describe(low.value) +
		", upper bound operand: " + describe(high.value))
}

// describe writes a bound as DynamoDB does. It comes from the statement, not from an item.
func describe(value types.AttributeValue) string {
	text := ""
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		text = v.Value
	case *types.AttributeValueMemberN:
		text = v.Value
	case *types.AttributeValueMemberB:
		text = base64.StdEncoding.EncodeToString(v.Value)
	}
	return "AttributeValue: {" + exprs.TypeName(value) + ":" + text + "}"
}

// validTypes are in the order of DynamoDB's message, which is that of a hash table.
var validTypes = []string{"N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"}

func (o *operation) checkTypeName() error {
	arg, ok := o.args[1].(valueExpr)
	if !ok {
		// Local lists every type it has ever had, in the order of a hash table.
		return o.operandType("{FLOAT,B,DECIMAL,FS,SS,NS,INTSET,N,M,BS,NULL,DOUBLE,INT,DOUBLESET,HD,S,DECIMALSET,BOOL,L,DICT,HDS}")
	}
	name, ok := arg.value.(*types.AttributeValueMemberS)
	if !ok {
		return o.operandType(exprs.TypeName(arg.value))
	}
	if !slices.Contains(validTypes, name.Value) {
		return invalid("Invalid attribute type name found; type: " + name.Value + ", valid types: {" + strings.Join(validTypes, ",") + "}")
	}
	return nil
}
