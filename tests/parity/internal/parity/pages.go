package parity

import (
	"cmp"
	"fmt"
	"os"
	"slices"
)

// pages checks that each page that shows a face shows both, the async one first, and that a code group
// has a tab for each whose code is of the face that it says.
//
// Which face a block of Go shows is what the compiler says of the region of docs/snippets that it is.
// That the block and the region are the same text is for the tests of docs to check.
func (c *checker) pages() error {
	files, err := markdown(c.Root)
	if err != nil {
		return fmt.Errorf("list the pages: %w", err)
	}
	regions := c.regions()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read a page: %w", err)
		}
		page := c.within(file)
		all := blocks(string(text))
		var first, shown side
		firstLine := 0
		for _, b := range all {
			if b.language != "go" {
				continue
			}
			uses, ok := regions[b.snippet]
			switch {
			case b.snippet == "":
				c.reportLine(page, b.line, "a block of Go that is no snippet: put it into a region of a file in docs/snippets, and <!-- snippet: file#region --> above the block")
			case !ok:
				c.reportLine(page, b.line, "there is no region %s in docs/snippets: name one that there is", b.snippet)
			default:
				c.summary.Regions++
			}
			faces := inOrder(uses)
			if len(faces) > 0 && first == 0 {
				first, firstLine = faces[0], b.line
			}
			shown |= sides(uses)
		}
		c.groups(page, all, regions)
		switch {
		case shown == 0:
			continue
		case shown != both:
			c.reportLine(page, firstLine, "the page shows the %v face from here on, and the %v one nowhere: show both, the async one first", shown, shown.other())
		case first == sync:
			c.reportLine(page, firstLine, "the page shows the sync face here, before the async one: show the async one first")
		}
		c.summary.Pages++
	}
	return nil
}

// inOrder is which face each use is of, as the code reads.
func inOrder(uses []use) []side {
	uses = slices.SortedFunc(slices.Values(uses), func(a, b use) int { return cmp.Compare(a.pos, b.pos) })
	var faces []side
	for _, u := range uses {
		faces = append(faces, u.side)
	}
	return faces
}

func sides(uses []use) (set side) {
	for _, u := range uses {
		set |= u.side
	}
	return set
}

// tabs are the labels of a code group's blocks.
var tabs = []struct {
	side  side
	label string
}{{async, "Async"}, {sync, "Sync"}}

// groups checks the code groups of a page that show Go.
func (c *checker) groups(page string, all []block, regions map[string][]use) {
	members := map[int][]block{}
	for _, b := range all {
		if b.group != 0 && b.language == "go" {
			members[b.group] = append(members[b.group], b)
		}
	}
	for line, in := range members {
		if len(in) != len(tabs) || in[0].label != tabs[0].label || in[1].label != tabs[1].label {
			c.reportLine(page, line, "a code group of Go has a block ```go [Async] and then a block ```go [Sync]: give it these two")
			continue
		}
		shown := sides(regions[in[0].snippet]) | sides(regions[in[1].snippet])
		for i, tab := range tabs {
			switch calls := sides(regions[in[i].snippet]); {
			case calls&tab.side.other() != 0:
				c.reportLine(page, in[i].line, "this tab says %s, and its code uses the %v face: call the %v one only", tab.label, tab.side.other(), tab.side)
			case shown != 0 && calls == 0:
				c.reportLine(page, in[i].line, "this tab says %s, and its code uses no face, while the other tab's does: call the %v one", tab.label, tab.side)
			}
		}
	}
}
