// Command parity checks that the two faces of the API can do the same, and that tests, pages, doc comments
// and examples show it. Run it in the root of the repository:
//
//	go run ./tests/parity
//
// It prints each finding as file:line: what is wrong and what to do, and exits with 1 if there are any,
// and with 2 if it can't check. Otherwise it says what it checked. README.md beside it has the rules.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/dynactor/dynactor/tests/parity/internal/parity"
)

const (
	api  = "github.com/dynactor/dynactor/api"
	jobs = api + "/jobs"
)

func main() { os.Exit(run(".", os.Stdout, os.Stderr)) }

// run checks the module whose root is dir, and returns the exit code.
func run(dir string, stdout, stderr io.Writer) int {
	findings, summary, err := check(dir)
	if err != nil {
		fmt.Fprintln(stderr, "parity:", err)
		return 2
	}
	for _, f := range findings {
		fmt.Fprintln(stdout, f)
	}
	if len(findings) > 0 {
		return 1
	}
	fmt.Fprintln(stdout, "parity:", summary)
	return 0
}

func check(dir string) ([]parity.Finding, parity.Summary, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, parity.Summary{}, fmt.Errorf("find %s: %w", dir, err)
	}
	packages, err := parity.Load(root, "./...")
	if err != nil {
		return nil, parity.Summary{}, err
	}
	m := parity.Module{Root: root, API: []string{api, jobs}, Documented: []string{api, jobs, api + "/local"}, Packages: packages}
	return m.Check()
}
