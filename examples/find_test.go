package examples_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// programs returns every folder here that holds a main package, in nested modules too. All files are
// read, not only as many as it takes: go test remembers what a test has read, and runs it again
// when that has changed.
func programs(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	var folders []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.PackageClauseOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		if file.Name.Name == "main" && !found[folder] {
			found[folder] = true
			folders = append(folders, folder)
		}
		return nil
	})
	require.NoError(t, err)
	return folders
}
