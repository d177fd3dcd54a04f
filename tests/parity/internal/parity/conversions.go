package parity

import (
	"go/ast"
	"go/token"
	"go/types"
)

// conversions visits every expression that becomes a value of another's type: arguments, what is assigned,
// returned or sent, elements of composite literals, and explicit conversions.
func conversions(info *types.Info, code ast.Node, visit func(to types.Type, from ast.Expr)) {
	ast.Inspect(code, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			arguments(info, n, visit)
		case *ast.AssignStmt:
			if n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) {
				for i, to := range n.Lhs {
					visit(info.TypeOf(to), n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			if n.Type != nil {
				for _, from := range n.Values {
					visit(info.TypeOf(n.Type), from)
				}
			}
		case *ast.SendStmt:
			if channel, ok := info.TypeOf(n.Chan).Underlying().(*types.Chan); ok {
				visit(channel.Elem(), n.Value)
			}
		case *ast.CompositeLit:
			elements(info, n, visit)
		case *ast.FuncDecl:
			if fn, ok := info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				returned(fn.Signature(), n.Body, visit)
			}
		case *ast.FuncLit:
			if signature, ok := info.TypeOf(n).(*types.Signature); ok {
				returned(signature, n.Body, visit)
			}
		}
		return true
	})
}

func arguments(info *types.Info, call *ast.CallExpr, visit func(types.Type, ast.Expr)) {
	if fun := info.Types[call.Fun]; fun.IsType() {
		for _, from := range call.Args {
			visit(fun.Type, from)
		}
		return
	}
	signature, ok := info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return // a builtin
	}
	params := signature.Params()
	for i, from := range call.Args {
		switch last := params.Len() - 1; {
		case signature.Variadic() && i >= last && !call.Ellipsis.IsValid():
			if list, ok := params.At(last).Type().(*types.Slice); ok {
				visit(list.Elem(), from)
			}
		case i <= last:
			visit(params.At(i).Type(), from)
		}
	}
}

func elements(info *types.Info, literal *ast.CompositeLit, visit func(types.Type, ast.Expr)) {
	t := info.TypeOf(literal).Underlying()
	if pointer, ok := t.(*types.Pointer); ok { // in []*T{{...}}
		t = pointer.Elem().Underlying()
	}
	for i, element := range literal.Elts {
		pair, keyed := element.(*ast.KeyValueExpr)
		if keyed {
			element = pair.Value
		}
		switch t := t.(type) {
		case *types.Struct:
			if !keyed {
				visit(t.Field(i).Type(), element)
			} else if name, ok := pair.Key.(*ast.Ident); ok && info.Uses[name] != nil {
				visit(info.Uses[name].Type(), element)
			}
		case interface{ Elem() types.Type }: // arrays, slices, maps
			visit(t.Elem(), element)
		}
	}
}

// returned visits the results of one function, and not of those within it.
func returned(signature *types.Signature, body *ast.BlockStmt, visit func(types.Type, ast.Expr)) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == signature.Results().Len() {
				for i, from := range n.Results {
					visit(signature.Results().At(i).Type(), from)
				}
			}
		}
		return true
	})
}
