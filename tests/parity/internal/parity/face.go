package parity

import (
	"go/types"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The names by which conventions are known in the packages that have faces.
const (
	syncPrefix = "Sync"     // of the sync face's type
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

// key is the method's name with its package, as c.pairs has it.
func (p *pair) key(s side) string { return keyOf(p.face.of(s)) + "." + p.name }

// pkg is the path of the package that declares it.
func (f *face) pkg() string { return f.async.Pkg().Path() }

func (f *face) of(s side) *types.TypeName {
	if s == sync {
		return f.sync
	}
	return f.async
}

// findFaces adds those of a package, and says whether there are any.
func (c *checker) findFaces(scope *types.Scope) (found bool) {
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
		c.byType[keyOf(x)], c.byType[keyOf(twin)] = async, sync
		for _, p := range f.pairs {
			c.pairs[p.key(async)], c.pairs[p.key(sync)] = p, p
		}
		c.summary.Faces++
		found = true
	}
	return found
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

// typeKey names a type of one of the packages with faces, or what a pointer to one points to. It's "" for
// others. A package's types are other ones when it's compiled for its tests, so they are known by name.
func (c *checker) typeKey(t types.Type) string {
	if named := namedType(t); named != nil && named.Obj().Pkg() != nil && slices.Contains(c.API, named.Obj().Pkg().Path()) {
		return keyOf(named.Obj())
	}
	return ""
}

// namedType is X of X or *X, or nil.
func namedType(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

func keyOf(name *types.TypeName) string { return name.Pkg().Path() + "." + name.Name() }

// asyncName is X for SyncX.
func asyncName(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, syncPrefix)
	first, _ := utf8.DecodeRuneInString(rest)
	return rest, ok && unicode.IsUpper(first)
}
