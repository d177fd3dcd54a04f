package transform

import (
	"math/bits"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm/runtime"

	"github.com/dynactor/dynactor/internal/number"
)

// binary operators, by what they're called inside of the language. They replace the language's own, which know no
// Decimal and calculate in floats.
var binary = []struct {
	symbol, name string
	do           func(a, b any) (any, error)
}{
	{"+", "$add", add},
	{"-", "$subtract", func(a, b any) (any, error) {
		return arithmetic(a, b, subtractInts, number.Sub, func(a, b any) any { return runtime.Subtract(a, b) })
	}},
	{"*", "$multiply", func(a, b any) (any, error) {
		return arithmetic(a, b, multiplyInts, multiply, func(a, b any) any { return runtime.Multiply(a, b) })
	}},
	{"/", "$divide", func(a, b any) (any, error) {
		return arithmetic(a, b, noInts, divide, func(a, b any) any { return runtime.Divide(a, b) })
	}},
	{"==", "$equal", func(a, b any) (any, error) { return equal(a, b), nil }},
	{"!=", "$unequal", func(a, b any) (any, error) { return !equal(a, b), nil }},
	{"<", "$less", func(a, b any) (any, error) {
		return compared(a, b, func(c int) bool { return c < 0 }, runtime.Less)
	}},
	{"<=", "$atMost", func(a, b any) (any, error) {
		return compared(a, b, func(c int) bool { return c <= 0 }, runtime.LessOrEqual)
	}},
	{">", "$more", func(a, b any) (any, error) {
		return compared(a, b, func(c int) bool { return c > 0 }, runtime.More)
	}},
	{">=", "$atLeast", func(a, b any) (any, error) {
		return compared(a, b, func(c int) bool { return c >= 0 }, runtime.MoreOrEqual)
	}},
}

func operators() (options []expr.Option) {
	for _, o := range binary {
		// The compiler must know that a comparison is a condition.
		var signature any = new(func(any, any) any)
		if o.symbol[0] == '=' || o.symbol[0] == '!' || o.symbol[0] == '<' || o.symbol[0] == '>' {
			signature = new(func(any, any) bool)
		}
		options = append(options,
			expr.Function(o.name, func(p ...any) (any, error) { return o.do(p[0], p[1]) }, signature),
			expr.Operator(o.symbol, o.name))
	}
	return append(options, expr.Patch(minus{}))
}

// minus makes 0 - x of -x.
type minus struct{}

// Visit implements ast.Visitor.
func (minus) Visit(node *ast.Node) {
	if unary, ok := (*node).(*ast.UnaryNode); ok && unary.Operator == "-" {
		ast.Patch(node, &ast.CallNode{
			Callee:    &ast.IdentifierNode{Value: "$subtract"},
			Arguments: []ast.Node{&ast.IntegerNode{Value: 0}, unary.Node},
		})
	}
}

func add(a, b any) (any, error) {
	return arithmetic(a, b, addInts, number.Add, runtime.Add)
}

// arithmetic calculates with ints if it can, else with Decimals. What isn't two numbers, such as texts and times, is
// the language's, which panics if it can't: the machine makes an error of that.
func arithmetic(a, b any, ints func(a, b int) (int, bool), decimals func(a, b number.Decimal) (number.Decimal, error), other func(a, b any) any) (any, error) {
	if x, ok := a.(int); ok {
		if y, ok := b.(int); ok {
			if z, ok := ints(x, y); ok {
				return z, nil
			}
		}
	}
	if !isNumber(a) || !isNumber(b) {
		return other(a, b), nil
	}
	x, err := decimalOf(a)
	if err != nil {
		return nil, err
	}
	y, err := decimalOf(b)
	if err != nil {
		return nil, err
	}
	z, err := decimals(x, y)
	if err != nil {
		if _, ours := err.(*reason); !ours {
			err = outOfRange(err)
		}
		return nil, err
	}
	return simplify(z), nil
}

func addInts(a, b int) (int, bool) {
	c := a + b
	return c, (a < 0) != (b < 0) || (c < 0) == (a < 0)
}

func subtractInts(a, b int) (int, bool) {
	c := a - b
	return c, (a < 0) == (b < 0) || (c < 0) == (a < 0)
}

func multiplyInts(a, b int) (int, bool) {
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	return a * b, high == 0 && low < 1<<63
}

func magnitude(n int) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// noInts leaves a division to the Decimals: 7 / 2 is 3.5.
func noInts(int, int) (int, bool) { return 0, false }

func equal(a, b any) bool {
	if x, ok := a.(int); ok {
		if y, ok := b.(int); ok {
			return x == y
		}
	}
	if isNumber(a) && isNumber(b) {
		x, errX := decimalOf(a)
		y, errY := decimalOf(b)
		return errX == nil && errY == nil && x == y
	}
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		return ok && equalLists(a, b)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && equalMaps(a, b)
	}
	return runtime.Equal(a, b)
}

func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalMaps(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for name := range a {
		if _, ok := b[name]; !ok || !equal(a[name], b[name]) {
			return false
		}
	}
	return true
}

func compared(a, b any, decimals func(int) bool, other func(a, b any) bool) (any, error) {
	if !isNumber(a) || !isNumber(b) {
		return other(a, b), nil
	}
	x, err := decimalOf(a)
	if err != nil {
		return nil, err
	}
	y, err := decimalOf(b)
	if err != nil {
		return nil, err
	}
	return decimals(x.Cmp(y)), nil
}
