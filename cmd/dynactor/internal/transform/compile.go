package transform

import (
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Item is an item's attributes by name.
type Item = map[string]types.AttributeValue

// Compile makes a function of an expression on item. The function returns nil for items to skip. Its errors are
// [*Error]; those of Compile show the place in the expression.
func Compile(source string) (func(Item) (Item, error), error) {
	p, err := compile(source, "item", map[string]any{})
	if err != nil {
		return nil, err
	}
	return func(item Item) (Item, error) {
		in, err := toMap(item)
		if err != nil {
			return nil, &Error{Err: err}
		}
		out, err := p.run(in)
		if err != nil {
			return nil, err
		}
		switch out := out.(type) {
		case nil:
			return nil, nil
		case bool:
			if out {
				return item, nil
			}
			return nil, nil
		}
		return result(out)
	}, nil
}

// CompileGenerator makes a function of an expression on n, the number of an item to make. Its result must be a map.
// What differs from call to call, like now(), isn't there: the same number makes the same item.
func CompileGenerator(source string) (func(n int64) (Item, error), error) {
	p, err := compile(source, "n", 0, expr.DisableBuiltin("now"))
	if err != nil {
		return nil, err
	}
	return func(n int64) (Item, error) {
		out, err := p.run(int(n))
		if err != nil {
			return nil, err
		}
		return result(out)
	}, nil
}

func result(out any) (Item, error) {
	m, ok := out.(map[string]any)
	if !ok {
		return nil, &Error{Err: fmt.Errorf("the result is %s, not a map of attributes", kind(out))}
	}
	item, err := fromMap(m, 0)
	if err != nil {
		return nil, &Error{Err: err}
	}
	return item, nil
}

// Error says why an expression gave no item. It has nothing of the item's content.
type Error struct {
	// Line and Column are the place in the expression, from 1; 0 if it's about the result.
	Line, Column int
	Err          error
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return "transform: " + e.Err.Error()
	}
	return fmt.Sprintf("transform: line %d, column %d of the expression: %v", e.Line, e.Column, e.Err)
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// errOperation stands for the library's own errors, whose texts may have values in them.
var errOperation = errors.New("the operation doesn't fit the values it's given")

type program struct {
	code     *vm.Program
	variable string
	machines sync.Pool
}

func compile(source, variable string, example any, more ...expr.Option) (*program, error) {
	options := append(append(operators(), helpers()...), expr.Env(map[string]any{variable: example}))
	code, err := expr.Compile(source, append(options, more...)...)
	if err != nil {
		return nil, fmt.Errorf("expression: %w", err)
	}
	return &program{code: code, variable: variable, machines: sync.Pool{New: func() any { return new(vm.VM) }}}, nil
}

func (p *program) run(value any) (any, error) {
	machine := p.machines.Get().(*vm.VM)
	out, err := machine.Run(p.code, map[string]any{p.variable: value})
	if err != nil {
		// The machine may hold what it stopped at: it's left to the garbage collector.
		return nil, redact(err)
	}
	p.machines.Put(machine)
	return out, nil
}

// redact keeps the place, and the reason if it's one of ours.
func redact(err error) error {
	e := &Error{Err: errOperation}
	if at, ok := errors.AsType[*file.Error](err); ok {
		e.Line, e.Column = at.Line, at.Column+1
	}
	if ours, ok := errors.AsType[*reason](err); ok {
		e.Err = ours
	}
	return e
}

// reason is an error of this package's own making, which has no content.
type reason struct{ text string }

func (r *reason) Error() string { return r.text }

func because(format string, args ...any) error { return &reason{fmt.Sprintf(format, args...)} }
