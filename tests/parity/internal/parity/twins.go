package parity

import "go/types"

// twins checks that each face has what the other has: types, and methods.
func (c *checker) twins() {
	for _, p := range c.api {
		c.lonelyTypes(p.Types.Scope())
	}
	for _, f := range c.faces {
		for _, s := range []side{async, sync} {
			if !has(f, s, crossings[s]) {
				c.report(f.of(s).Pos(), "%s has no method %s that leads to %s: add it", f.of(s).Name(), crossings[s], f.of(s.other()).Name())
			}
		}
		for _, p := range f.pairs {
			if p.name == crossings[async] || p.name == crossings[sync] {
				continue
			}
			c.summary.Operations++
			for _, s := range []side{async, sync} {
				if p.of(s) == nil {
					c.report(p.of(s.other()).Pos(), "%s has no twin %s: add it, or make it unexported", p.title(s.other()), p.title(s))
				}
			}
		}
	}
}

func has(f *face, s side, name string) bool {
	for _, p := range f.pairs {
		if p.name == name {
			return p.of(s) != nil
		}
	}
	return false
}

// lonelyTypes finds faces that are no pair, and so would go unchecked: a SyncX without an X, and a type
// whose methods return futures or streams without a sync twin.
func (c *checker) lonelyTypes(scope *types.Scope) {
	for _, name := range scope.Names() {
		t, ok := definedType(scope.Lookup(name))
		if !ok || !t.Exported() || c.byType[keyOf(t)] != 0 || c.answers[keyOf(t)] != 0 {
			continue // a stream's twin is iter.Seq2, and a future's is being there
		}
		if twin, ok := asyncName(name); ok {
			c.report(t.Pos(), "%s has no async twin: add an exported type %s, or rename it", name, twin)
			continue
		}
		named, ok := t.Type().(*types.Named)
		if !ok {
			continue
		}
		for _, method := range exportedMethods(named) {
			if kind, _ := c.answered(method); kind != 0 {
				answer := namedType(method.Signature().Results().At(0).Type()).Obj().Name()
				c.report(method.Pos(), "%s.%s returns a %s, and %s has no sync twin: add an exported type %s", name, method.Name(), answer, name, syncPrefix+name)
			}
		}
	}
}
