package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

const tuning = "docs/tuning.md"

// rows are the table rows of the page, by what stands in `backquotes` in their first cells.
func rows(t *testing.T) map[string]string {
	t.Helper()
	named := map[string]string{}
	for _, p := range pages(t) {
		if p.path != tuning {
			continue
		}
		for _, line := range p.prose(t) {
			cells := strings.Split(line, "|")
			if len(cells) < 4 {
				continue
			}
			for i, name := range strings.Split(cells[1], "`") {
				if i%2 == 1 {
					named[name] = line
				}
			}
		}
	}
	require.NotEmpty(t, named)
	return named
}

func TestTuningTellsEveryOptionWithItsDefault(t *testing.T) {
	c := actors.DefaultConfig()
	defaults := map[string]string{
		"WithMaxPending":        fmt.Sprintf("| %s requests, %d MiB |", thousands(c.MaxPendingItems), c.MaxPendingBytes>>20),
		"WithCallsInFlight":     fmt.Sprintf("| %d for each table |", c.CallsInFlight),
		"WithPartCallsInFlight": fmt.Sprintf("| %d for each table and kind |", c.PartCallsInFlight),
		"WithBatchLimits":       fmt.Sprintf("| %d writes, %d reads, %d MiB written |", c.WriteBatch, c.ReadBatch, c.BatchBytes>>20),
		"WithMaxTables":         fmt.Sprintf("| %s |", thousands(c.MaxTables)),
		"WithRetryPolicy":       fmt.Sprintf("| %d attempts, waits of at most %d ms doubling up to %d s, lost answers retried; for %d minutes at the most, with a budget of %v retries for each success |", c.Retry.MaxAttempts, c.Retry.Base/time.Millisecond, c.Retry.Max/time.Second, c.Retry.MaxElapsed/time.Minute, c.Retry.Budget),
		"WithCallTimeout":       fmt.Sprintf("| %d s |", c.CallTimeout/time.Second),
	}
	told := rows(t)
	for _, option := range options(t) {
		require.Contains(t, told, option, "%s doesn't tell of the option", tuning)
		assert.Contains(t, told[option], defaults[option], "the default of %s", option)
	}
}

// options are the names of what Open takes.
func options(t *testing.T) (names []string) {
	t.Helper()
	paths, err := filepath.Glob("../api/*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || f.Type.Results == nil || len(f.Type.Results.List) != 1 {
				continue
			}
			if result, ok := f.Type.Results.List[0].Type.(*ast.Ident); ok && result.Name == "Option" {
				names = append(names, f.Name.Name)
			}
		}
	}
	require.NotEmpty(t, names)
	return names
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

func TestTuningExplainsEveryStatistic(t *testing.T) {
	told := rows(t)
	for _, s := range []reflect.Type{reflect.TypeFor[api.Stats](), reflect.TypeFor[api.TableStats]()} {
		for i := range s.NumField() {
			if name := s.Field(i).Name; name != "Total" && name != "Tables" {
				assert.Contains(t, told, name, "%s doesn't explain %s.%s", tuning, s, name)
			}
		}
	}
}
