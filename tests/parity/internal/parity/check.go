package parity

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Summary counts what was checked.
type Summary struct {
	Faces       int // pairs of types
	Operations  int // methods that both types of a pair have
	Identifiers int // exported, with or without a doc comment

	Tests  int // that call a face
	Both   int // of them, in both faces
	Twins  int // of them, in one face, with a twin
	Exempt int // of them, in one face, with a reason

	Pages    int // that show a face
	Regions  int // of code on these pages
	Examples int // that run and call a face
}

func (s Summary) String() string {
	return fmt.Sprintf("%d operations of %d pairs of faces, %d exported identifiers, %d tests (%d in both faces, %d twins, %d in one face with a reason), %d pages with %d snippets, %d examples",
		s.Operations, s.Faces, s.Identifiers, s.Tests, s.Both, s.Twins, s.Exempt, s.Pages, s.Regions, s.Examples)
}

type checker struct {
	*Module
	api      []*packages.Package
	fset     *token.FileSet
	faces    []*face
	byType   map[string]side  // a face's type, as typeKey writes it: which side it is
	answers  map[string]kind  // what async methods return, by typeKey
	pairs    map[string]*pair // "example.org/api.Executor.PutItem": the pair that this method is of
	summary  Summary
	findings []Finding
}

// Check applies all rules. It fails when it can't: when there is no such package, or no face in one, so that
// a checker that has lost sight of its subject doesn't pass.
func (m *Module) Check() ([]Finding, Summary, error) {
	c := &checker{Module: m, byType: map[string]side{}, answers: map[string]kind{}, pairs: map[string]*pair{}}
	for _, path := range m.API {
		p := m.declared(path)
		if p == nil {
			return nil, Summary{}, fmt.Errorf("no package %s was loaded: run this in the root of its module", path)
		}
		c.api, c.fset = append(c.api, p), p.Fset
	}
	c.findAnswers()
	for _, p := range c.api {
		if !c.findFaces(p.Types.Scope()) {
			return nil, Summary{}, fmt.Errorf("package %s has no faces: no exported type X with a twin SyncX", p.PkgPath)
		}
	}
	c.twins()
	c.signatures()
	c.tests()
	if err := c.pages(); err != nil {
		return nil, Summary{}, err
	}
	if err := c.comments(); err != nil {
		return nil, Summary{}, err
	}
	c.examples()
	return sorted(c.findings), c.summary, nil
}

func (c *checker) report(pos token.Pos, format string, args ...any) {
	p := c.fset.Position(pos)
	c.reportLine(c.within(p.Filename), p.Line, format, args...)
}

func (c *checker) reportLine(file string, line int, format string, args ...any) {
	c.findings = append(c.findings, Finding{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// side is a face of the API. Several make a set.
type side uint8

const (
	async side = 1 << iota
	sync
	both = async | sync
)

func (s side) String() string {
	return strings.Join([]string{"neither", "async", "sync", "both"}[s:s+1], "")
}

func (s side) other() side { return both &^ s }
