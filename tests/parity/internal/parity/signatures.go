package parity

import (
	"go/types"
	"strings"
)

// signatures checks that the twins take the same and return what corresponds:
//
//	*Future[R]  and  (R, error), and so for what is like a future, see future
//	*Stream[T]  and  iter.Seq2[T, error]
//	the same    for anything else
func (c *checker) signatures() {
	for _, f := range c.faces {
		c.typeParameters(f)
		for _, p := range f.pairs {
			if p.async != nil && p.sync != nil {
				c.parameters(p)
				c.results(p)
			}
		}
	}
}

func (c *checker) typeParameters(f *face) {
	x, twin := f.async.Type().(*types.Named).TypeParams(), f.sync.Type().(*types.Named).TypeParams()
	if x.Len() != twin.Len() {
		c.report(f.sync.Pos(), "%s has %d type parameters, and %s has %d: give both the same", f.sync.Name(), twin.Len(), f.async.Name(), x.Len())
		return
	}
	for i := range x.Len() {
		a, s := x.At(i), twin.At(i)
		if a.Obj().Name() != s.Obj().Name() || !types.Identical(a.Constraint(), s.Constraint()) {
			c.report(f.sync.Pos(), "type parameter %d of %s is %s %s, and of %s %s %s: give both the same", i+1,
				f.sync.Name(), s.Obj().Name(), f.print(s.Constraint()), f.async.Name(), a.Obj().Name(), f.print(a.Constraint()))
		}
	}
}

// parameters compares names too: they are what a reader sees in godoc and in the editor.
func (c *checker) parameters(p *pair) {
	a, s := p.async.Signature(), p.sync.Signature()
	same := a.Params().Len() == s.Params().Len() && a.Variadic() == s.Variadic()
	for i := 0; same && i < a.Params().Len(); i++ {
		x, y := a.Params().At(i), s.Params().At(i)
		same = x.Name() == y.Name() && types.Identical(x.Type(), y.Type())
	}
	if !same {
		c.report(p.sync.Pos(), "%s takes %s, and %s takes %s: give both the same parameters, names included",
			p.title(sync), p.face.list(s.Params(), s.Variadic()), p.title(async), p.face.list(a.Params(), a.Variadic()))
	}
}

func (c *checker) results(p *pair) {
	got := p.sync.Signature().Results()
	var want string
	var same bool
	switch kind, of := c.answered(p.async); kind {
	case future:
		same = got.Len() == 2 && types.Identical(got.At(0).Type(), of) && isError(got.At(1).Type())
		want = "(" + p.face.print(of) + ", error)"
	case stream:
		same = got.Len() == 1 && isSeq2(got.At(0).Type(), of)
		want = "iter.Seq2[" + p.face.print(of) + ", error]"
	default:
		results := p.async.Signature().Results()
		same = types.Identical(got, results) // whatever the results' names
		want = p.face.list(results, false)
	}
	if !same {
		c.report(p.sync.Pos(), "%s returns %s, and %s returns %s: make the sync one return %s",
			p.title(sync), p.face.list(got, false), p.title(async), p.face.list(p.async.Signature().Results(), false), want)
	}
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// isSeq2 says whether a type is iter.Seq2[of, error].
func isSeq2(t, of types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "iter" && named.Obj().Name() == "Seq2" &&
		types.Identical(named.TypeArgs().At(0), of) && isError(named.TypeArgs().At(1))
}

// print writes a type with package names where it's not of the face's own package.
func (f *face) print(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == f.pkg() {
			return ""
		}
		return p.Name()
	})
}

// list writes parameters or results.
func (f *face) list(tuple *types.Tuple, variadic bool) string {
	var parts []string
	for i := range tuple.Len() {
		v := tuple.At(i)
		text := f.print(v.Type())
		if elements, ok := v.Type().(*types.Slice); ok && variadic && i == tuple.Len()-1 {
			text = "..." + f.print(elements.Elem())
		}
		parts = append(parts, strings.TrimSpace(v.Name()+" "+text))
	}
	if tuple.Len() == 1 && tuple.At(0).Name() == "" {
		return parts[0]
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
