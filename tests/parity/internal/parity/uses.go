package parity

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// use is a place in code that uses a face.
type use struct {
	side side
	// pkg is the path of the package whose face it is. It's "" where an answer is used: what is done with a future says
	// nothing of who gave it, since faces of several packages may.
	pkg string
	// pair is what is called, or mentioned as a value. It's nil where a face as such goes into an interface
	// that has methods of it, where an interface's method is called, and where an answer is used.
	pair *pair
	// decisive is a use that chooses a face, see pair.decisive.
	decisive bool
	pos      token.Pos
}

// usesIn finds what a piece of code uses, function literals in it included.
//
// A call through an interface chooses no face: it may be of a face, of the SDK's client, or of a test's
// double. But what gives a face to such an interface chooses it. So a helper that takes a DynamoDB is
// neutral, and its caller isn't.
func (c *checker) usesIn(info *types.Info, code ast.Node) []use {
	var uses []use
	ast.Inspect(code, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			uses = append(uses, c.selected(info, selector)...)
		}
		return true
	})
	conversions(info, code, func(to types.Type, from ast.Expr) {
		key := c.typeKey(info.TypeOf(from))
		if s := c.byType[key]; s != 0 && c.hides(to, key) {
			uses = append(uses, use{side: s, pkg: namedType(info.TypeOf(from)).Obj().Pkg().Path(), decisive: true, pos: from.Pos()})
		}
	})
	return uses
}

// selected says whether x.f is a method of a face, or of an answer, called or not.
func (c *checker) selected(info *types.Info, x *ast.SelectorExpr) []use {
	fn, ok := info.Uses[x.Sel].(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return nil
	}
	if types.IsInterface(fn.Signature().Recv().Type()) {
		return c.likeness(fn, x.Sel.Pos())
	}
	on := c.typeKey(fn.Signature().Recv().Type())
	if selection := info.Selections[x]; !c.known(on) && selection != nil {
		if through := c.typeKey(selection.Recv()); c.known(through) {
			on = through // the method is one of a type that the face embeds
		}
	}
	if c.answers[on] != 0 {
		return []use{{side: async, pos: x.Sel.Pos()}}
	}
	p := c.pairs[on+"."+fn.Name()]
	if p == nil || fn.Name() == crossings[c.byType[on]] {
		return nil
	}
	return []use{{side: c.byType[on], pkg: p.face.pkg(), pair: p, decisive: p.decisive(), pos: x.Sel.Pos()}}
}

// known says whether a type is a face or an answer.
func (c *checker) known(key string) bool { return c.byType[key] != 0 || c.answers[key] != 0 }

// likeness are the faces whose method an interface's method looks like: same name, and results of that face.
// Where code has such an interface a reader sees that face.
func (c *checker) likeness(fn *types.Func, pos token.Pos) (uses []use) {
	results := typesOf(fn.Signature().Results())
	for _, f := range c.faces {
		for _, p := range f.pairs {
			if p.name != fn.Name() || p.async == nil || p.sync == nil || !p.decisive() {
				continue
			}
			for _, s := range []side{async, sync} {
				if results == typesOf(p.of(s).Signature().Results()) {
					uses = append(uses, use{side: s, pkg: f.pkg(), pos: pos})
				}
			}
		}
	}
	return uses
}

// typesOf are results' types as text: a package's own are other types when it's compiled for its tests.
func typesOf(results *types.Tuple) string {
	var text strings.Builder
	for i := range results.Len() {
		text.WriteString(results.At(i).Type().String() + "\n")
	}
	return text.String()
}

// hides says whether a type is an interface through which a face's decisive methods can be called.
func (c *checker) hides(t types.Type, face string) bool {
	if t == nil {
		return false
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return false
	}
	methods, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for i := range methods.NumMethods() {
		if p := c.pairs[face+"."+methods.Method(i).Name()]; p != nil && p.decisive() {
			return true
		}
	}
	return false
}
