package parity

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A checker that sees nothing must not say that all is well.
func TestWhatCannotBeCheckedIsAnError(t *testing.T) {
	for name, test := range map[string]struct {
		source string
		module Module
		want   string
	}{
		"code that does not compile": {
			source: "package api\n\nfunc F() int { return \"\" }\n",
			want:   "api.go:3:23: cannot use \"\"",
		},
		"no package with the faces": {
			source: "package api\n",
			module: Module{API: []string{"fixture/elsewhere"}},
			want:   "no package fixture/elsewhere was loaded: run this in the root of its module",
		},
		"no faces in it": {
			source: "package api\n\n// X is alone.\ntype X struct{}\n\ntype x struct{}\n\ntype Syncx struct{ x }\n",
			module: Module{API: []string{"fixture/api"}},
			want:   "package fixture/api has no faces: no exported type X with a twin SyncX",
		},
		"no faces in one of several": {
			source: "package api\n\n// X is a face.\ntype X struct{}\n\n// SyncX is a face.\ntype SyncX struct{}\n",
			module: Module{API: []string{"fixture/api", "fixture/jobs"}},
			want:   "package fixture/jobs has no faces: no exported type X with a twin SyncX",
		},
		"no package to document": {
			source: "package api\n\n// X is a face.\ntype X struct{}\n\n// SyncX is a face.\ntype SyncX struct{}\n",
			module: Module{API: []string{"fixture/api"}, Documented: []string{"fixture/local"}},
			want:   "no package fixture/local was loaded: run this in the root of its module",
		},
		"no pages": {
			source: "package api\n\n// X is a face.\ntype X struct{}\n\n// SyncX is a face.\ntype SyncX struct{}\n",
			module: Module{API: []string{"fixture/api"}, Root: "nowhere"},
			want:   "list the pages: ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t)
			write(t, filepath.Join(dir, "go.mod"), "module fixture\n\ngo 1.26\n")
			write(t, filepath.Join(dir, "api", "api.go"), test.source)
			write(t, filepath.Join(dir, "jobs", "jobs.go"), "package jobs\n")
			write(t, filepath.Join(dir, "docs", "page.md"), "# Page\n")
			m := test.module
			m.Root = filepath.Join(dir, m.Root)
			packages, err := Load(dir, "./...")
			if err == nil {
				m.Packages = packages
				_, _, err = m.Check()
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestNoPackageAtAllIsAnError(t *testing.T) {
	dir := folder(t)
	_, err := Load(dir, "./...")
	require.Error(t, err)
}

func TestAnErrorOfTheCompilerIsSaidOnce(t *testing.T) {
	dir := folder(t)
	write(t, filepath.Join(dir, "go.mod"), "module fixture\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "p.go"), "package p\n\nvar wrong int = \"\"\n")
	write(t, filepath.Join(dir, "p_test.go"), "package p\n")
	_, err := Load(dir, "./...")
	require.EqualError(t, err, filepath.Join(dir, "p.go")+`:3:17: cannot use "" (untyped string constant) as int value in variable declaration`)
}
