package parity

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"
)

// fixture is a small module, or rather a folder of one: all fixtures share a module, so that they are loaded
// by one call of the go command.
type fixture struct {
	name  string
	wants []want
}

// want is a finding that there must be.
type want struct {
	file string
	line int
	text string // a part
}

const good = "good"

var wantLine = regexp.MustCompile(`^want (\S+):(\d+): (.+)$`)

// writeFixtures lays out the fixtures of testdata in folders of dir: each is the good one, with its own files
// over it.
func writeFixtures(t *testing.T, dir string) []fixture {
	t.Helper()
	write(t, filepath.Join(dir, "go.mod"), "module fixture\n\ngo 1.26\n")
	archives, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	base, err := txtar.ParseFile("testdata/" + good + ".txtar")
	require.NoError(t, err)
	var all []fixture
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		require.NoError(t, err)
		f := fixture{name: strings.TrimSuffix(filepath.Base(path), ".txtar")}
		for _, line := range strings.Split(string(archive.Comment), "\n") {
			if m := wantLine.FindStringSubmatch(line); m != nil {
				number, err := strconv.Atoi(m[2])
				require.NoError(t, err)
				f.wants = append(f.wants, want{file: m[1], line: number, text: m[3]})
			}
		}
		require.Equal(t, f.name == good, len(f.wants) == 0, "%s wants %d findings", path, len(f.wants))
		for _, files := range [][]txtar.File{base.Files, archive.Files} {
			for _, file := range files {
				text := strings.ReplaceAll(string(file.Data), "fixture/"+good, "fixture/"+f.name)
				write(t, filepath.Join(dir, f.name, file.Name), text)
			}
		}
		all = append(all, f)
	}
	return all
}

// folder is a temporary one, outside of any module and workspace.
func folder(t *testing.T) string {
	t.Helper()
	t.Setenv("GOWORK", "off")
	dir, err := filepath.EvalSymlinks(t.TempDir()) // as the go command says it
	require.NoError(t, err)
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

// module is a fixture's part of what was loaded.
func (f fixture) module(dir string, loaded []*packages.Package) *Module {
	path := "fixture/" + f.name
	m := &Module{Root: filepath.Join(dir, f.name), API: []string{path + "/api", path + "/api/jobs"}, Documented: []string{path + "/api", path + "/api/jobs", path + "/api/local"}}
	for _, p := range loaded {
		if strings.HasPrefix(p.PkgPath, path+"/") {
			m.Packages = append(m.Packages, p)
		}
	}
	return m
}

func TestEachRuleFindsItsBreachAndNothingElse(t *testing.T) {
	dir := folder(t)
	fixtures := writeFixtures(t, dir)
	// All from source, the standard library too: it's less than the compiler's work on so many packages,
	// whose paths it has never seen.
	loaded, err := load(dir, needed|packages.NeedDeps, "./...")
	require.NoError(t, err)
	for _, f := range fixtures {
		t.Run(f.name, func(t *testing.T) {
			findings, summary, err := f.module(dir, loaded).Check()
			require.NoError(t, err)
			rest := findings
			for _, w := range f.wants {
				rest = w.takeFrom(t, rest)
			}
			require.Empty(t, rest, "not wanted")
			if f.name == good {
				require.Equal(t, Summary{Faces: 3, Operations: 8, Identifiers: 51, Tests: 14, Both: 5, Twins: 8, Exempt: 1, Pages: 4, Regions: 12, Examples: 5}, summary)
			}
		})
	}
}

// takeFrom removes the finding that is wanted.
func (w want) takeFrom(t *testing.T, findings []Finding) []Finding {
	t.Helper()
	for i, f := range findings {
		if f.File == w.file && f.Line == w.line && strings.Contains(f.Text, w.text) {
			return append(findings[:i:i], findings[i+1:]...)
		}
	}
	t.Errorf("not found: %s:%d: %s\nbut: %v", w.file, w.line, w.text, findings)
	return findings
}
