package parity

import (
	"go/doc"
	"go/types"
	"slices"
)

// consumedCapacity is the field by which an operation on items is known from one on tables or backups:
// DynamoDB reports what an operation consumed if it consumes anything, which is if it reads or writes items.
const consumedCapacity = "ConsumedCapacity"

// examples checks that each operation has an example that runs: one with an output in the tests of the package
// that declares the face. Calls by way of the tests' own functions count.
//
//   - A method whose results differ in the two faces needs an example that calls the async one, and an example, the
//     same or another, that calls the sync one.
//   - A method that returns the same in both, such as Stats, needs an example in either.
//   - The SDK's operations on tables, backups and the like are all asked for in the same way: one example in
//     each face will do for all of them.
func (c *checker) examples() {
	called := map[string]bool{}
	for _, p := range c.tested() {
		if !slices.Contains(c.API, p.ForTest) {
			continue
		}
		g := c.graphOf(p)
		runs := map[string]bool{}
		for _, example := range doc.Examples(p.Syntax...) {
			runs["Example"+example.Name] = example.Output != "" || example.EmptyOutput
		}
		for obj := range g {
			if fn, ok := obj.(*types.Func); ok && runs[fn.Name()] && fn.Signature().Recv() == nil {
				c.example(g, fn, p.ForTest, called)
			}
		}
	}
	for _, f := range c.faces {
		client := client(f.async.Pkg())
		var others []*pair
		for _, p := range f.pairs {
			switch {
			case p.async == nil || p.sync == nil: // a finding of its own, or a crossing
			case client[p.name] && !c.onItems(p):
				others = append(others, p)
			case p.decisive():
				for _, s := range []side{async, sync} {
					if !called[p.key(s)] {
						c.report(p.of(s).Pos(), "no example that runs calls %s: write an Example with an Output that does, in the tests of package %s", p.title(s), f.async.Pkg().Name())
					}
				}
			case !called[p.key(async)] && !called[p.key(sync)]:
				c.report(p.async.Pos(), "no example that runs calls %s or %s: write an Example with an Output that does, in the tests of package %s", p.title(async), p.title(sync), f.async.Pkg().Name())
			}
		}
		for _, s := range []side{async, sync} {
			if !anyCalled(others, s, called) {
				c.report(f.of(s).Pos(), "no example that runs calls any of %s's %d operations on tables, backups and the like, such as %s: write one", f.of(s).Name(), len(others), others[0].title(s))
			}
		}
	}
}

// example notes what an example calls of the faces of its own package.
func (c *checker) example(g graph, fn *types.Func, own string, called map[string]bool) {
	calls := false
	for _, n := range g.reach(fn) {
		for _, u := range n.uses {
			if u.pair != nil && u.pkg == own {
				called[u.pair.key(u.side)] = true
				calls = true
			}
		}
	}
	if calls {
		c.summary.Examples++
	}
}

func anyCalled(pairs []*pair, s side, called map[string]bool) bool {
	for _, p := range pairs {
		if called[p.key(s)] {
			return true
		}
	}
	return len(pairs) == 0
}

// client are the names of the SDK's operations, if a package declares the interface that has them.
func client(p *types.Package) map[string]bool {
	names := map[string]bool{}
	if obj := p.Scope().Lookup(clientName); obj != nil {
		if methods, ok := obj.Type().Underlying().(*types.Interface); ok {
			for i := range methods.NumMethods() {
				names[methods.Method(i).Name()] = true
			}
		}
	}
	return names
}

// onItems says whether an operation's output reports consumed capacity.
func (c *checker) onItems(p *pair) bool {
	_, of := c.answered(p.async)
	if of == nil {
		return true // no operation of the SDK's: the strict rule applies
	}
	field, _, _ := types.LookupFieldOrMethod(of, false, nil, consumedCapacity)
	_, ok := field.(*types.Var)
	return ok
}
