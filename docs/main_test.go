// Package docs holds the guide, and the tests that keep it true: its code is compiled and run, its
// links lead somewhere, its two faces come in pairs, and its defaults are the engine's.
package docs

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// update has the pages rewritten from the snippets: go test ./docs -update
var update = flag.Bool("update", false, "write the snippets into the pages")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// page is a Markdown file; its path is relative to the repository's root.
type page struct {
	path  string
	lines []string
}

const root = ".."

// pages are those of the guide and the Markdown files of the repository's root.
func pages(t *testing.T) (all []page) {
	t.Helper()
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	for _, e := range entries {
		if isPage(e.Name()) {
			all = append(all, readPage(t, e.Name()))
		}
	}
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && isForeign(entry.Name()):
			return fs.SkipDir
		case isPage(path):
			all = append(all, readPage(t, filepath.Join("docs", path)))
		}
		return nil
	}))
	require.Greater(t, len(all), 10)
	return all
}

func readPage(t *testing.T, path string) page {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return page{path, strings.Split(string(text), "\n")}
}

func isPage(name string) bool { return strings.HasSuffix(name, ".md") }

// isForeign is true of folders whose Markdown is not ours: npm's packages, and the site as it was built.
func isForeign(folder string) bool {
	return folder == "node_modules" || folder != "." && strings.HasPrefix(folder, ".")
}

// onSite is true of the pages of the guide, which are shown by GitHub and by the site. The others are
// shown by GitHub alone.
func (p page) onSite() bool { return strings.HasPrefix(p.path, "docs/") }

// block is a fenced block of code in a page: lines[begin:end] are the fences' and what is between.
// What stands behind the opening fence is its language and, in brackets, the label of its tab.
type block struct {
	begin, end      int
	language, label string
}

var tabLabel = regexp.MustCompile(`\[(.*)\]`)

func (p page) blocks(t *testing.T) (all []block) {
	t.Helper()
	open := -1
	for i, line := range p.lines {
		info, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case !fence:
		case open < 0:
			open = i
			b := block{begin: i}
			b.language, _, _ = strings.Cut(info, " ")
			if label := tabLabel.FindStringSubmatch(info); label != nil {
				b.label = label[1]
			}
			all = append(all, b)
		default:
			open = -1
			all[len(all)-1].end = i + 1
		}
	}
	require.Less(t, open, 0, "%s: the block of line %d has no end", p.path, open+1)
	return all
}

// prose is the page without its blocks of code, line for line.
func (p page) prose(t *testing.T) []string {
	t.Helper()
	lines := append([]string(nil), p.lines...)
	for _, b := range p.blocks(t) {
		clear(lines[b.begin:b.end])
	}
	return lines
}
