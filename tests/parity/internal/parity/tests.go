package parity

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/packages"
)

// swap turns the name of a test into its twin's.
var swap = strings.NewReplacer("Async", "Sync", "Sync", "Async")

// test is a test or a fuzz test.
type test struct {
	decl  *ast.FuncDecl
	sides side // that it uses
	is    *directive
}

// tests checks that each test runs in both faces, or has a twin that runs in the other, or says why not.
// Benchmarks are no tests: what a face costs is measured where it matters.
func (c *checker) tests() {
	for _, p := range c.tested() {
		g := c.graphOf(p)
		byName := map[string]*test{}
		var all []*test
		for _, file := range p.Syntax {
			if !isTest(p.Fset, file.Pos()) {
				continue
			}
			loose := directives(file)
			for _, decl := range file.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && isTestFunc(p, fn) {
					t := &test{decl: fn, sides: g.chosen(p.TypesInfo.Defs[fn.Name], p.ForTest)}
					t.is, loose = take(loose, fn)
					byName[fn.Name.Name] = t
					all = append(all, t)
				}
			}
			for _, d := range loose {
				c.report(d.pos, "this directive isn't in the doc comment of a test: move it there, or delete it")
			}
		}
		for _, t := range all {
			c.test(t, byName)
		}
	}
}

func (c *checker) test(t *test, byName map[string]*test) {
	name := t.decl.Name.Name
	twin := byName[swap.Replace(name)]
	if t.sides != 0 {
		c.summary.Tests++
	}
	if t.is != nil {
		c.directed(t, twin)
		return
	}
	switch t.sides {
	case 0:
		return
	case both:
		c.summary.Both++
		return
	}
	other := t.sides.other()
	switch expected := swap.Replace(name); {
	case expected == name:
		c.report(t.decl.Pos(), "%s tests the %v face only: run it in both, or name it after its face and write its twin, or give the reason with //parity:%v in its doc comment", name, t.sides, t.sides)
	case twin == nil:
		c.report(t.decl.Pos(), "%s tests the %v face and has no twin %s: write it, or give the reason with //parity:%v in its doc comment", name, t.sides, expected, t.sides)
	case twin.sides&other == 0:
		c.report(t.decl.Pos(), "%s tests the %v face, and its twin %s doesn't test the %v one: let it", name, t.sides, expected, other)
	default:
		c.summary.Twins++
	}
}

// directed checks a test that says that it has no twin.
func (c *checker) directed(t *test, twin *test) {
	name := t.decl.Name.Name
	switch wrong := t.is.wanting(); {
	case wrong != "":
		c.report(t.is.pos, "%s: %s", name, wrong)
	case t.sides != t.is.side:
		uses := map[side]string{0: "neither face", async: "the async face", sync: "the sync face", both: "both faces"}[t.sides]
		c.report(t.is.pos, "%s is marked //parity:%v and uses %s: delete the directive", name, t.is.side, uses)
	case twin != nil && twin != t:
		c.report(t.is.pos, "%s is marked //parity:%v and has a twin %s: delete the directive", name, t.is.side, twin.decl.Name.Name)
	default:
		c.summary.Exempt++
	}
}

// take finds a test's directive among a file's, and returns those that remain.
func take(loose []*directive, fn *ast.FuncDecl) (is *directive, rest []*directive) {
	for _, d := range loose {
		if is == nil && fn.Doc != nil && fn.Doc.Pos() <= d.pos && d.pos < fn.Doc.End() {
			is = d
		} else {
			rest = append(rest, d)
		}
	}
	return is, rest
}

func isTestFunc(p *packages.Package, fn *ast.FuncDecl) bool {
	if fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "Test") && !strings.HasPrefix(fn.Name.Name, "Fuzz") {
		return false
	}
	obj, ok := p.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok || obj.Signature().Params().Len() != 1 {
		return false
	}
	switch obj.Signature().Params().At(0).Type().String() {
	case "*testing.T", "*testing.F":
		return true
	}
	return false
}
