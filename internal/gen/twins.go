package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// twins is what the template of a file with awaiting twins is given: the package's name, imports of the standard
// library, those of others, and methods.
type twins struct {
	Package          string
	Standard, Others []string
	Methods          []twin
}

// twin is a method of a sync face, made of its async one.
type twin struct {
	// Face and Async are the receivers' types without type parameters, such as SyncTable and Table.
	Face, Async string
	// Receiver is the sync face's with its type parameters; Inner the expression of the async one.
	Receiver, Inner string
	Name            string
	// Params is the list of parameters, Args that of their names.
	Params, Args string
	// Result is R of a *Future[R] or a *Stream[R], or of what else has an Await that returns (R, error), or else the
	// whole list of results.
	Result string
	// Future and Stream say which it is.
	Future, Stream bool
	// Job is the name of the third one's type, else empty. Its package has a function wait, which awaits it whether or
	// not the context ends that it was begun with.
	Job string
	// Ctx is the name of the context's parameter, if there's one.
	Ctx string
}

// answer says that the async method returns what is awaited.
func (m twin) answer() bool { return m.Future || m.Stream || m.Job != "" }

// facedPackage is one whose async faces are written by hand.
type facedPackage struct {
	folder string
	// file is where the awaiting twins go.
	file string
	// faces are the async types by name.
	faces map[string]face
}

// face is how the sync twin holds an async type.
type face struct {
	receiver, inner string
	// answers says that only those methods are generated that return an answer to await. The others are few and have twins
	// that are written by hand.
	answers bool
}

var faced = []facedPackage{
	{"api", "sync_twins_gen.go", map[string]face{
		"Table":    {receiver: "SyncTable[T]", inner: "s.t"},
		"Executor": {receiver: "SyncExecutor", inner: "s.ex", answers: true},
	}},
	{"api/jobs", "sync_gen.go", map[string]face{
		"Runner": {receiver: "SyncRunner", inner: "s.async"},
	}},
}

// crossing are methods that lead from one face to the other.
var crossing = map[string]bool{"Sync": true, "Async": true}

// twinsOf reads the exported methods of a package's async faces in the files that aren't generated.
func twinsOf(root string, p facedPackage) (all twins, err error) {
	fset := token.NewFileSet()
	files, err := written(fset, filepath.Join(root, p.folder))
	if err != nil {
		return all, err
	}
	awaits := map[string]string{}
	for _, file := range files {
		awaited(fset, file, awaits)
	}
	imports := map[string]bool{}
	for _, file := range files {
		all.Package = file.Name.Name
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() || crossing[f.Name.Name] {
				continue
			}
			async := receiverName(f.Recv.List[0].Type)
			face, ok := p.faces[async]
			if !ok {
				continue
			}
			m, err := twinOf(fset, f, awaits)
			if err != nil {
				return all, fmt.Errorf("%s: %w", fset.Position(f.Pos()), err)
			}
			if face.answers && !m.answer() {
				continue
			}
			m.Face, m.Async, m.Receiver, m.Inner = "Sync"+async, async, face.receiver, face.inner
			all.Methods = append(all.Methods, m)
			imported(file, f.Type, imports)
			if m.Stream {
				imports[strconv.Quote("iter")] = true
			}
		}
	}
	sort.SliceStable(all.Methods, func(i, j int) bool {
		a, b := all.Methods[i], all.Methods[j]
		if a.Face != b.Face {
			return a.Face < b.Face
		}
		return a.Name < b.Name
	})
	for path := range imports {
		if strings.Contains(path, ".") {
			all.Others = append(all.Others, path)
		} else {
			all.Standard = append(all.Standard, path)
		}
	}
	sort.Strings(all.Standard)
	sort.Strings(all.Others)
	return all, nil
}

// written parses the files of a folder that are neither tests nor generated.
func written(fset *token.FileSet, folder string) (files []*ast.File, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_gen.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// awaited adds a file's types that have a method Await with two results: the first one, by the type's name.
func awaited(fset *token.FileSet, file *ast.File, awaits map[string]string) {
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if ok && f.Recv != nil && f.Name.Name == "Await" && f.Type.Results.NumFields() == 2 {
			awaits[receiverName(f.Recv.List[0].Type)] = source(fset, f.Type.Results.List[0].Type)
		}
	}
}

// receiverName is the name of a pointer receiver's type.
func receiverName(t ast.Expr) string {
	star, ok := t.(*ast.StarExpr)
	if !ok {
		return ""
	}
	t = star.X
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	if name, ok := t.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func twinOf(fset *token.FileSet, f *ast.FuncDecl, awaits map[string]string) (m twin, err error) {
	m.Name = f.Name.Name
	var params, args []string
	for _, p := range f.Type.Params.List {
		kind := source(fset, p.Type)
		if len(p.Names) == 0 {
			return m, fmt.Errorf("%s has a parameter without a name", m.Name)
		}
		for _, name := range p.Names {
			params = append(params, name.Name+" "+kind)
			arg := name.Name
			if _, variadic := p.Type.(*ast.Ellipsis); variadic {
				arg += "..."
			}
			args = append(args, arg)
			if kind == "context.Context" {
				m.Ctx = name.Name
			}
		}
	}
	m.Params, m.Args = strings.Join(params, ", "), strings.Join(args, ", ")
	if f.Type.Results == nil {
		return m, nil
	}
	var results []string
	for _, r := range f.Type.Results.List {
		results = append(results, source(fset, r.Type))
	}
	m.Result = strings.Join(results, ", ")
	if len(results) == 1 {
		for _, kind := range []struct {
			prefix string
			is     *bool
		}{{"*Future[", &m.Future}, {"*Stream[", &m.Stream}} {
			if inner, ok := strings.CutPrefix(m.Result, kind.prefix); ok {
				m.Result, *kind.is = strings.TrimSuffix(inner, "]"), true
			}
		}
		if name, ok := strings.CutPrefix(m.Result, "*"); ok && awaits[name] != "" {
			m.Result, m.Job = awaits[name], name
		}
	}
	if m.answer() && m.Ctx == "" {
		return m, fmt.Errorf("%s returns what is awaited and takes no context", m.Name)
	}
	if len(results) > 1 {
		m.Result = "(" + m.Result + ")"
	}
	return m, nil
}

// source is the text of a piece of code.
func source(fset *token.FileSet, node ast.Node) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, fset, node); err != nil {
		panic(err) // it was parsed from text
	}
	return b.String()
}

// imported adds the imports that a signature needs.
func imported(file *ast.File, signature *ast.FuncType, imports map[string]bool) {
	ast.Inspect(signature, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := selector.X.(*ast.Ident)
		if !ok {
			return true
		}
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			name := filepath.Base(path)
			if spec.Name != nil {
				name = spec.Name.Name
			}
			if name == pkg.Name {
				line := spec.Path.Value
				if spec.Name != nil {
					line = spec.Name.Name + " " + line
				}
				imports[line] = true
			}
		}
		return true
	})
}

const twinText = `// Code generated by internal/gen from the async face. DO NOT EDIT.

package {{.Package}}

import (
{{- range .Standard}}
	{{.}}
{{- end}}
{{range .Others}}
	{{.}}
{{- end}}
)
{{range .Methods}}
// {{.Name}} is [{{.Async}}.{{.Name}}]
{{- if .Future}}, awaited: the same parameters, and the future's result
{{- else if .Stream}}, to range over: the same parameters, and the stream's items. Ranging over
// it makes the requests, and stopping stops them; each time it begins anew
{{- else if .Job}}, awaited: the same parameters, and what [{{.Job}}.Await] returns. When {{.Ctx}} ends
// it's the job that ends, and is waited for
{{- end}}.
func (s *{{.Receiver}}) {{.Name}}({{.Params}}) {{if or .Future .Job}}({{.Result}}, error){{else if .Stream}}iter.Seq2[{{.Result}}, error]{{else}}{{.Result}}{{end}} {
{{- if .Future}}
	return {{.Inner}}.{{.Name}}({{.Args}}).Await({{.Ctx}})
{{- else if .Job}}
	return wait({{.Inner}}.{{.Name}}({{.Args}}))
{{- else if .Stream}}
	return func(yield func({{.Result}}, error) bool) { {{.Inner}}.{{.Name}}({{.Args}}).All({{.Ctx}})(yield) }
{{- else if .Result}}
	return {{.Inner}}.{{.Name}}({{.Args}})
{{- else}}
	{{.Inner}}.{{.Name}}({{.Args}})
{{- end}}
}
{{end}}`
