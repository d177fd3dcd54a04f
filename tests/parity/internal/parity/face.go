package parity

import (
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The names by which conventions are known in package api.
const (
	syncPrefix = "Sync"     // of the sync face's type
	futureName = "Future"   // what an async method returns for one answer
	streamName = "Stream"   // and for many
	clientName = "DynamoDB" // the interface with all of the SDK's operations
)

// crossings are the methods that lead from one face to the other, and so exist in one of them.
var crossings = map[side]string{async: "Sync", sync: "Async"}

// face is a pair of types, X and SyncX.
type face struct {
	async, sync *types.TypeName
	pairs       []*pair // by name
}

// pair is a method of both types. One is nil if that type lacks it.
type pair struct {
	face        *face
	name        string
	async, sync *types.Func
}

// decisive says whether the two do different things, so that who calls one of them has chosen a face.
// What returns the same in both, such as Stats, is one method under two names.
func (p *pair) decisive() bool {
	if p.async == nil || p.sync == nil {
		return true
	}
	return !types.Identical(p.async.Signature().Results(), p.sync.Signature().Results())
}

func (p *pair) of(s side) *types.Func {
	if s == sync {
		return p.sync
	}
	return p.async
}

// title is the method's name in one of the faces, as godoc writes it.
func (p *pair) title(s side) string { return p.face.of(s).Name() + "." + p.name }

func (f *face) of(s side) *types.TypeName {
	if s == sync {
		return f.sync
	}
	return f.async
}

func (c *checker) findFaces() {
	scope := c.api.Types.Scope()
	for _, name := range scope.Names() {
		x, ok := definedType(scope.Lookup(name))
		if !ok || !x.Exported() {
			continue
		}
		twin, ok := definedType(scope.Lookup(syncPrefix + name))
		if !ok {
			continue
		}
		f := &face{async: x, sync: twin}
		f.pairs = f.pairMethods()
		c.faces = append(c.faces, f)
		c.byType[x.Name()], c.byType[twin.Name()] = async, sync
		for _, p := range f.pairs {
			c.pairs[p.title(async)], c.pairs[p.title(sync)] = p, p
		}
		c.summary.Faces++
	}
}

func definedType(obj types.Object) (*types.TypeName, bool) {
	name, ok := obj.(*types.TypeName)
	return name, ok && !name.IsAlias()
}

// pairMethods pairs the methods by name, those of embedded types included. If the types have type
// parameters, both are instantiated with those of the async one, so that their methods can be compared.
func (f *face) pairMethods() []*pair {
	x, twin := f.async.Type().(*types.Named), f.sync.Type().(*types.Named)
	if n := x.TypeParams().Len(); n > 0 && n == twin.TypeParams().Len() {
		args := make([]types.Type, n)
		for i := range n {
			args[i] = x.TypeParams().At(i)
		}
		for _, t := range []**types.Named{&x, &twin} {
			if made, err := types.Instantiate(nil, *t, args, false); err == nil {
				*t = made.(*types.Named)
			}
		}
	}
	var pairs []*pair
	byName := map[string]*pair{}
	for _, method := range exportedMethods(x) {
		p := &pair{face: f, name: method.Name(), async: method}
		pairs, byName[p.name] = append(pairs, p), p
	}
	for _, method := range exportedMethods(twin) {
		p := byName[method.Name()]
		if p == nil {
			p = &pair{face: f, name: method.Name()}
			pairs = append(pairs, p)
		}
		p.sync = method
	}
	return pairs
}

func exportedMethods(named *types.Named) []*types.Func {
	set := types.NewMethodSet(types.NewPointer(named))
	var methods []*types.Func
	for i := range set.Len() {
		if fn := set.At(i).Obj().(*types.Func); fn.Exported() {
			methods = append(methods, fn)
		}
	}
	return methods
}

// answer takes apart *Future[R] and *Stream[T]: its name, and R or T.
func (c *checker) answer(t types.Type) (name string, of types.Type) {
	pointer, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return "", nil
	}
	named, ok := types.Unalias(pointer.Elem()).(*types.Named)
	if !ok || named.TypeArgs().Len() != 1 || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != c.API {
		return "", nil
	}
	switch name := named.Obj().Name(); name {
	case futureName, streamName:
		return name, named.TypeArgs().At(0)
	}
	return "", nil
}

// answers says whether a method returns a future or a stream, and nothing else.
func (c *checker) answers(fn *types.Func) (name string, of types.Type) {
	results := fn.Signature().Results()
	if results.Len() != 1 {
		return "", nil
	}
	return c.answer(results.At(0).Type())
}

// typeName is the name of a type of package api, or of a pointer to one.
func (c *checker) typeName(t types.Type) string {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != c.API {
		return ""
	}
	return named.Obj().Name()
}

// asyncName is X for SyncX.
func asyncName(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, syncPrefix)
	first, _ := utf8.DecodeRuneInString(rest)
	return rest, ok && unicode.IsUpper(first)
}
