package parity

import (
	"fmt"
	"go/ast"
	"go/token"
)

// comments checks that each exported identifier has a doc comment: types, functions, constants, variables,
// fields, and methods of exported types and of exported interfaces, in generated files too.
//
// In a list of constants, variables or fields, a comment at the end of the line will do, or, for
// constants and variables, one above the list. The methods String and Error need none, since
// everybody knows what they are for, and neither do embedded fields, whose types have their own.
func (c *checker) comments() error {
	for _, path := range c.Documented {
		p := c.declared(path)
		if p == nil {
			return fmt.Errorf("no package %s was loaded: run this in the root of its module", path)
		}
		for _, file := range p.Syntax {
			for _, decl := range file.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					c.function(decl)
				case *ast.GenDecl:
					for _, spec := range decl.Specs {
						c.spec(decl, spec)
					}
				}
			}
		}
	}
	return nil
}

// documented counts an identifier, and reports it if none of the comments is there.
func (c *checker) documented(name *ast.Ident, what string, comments ...*ast.CommentGroup) {
	if !name.IsExported() {
		return
	}
	c.summary.Identifiers++
	for _, comment := range comments {
		// Directives alone, such as //go:noinline, have no text.
		if comment != nil && comment.Text() != "" {
			return
		}
	}
	c.report(name.Pos(), "%s has no doc comment: write one", what)
}

func (c *checker) function(fn *ast.FuncDecl) {
	if fn.Recv == nil {
		c.documented(fn.Name, fn.Name.Name, fn.Doc)
		return
	}
	on := receiver(fn.Recv.List[0].Type)
	if on == nil || !on.IsExported() || fn.Name.Name == "String" || fn.Name.Name == "Error" {
		return
	}
	c.documented(fn.Name, on.Name+"."+fn.Name.Name, fn.Doc)
}

// receiver is X in *X[T].
func receiver(x ast.Expr) *ast.Ident {
	for {
		switch e := x.(type) {
		case *ast.Ident:
			return e
		case *ast.StarExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.IndexListExpr:
			x = e.X
		default:
			return nil
		}
	}
}

func (c *checker) spec(decl *ast.GenDecl, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			c.documented(name, name.Name, spec.Doc, spec.Comment, decl.Doc)
		}
	case *ast.TypeSpec:
		comments := []*ast.CommentGroup{spec.Doc, spec.Comment}
		if decl.Lparen == token.NoPos {
			comments = append(comments, decl.Doc) // of this type, and not of a list
		}
		c.documented(spec.Name, spec.Name.Name, comments...)
		if !spec.Name.IsExported() {
			return
		}
		switch t := spec.Type.(type) {
		case *ast.StructType:
			c.members(spec.Name.Name, t.Fields)
		case *ast.InterfaceType:
			c.members(spec.Name.Name, t.Methods)
		}
	}
}

// members are fields, or an interface's methods.
func (c *checker) members(of string, list *ast.FieldList) {
	for _, field := range list.List {
		for _, name := range field.Names {
			c.documented(name, of+"."+name.Name, field.Doc, field.Comment)
		}
	}
}
