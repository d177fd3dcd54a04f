package docs

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// On the site the two faces are tabs, on GitHub two blocks that follow each other:
//
//	::: code-group
//
//	<!-- snippet: order_test.go#order-async -->
//	```go [Async]
//	```
//
//	<!-- snippet: order_test.go#order-sync -->
//	```go [Sync]
//	```
//
//	:::
const (
	tabsOpen  = "::: code-group"
	tabsClose = ":::"
)

var tabOf = map[string]string{"async": "Async", "sync": "Sync"}

func TestTheFacesAreTabsTheAsyncOneFirst(t *testing.T) {
	groups := 0
	for _, p := range pages(t) {
		assert.Empty(t, p.tabFaults(t), "%s", p.path)
		groups += strings.Count(strings.Join(p.lines, "\n"), "\n"+tabsOpen+"\n")
	}
	require.Greater(t, groups, 10)
}

// tabFaults are the page's lines that break a rule of tabs.
func (p page) tabFaults(t *testing.T) (faults []string) {
	t.Helper()
	fault := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("line %d: ", line+1)+fmt.Sprintf(format, args...))
	}
	blocks, open := p.blocks(t), -1
	var labels []string
	for i := 0; i < len(p.lines); i++ {
		line := p.lines[i]
		if len(blocks) > 0 && blocks[0].begin == i {
			b := blocks[0]
			blocks = blocks[1:]
			switch {
			case open >= 0 && b.label == "":
				fault(i, "a block among tabs without a label")
			case open < 0 && b.label != "":
				fault(i, "the tab %s stands alone", b.label)
			}
			for _, c := range p.calls(b) {
				if p.onSite() && c.face != "" && b.label != tabOf[c.face] {
					fault(i, "code of the %s face belongs into a tab %s", c.face, tabOf[c.face])
					break
				}
			}
			labels = append(labels, b.label)
			i = b.end - 1
			continue
		}
		switch {
		case strings.HasPrefix(line, ":::") && !p.onSite():
			fault(i, "GitHub alone shows this page, and knows no tabs")
		case line == tabsOpen:
			if open >= 0 {
				fault(i, "tabs within tabs")
			}
			open, labels = i, nil
		case line == tabsClose && open >= 0:
			if !slices.Equal(labels, []string{"Async", "Sync"}) {
				fault(open, "the tabs are %q, and should be Async and Sync", labels)
			}
			open = -1
		case open >= 0 && line != "" && !snippetComment.MatchString(line):
			fault(i, "neither a tab nor a comment, so that the site can't tell which tab is which")
		}
	}
	if open >= 0 {
		fault(open, "the tabs have no end")
	}
	return faults
}

func TestBrokenTabsAreNoticed(t *testing.T) {
	const (
		async = "```go [Async]\nex.Flush(ctx)\n```\n"
		sync  = "```go [Sync]\ndb.Flush(ctx)\n```\n"
	)
	for _, test := range []struct{ name, path, page, fault string }{
		{"as it should be", "docs/a.md", tabsOpen + "\n\n" + async + "\n" + sync + "\n:::\n", ""},
		{"no code of a face", "docs/a.md", "```go\nx := 1\n```", ""},
		{"no tabs where only GitHub shows them", "README.md", "```go\nex.Flush(ctx)\n```\n```go\ndb.Flush(ctx)\n```\n", ""},
		{"tabs where only GitHub shows them", "README.md", "\n" + tabsOpen + "\n", "line 2: GitHub alone"},
		{"sync first", "docs/a.md", tabsOpen + "\n" + sync + async + ":::", `line 1: the tabs are ["Sync" "Async"]`},
		{"a third tab", "docs/a.md", tabsOpen + "\n" + async + sync + "```go [SDK]\nclient.GetItem(ctx)\n```\n:::", `line 1: the tabs are ["Async" "Sync" "SDK"]`},
		{"one face only", "docs/a.md", tabsOpen + "\n" + async + ":::", `line 1: the tabs are ["Async"]`},
		{"no tabs", "docs/a.md", "```go\nex.Flush(ctx)\n```", "line 1: code of the async face belongs into a tab Async"},
		{"the other face's tab", "docs/a.md", tabsOpen + "\n" + async + "```go [Sync]\nex.Flush(ctx)\n```\n:::", "line 5: code of the async face"},
		{"no label", "docs/a.md", tabsOpen + "\n" + async + sync + "```text\n```\n:::", "line 8: a block among tabs without a label"},
		{"a tab alone", "docs/a.md", async, "line 1: the tab Async stands alone"},
		{"prose between", "docs/a.md", tabsOpen + "\n" + async + "and\n" + sync + ":::", "line 5: neither a tab nor a comment"},
		{"no end", "docs/a.md", tabsOpen + "\n" + async + sync, "line 1: the tabs have no end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			faults := page{test.path, strings.Split(test.page, "\n")}.tabFaults(t)
			if test.fault == "" {
				assert.Empty(t, faults)
			} else {
				assert.Contains(t, strings.Join(faults, "\n"), test.fault)
			}
		})
	}
}
