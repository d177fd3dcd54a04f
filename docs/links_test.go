package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`^#+ (.*)$`)
	dropped  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	codeSpan = regexp.MustCompile("`[^`]*`")
)

// Links to other sites aren't followed.
func TestEveryLinkWithinTheRepositoryLeadsSomewhere(t *testing.T) {
	anchors := map[string]map[string]bool{}
	for _, p := range pages(t) {
		for i, line := range p.prose(t) {
			for _, m := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
				to := m[1]
				if strings.Contains(to, "://") {
					continue
				}
				file, anchor, _ := strings.Cut(to, "#")
				path := p.path
				if file != "" {
					path = filepath.Join(filepath.Dir(p.path), file)
				}
				_, err := os.Stat(filepath.Join(root, path))
				if !assert.NoError(t, err, "%s:%d: %s leads nowhere", p.path, i+1, to) || anchor == "" {
					continue
				}
				if anchors[path] == nil {
					anchors[path] = readPage(t, path).anchors(t)
				}
				assert.True(t, anchors[path][anchor], "%s:%d: %s has no heading #%s", p.path, i+1, path, anchor)
			}
		}
	}
}

// anchors are the names that GitHub gives to headings.
func (p page) anchors(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, line := range p.prose(t) {
		if m := heading.FindStringSubmatch(line); m != nil {
			name := dropped.ReplaceAllString(strings.ToLower(m[1]), "")
			names[strings.ReplaceAll(name, " ", "-")] = true
		}
	}
	return names
}

// A page that nobody links to is found by nobody.
func TestEveryPageOfTheGuideIsInAnIndex(t *testing.T) {
	linked := map[string]bool{"docs/README.md": true}
	all := pages(t)
	for _, p := range all {
		for _, line := range p.prose(t) {
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				file, _, _ := strings.Cut(m[1], "#")
				if filepath.Base(p.path) == "README.md" {
					linked[filepath.Join(filepath.Dir(p.path), file)] = true
				}
			}
		}
	}
	for _, p := range all {
		if p.onSite() {
			assert.True(t, linked[p.path], "no README.md links to %s", p.path)
		}
	}
}

// The site's list of pages is .vitepress/pages.json, in the order of reading. It may name pages that
// are still to be written: the site shows those that exist.
func TestEveryPageOfTheGuideIsInTheSitesSidebar(t *testing.T) {
	text, err := os.ReadFile(".vitepress/pages.json")
	require.NoError(t, err)
	var groups []struct{ Pages []string }
	require.NoError(t, json.Unmarshal(text, &groups))
	listed := map[string]int{}
	for _, g := range groups {
		for _, name := range g.Pages {
			listed["docs/"+name]++
		}
	}
	for _, p := range pages(t) {
		// The home page is above the list, and each decision is in the list of decisions.
		if p.onSite() && p.path != "docs/README.md" && !decision.MatchString(p.path) {
			assert.Equal(t, 1, listed[p.path], "how often docs/.vitepress/pages.json lists %s", p.path)
		}
	}
}

var decision = regexp.MustCompile(`^docs/adr/\d{4}-`)
