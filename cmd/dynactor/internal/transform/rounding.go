package transform

import (
	"strings"

	"github.com/expr-lang/expr"

	"github.com/dynactor/dynactor/internal/number"
)

func rounding(name string, to func(number.Decimal) (number.Decimal, error)) expr.Option {
	return expr.Function(name, func(p ...any) (any, error) {
		d, err := decimalOf(p[0])
		if err == nil {
			d, err = to(d)
		}
		if err != nil {
			return nil, err
		}
		return simplify(d), nil
	}, new(func(any) any))
}

// whole drops what's behind the point.
func whole(v any) (any, error) {
	if s, ok := v.(string); ok {
		var err error
		if v, err = toNumber(strings.TrimSpace(s)); err != nil {
			return nil, err
		}
	}
	d, err := decimalOf(v)
	if err != nil {
		return nil, err
	}
	negative := d.Sign() < 0
	if negative {
		d = d.Neg()
	}
	if d, err = floor(d); err != nil {
		return nil, err
	}
	if negative {
		d = d.Neg()
	}
	return simplify(d), nil
}
