package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	apiFile = `// Package api has faces.
package api

import "context"

// Future is an answer.
type Future[T any] struct{ value T }

// X is the async face.
type X struct{}

// SyncX is the sync face.
type SyncX struct{ x *X }

// Sync leads to the sync face.
func (x *X) Sync() *SyncX { return &SyncX{x} }

// Async leads to the async face.
func (s *SyncX) Async() *X { return s.x }

// Get gets.
func (x *X) Get(ctx context.Context) *Future[int] { return &Future[int]{} }

// Get gets.
func (s *SyncX) Get(ctx context.Context) (int, error) { return s.x.Get(ctx).value, ctx.Err() }
`
	jobsFile = `// Package jobs has faces too.
package jobs

import (
	"context"

	"github.com/dynactor/dynactor/api"
)

// Runner is the async face.
type Runner struct{}

// SyncRunner is the sync face.
type SyncRunner struct{ r *Runner }

// Sync leads to the sync face.
func (r *Runner) Sync() *SyncRunner { return &SyncRunner{r} }

// Async leads to the async face.
func (s *SyncRunner) Async() *Runner { return s.r }

// Copy copies.
func (r *Runner) Copy(ctx context.Context) *api.Future[int] { return &api.Future[int]{} }

// Copy copies.
func (s *SyncRunner) Copy(ctx context.Context) (int, error) { return 0, ctx.Err() }
`
	exampleFile = `package api_test

import (
	"context"
	"fmt"

	"github.com/dynactor/dynactor/api"
)

func ExampleX() {
	x := &api.X{}
	x.Get(context.Background())
	fmt.Println(x.Sync().Get(context.Background()))
	// Output: 0 <nil>
}
`
	jobsExampleFile = `package jobs_test

import (
	"context"
	"fmt"

	"github.com/dynactor/dynactor/api/jobs"
)

func ExampleRunner() {
	r := &jobs.Runner{}
	r.Copy(context.Background())
	fmt.Println(r.Sync().Copy(context.Background()))
	// Output: 0 <nil>
}
`
)

func TestTheCommandSaysWhatItFoundOrWhatItChecked(t *testing.T) {
	for name, test := range map[string]struct {
		files          map[string]string // over the good ones
		code           int
		stdout, stderr string
	}{
		"all is well": {
			stdout: "parity: 2 operations of 2 pairs of faces, 13 exported identifiers, 0 tests (0 in both faces, 0 twins, 0 in one face with a reason), 0 pages with 0 snippets, 2 examples\n",
		},
		"findings, in order": {
			files: map[string]string{
				"docs/page.md":     "```go\n```\n",
				"api/more.go":      "package api\n\n// Put puts.\nfunc (x *X) Put() {}\n\nfunc F() {}\n",
				"api/jobs/more.go": "package jobs\n\n// Put puts.\nfunc (s *SyncRunner) Put() {}\n\nvar V int\n",
			},
			code: 1,
			stdout: "api/jobs/more.go:4: SyncRunner.Put has no twin Runner.Put: add it, or make it unexported\n" +
				"api/jobs/more.go:6: V has no doc comment: write one\n" +
				"api/more.go:4: X.Put has no twin SyncX.Put: add it, or make it unexported\n" +
				"api/more.go:6: F has no doc comment: write one\n" +
				"docs/page.md:1: a block of Go that is no snippet: put it into a region of a file in docs/snippets, and <!-- snippet: file#region --> above the block\n",
		},
		"it can't check": {
			files:  map[string]string{"api/jobs/jobs.go": "package jobs\n"},
			code:   2,
			stderr: "parity: package github.com/dynactor/dynactor/api/jobs has no faces: no exported type X with a twin SyncX\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOWORK", "off")
			dir, err := filepath.EvalSymlinks(t.TempDir())
			require.NoError(t, err)
			files := map[string]string{
				"go.mod":                "module github.com/dynactor/dynactor\n\ngo 1.26\n",
				"docs/page.md":          "# Page\n",
				"api/api.go":            apiFile,
				"api/jobs/jobs.go":      jobsFile,
				"api/jobs/jobs_test.go": jobsExampleFile,
				"api/local/local.go":    "// Package local is documented.\npackage local\n",
				"api/example_test.go":   exampleFile,
				"elsewhere/another.go":  "// Package elsewhere isn't api, so Undocumented may be.\npackage elsewhere\n\nfunc Undocumented() {}\n",
			}
			for path, text := range test.files {
				files[path] = text
				if path == "api/jobs/jobs.go" {
					delete(files, "api/jobs/jobs_test.go")
				}
			}
			for path, text := range files {
				file := filepath.Join(dir, path)
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
			}
			var stdout, stderr bytes.Buffer
			require.Equal(t, test.code, run(dir, &stdout, &stderr), "%s%s", &stdout, &stderr)
			require.Equal(t, test.stdout, stdout.String())
			require.Equal(t, test.stderr, stderr.String())
		})
	}
}
