package parity

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/packages"
)

// graph says which functions and variables of one package mention which others. It doesn't leave the
// package: what another package's function does with a face is that package's own affair.
type graph map[types.Object]*node

// node is a function or a variable of the package.
type node struct {
	uses   []use
	refs   []types.Object
	writes []types.Object // variables that it assigns to
}

// graphOf reads a package's functions and variables.
//
// To mention a function counts as calling it, since a method value or a table of functions is called
// later on. To mention a variable counts as running what fills it: its own initialiser, and every other
// initialiser, and init, that assigns to it. And to put a value into an interface counts as calling those
// of its methods that the interface has.
func (c *checker) graphOf(p *packages.Package) graph {
	g := graph{}
	var initialisers []types.Object
	for _, file := range p.Syntax {
		if slices.Contains(c.API, p.PkgPath) && !isTest(p.Fset, file.Pos()) {
			continue // the faces themselves: how one calls the other says nothing about a test
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				fn := p.TypesInfo.Defs[decl.Name]
				g[fn] = c.nodeOf(p.TypesInfo, decl)
				if decl.Recv == nil && decl.Name.Name == "init" {
					initialisers = append(initialisers, fn)
				}
			case *ast.GenDecl:
				if decl.Tok != token.VAR {
					continue
				}
				for _, spec := range decl.Specs {
					n := c.nodeOf(p.TypesInfo, spec)
					for _, name := range spec.(*ast.ValueSpec).Names {
						variable := p.TypesInfo.Defs[name]
						g[variable] = n
						initialisers = append(initialisers, variable)
					}
				}
			}
		}
	}
	for _, from := range initialisers {
		for _, n := range g.reach(from) {
			for _, variable := range n.writes {
				if filled := g[variable]; filled != nil {
					filled.refs = append(filled.refs, from)
				}
			}
		}
	}
	return g
}

func (c *checker) nodeOf(info *types.Info, code ast.Node) *node {
	n := &node{uses: c.usesIn(info, code)}
	ast.Inspect(code, func(in ast.Node) bool {
		switch in := in.(type) {
		case *ast.Ident:
			if obj := origin(info.Uses[in]); obj != nil {
				n.refs = append(n.refs, obj)
			}
		case *ast.AssignStmt:
			for _, to := range in.Lhs {
				if name := root(to); name != nil && info.Uses[name] != nil {
					n.writes = append(n.writes, info.Uses[name])
				}
			}
		}
		return true
	})
	conversions(info, code, func(to types.Type, from ast.Expr) {
		n.refs = append(n.refs, implementing(to, info.TypeOf(from))...)
	})
	return n
}

// implementing are the methods of a type that an interface has.
func implementing(to, from types.Type) []types.Object {
	if to == nil || from == nil || !types.IsInterface(to) || types.IsInterface(from) {
		return nil
	}
	var methods []types.Object
	set := to.Underlying().(*types.Interface)
	for i := range set.NumMethods() {
		m := set.Method(i)
		if obj, _, _ := types.LookupFieldOrMethod(from, true, m.Pkg(), m.Name()); obj != nil {
			methods = append(methods, origin(obj))
		}
	}
	return methods
}

// origin is the function as it's declared, for one that is instantiated.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Origin()
	case *types.Var:
		return obj
	}
	return nil
}

// root is v in v[i].f.
func root(x ast.Expr) *ast.Ident {
	for {
		switch e := x.(type) {
		case *ast.Ident:
			return e
		case *ast.IndexExpr:
			x = e.X
		case *ast.SelectorExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.ParenExpr:
			x = e.X
		default:
			return nil
		}
	}
}

// reach is what running a function may run, and that function.
func (g graph) reach(from types.Object) []*node {
	seen := map[*node]bool{}
	var found []*node
	waiting := []types.Object{from}
	for len(waiting) > 0 {
		n := g[waiting[len(waiting)-1]]
		waiting = waiting[:len(waiting)-1]
		if n == nil || seen[n] {
			continue
		}
		seen[n] = true
		found = append(found, n)
		waiting = append(waiting, n.refs...)
	}
	return found
}

// chosen are the faces that a function uses decisively, by itself or through what it calls. If it uses some
// of the package own, those of others are only what it needs on the way.
func (g graph) chosen(from types.Object, own string) side {
	var ours, all side
	for _, n := range g.reach(from) {
		for _, u := range n.uses {
			if u.decisive {
				all |= u.side
				if u.pkg == own {
					ours |= u.side
				}
			}
		}
	}
	if ours != 0 {
		return ours
	}
	return all
}
