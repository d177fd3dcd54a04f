package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every block of Go in a page stands behind a comment that names a region of a file in docs/snippets,
// and is that region:
//
//	<!-- snippet: order_test.go#order-async -->
var snippetComment = regexp.MustCompile(`^<!-- snippet: (\S+)#(\S+) -->$`)

func TestEveryBlockOfGoIsARegionOfCompiledCode(t *testing.T) {
	regions := readRegions(t)
	used := map[string]bool{}
	for _, p := range pages(t) {
		blocks := p.blocks(t)
		slices.Reverse(blocks) // so that an update doesn't move those to come
		changed := false
		for _, b := range blocks {
			if b.language != "go" {
				assert.NotEmpty(t, b.language, "%s:%d: a block of code without a language", p.path, b.begin+1)
				continue
			}
			var named []string
			if b.begin > 0 {
				named = snippetComment.FindStringSubmatch(p.lines[b.begin-1])
			}
			if !assert.NotNil(t, named, "%s:%d: a block of Go without a comment <!-- snippet: file#region --> in the line above", p.path, b.begin+1) {
				continue
			}
			name := named[1] + "#" + named[2]
			region, ok := regions[name]
			if !assert.True(t, ok, "%s:%d: there is no region %s in docs/snippets", p.path, b.begin, name) {
				continue
			}
			used[name] = true
			if slices.Equal(region, p.lines[b.begin+1:b.end-1]) {
				continue
			}
			if !*update {
				assert.Equal(t, strings.Join(region, "\n"), strings.Join(p.lines[b.begin+1:b.end-1], "\n"),
					"%s:%d differs from docs/snippets/%s: run go test ./docs -update", p.path, b.begin+1, name)
				continue
			}
			p.lines = slices.Concat(p.lines[:b.begin+1], region, p.lines[b.end-1:])
			changed = true
		}
		if changed {
			require.NoError(t, os.WriteFile(filepath.Join(root, p.path), []byte(strings.Join(p.lines, "\n")), 0o644))
			t.Log("wrote", p.path)
		}
	}
	for name := range regions {
		assert.True(t, used[name], "no page shows docs/snippets/%s", name)
	}
}

// readRegions reads what stands between "// region name" and "// endregion", dedented.
func readRegions(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("snippets/*.go")
	require.NoError(t, err)
	regions := map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		name := ""
		for i, line := range strings.Split(string(text), "\n") {
			begins, isBegin := strings.CutPrefix(strings.TrimSpace(line), "// region ")
			switch isEnd := strings.TrimSpace(line) == "// endregion"; {
			case isBegin:
				require.Empty(t, name, "%s:%d: a region within a region", file, i+1)
				name = filepath.Base(file) + "#" + begins
				require.NotContains(t, regions, name, "%s:%d: a second region of that name", file, i+1)
				regions[name] = []string{}
			case isEnd:
				require.NotEmpty(t, name, "%s:%d: the end of no region", file, i+1)
				regions[name] = dedent(regions[name])
				name = ""
			case name != "":
				regions[name] = append(regions[name], line)
			}
		}
		require.Empty(t, name, "%s: a region without an end", file)
	}
	return regions
}

// dedent takes off the tabs that all lines begin with, and the empty lines at both ends.
func dedent(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	common := -1
	for _, line := range lines {
		if indent := len(line) - len(strings.TrimLeft(line, "\t")); line != "" && (common < 0 || indent < common) {
			common = indent
		}
	}
	dedented := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			dedented[i] = line[common:]
		}
	}
	return dedented
}
