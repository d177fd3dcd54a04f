package parity

import (
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Module is what is checked.
type Module struct {
	// Root is the folder that README.md and docs are in, and that paths in findings start from.
	Root string
	// API are the import paths of the packages that declare the faces.
	API []string
	// Documented are the import paths of the packages whose exported identifiers need doc comments.
	Documented []string
	// Packages are the module's, with their tests, as Load returns them.
	Packages []*packages.Package
}

// needed is what the rules want to know of a package.
const needed = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedForTest |
	packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo

// Load reads and type-checks the packages that match patterns in dir, tests included. What they import
// from elsewhere comes from the compiler's export data, which the build cache has: type-checking the
// SDK from source would take longer than all the rest.
func Load(dir string, patterns ...string) ([]*packages.Package, error) {
	return load(dir, needed, patterns...)
}

func load(dir string, mode packages.LoadMode, patterns ...string) ([]*packages.Package, error) {
	loaded, err := packages.Load(&packages.Config{Dir: dir, Tests: true, Mode: mode}, patterns...)
	if err != nil {
		return nil, fmt.Errorf("load %s in %s: %w", strings.Join(patterns, " "), dir, err)
	}
	return loaded, compiled(loaded)
}

// compiled fails if the packages don't compile, since nothing can be said of them then. The compiler's
// errors come once for each variant of a package, and from the go command besides, without a place.
func compiled(loaded []*packages.Package) error {
	var broken []error
	seen := map[string]bool{}
	for _, p := range loaded {
		for _, err := range p.Errors {
			if err.Kind != packages.ListError && !seen[err.Error()] {
				seen[err.Error()] = true
				broken = append(broken, err)
			}
		}
	}
	for _, p := range loaded {
		if len(broken) == 0 && len(p.Errors) > 0 {
			broken = append(broken, p.Errors[0])
		}
	}
	return errors.Join(broken...)
}

// declared is the package with this path as its importers see it, without its tests.
func (m *Module) declared(path string) *packages.Package {
	for _, p := range m.Packages {
		if p.PkgPath == path && p.ForTest == "" {
			return p
		}
	}
	return nil
}

// tested are the packages as they are compiled for their tests: each with the tests in it, and the
// external tests beside it.
func (m *Module) tested() []*packages.Package {
	var found []*packages.Package
	for _, p := range m.Packages {
		// A package that imports the tested one is compiled anew for the test too: it has no tests then.
		if p.ForTest != "" && (p.PkgPath == p.ForTest || p.PkgPath == p.ForTest+"_test") {
			found = append(found, p)
		}
	}
	return found
}

// within is a file's path from the root.
func (m *Module) within(file string) string {
	if rel, err := filepath.Rel(m.Root, file); err == nil {
		file = rel
	}
	return filepath.ToSlash(file)
}

func isTest(fset *token.FileSet, pos token.Pos) bool {
	return strings.HasSuffix(fset.Position(pos).Filename, "_test.go")
}
