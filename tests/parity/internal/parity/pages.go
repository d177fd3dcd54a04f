package parity

import (
	"cmp"
	"fmt"
	"os"
	"slices"
)

// pages checks that each page that shows a face of a package shows both, the async one first, and that a code group
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
		var code []placed
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
			for _, u := range inOrder(uses) {
				code = append(code, placed{u, b.line})
			}
		}
		c.groups(page, all, regions)
		if len(code) == 0 {
			continue
		}
		c.summary.Pages++
		if !c.shows(page, "", code) {
			continue // it's all there is to say
		}
		for _, p := range c.api {
			if own := ofPackage(code, p.PkgPath); len(own) > 0 {
				c.shows(page, " of package "+p.Name, own)
			}
		}
	}
	return nil
}

// placed is a use in a block of a page.
type placed struct {
	use
	line int // of the block
}

// shows checks that code shows both faces, the async one first.
func (c *checker) shows(page, of string, code []placed) bool {
	var shown side
	for _, u := range code {
		shown |= u.side
	}
	first := code[0]
	switch {
	case shown != both:
		c.reportLine(page, first.line, "the page shows the %v face%s from here on, and the %v one nowhere: show both, the async one first", shown, of, shown.other())
	case first.side == sync:
		c.reportLine(page, first.line, "the page shows the sync face%s here, before the async one: show the async one first", of)
	default:
		return true
	}
	return false
}

// ofPackage are the uses of a package's faces, without those of answers.
func ofPackage(code []placed, path string) (own []placed) {
	for _, u := range code {
		if u.pkg == path {
			own = append(own, u)
		}
	}
	return own
}

// inOrder are the uses as the code reads.
func inOrder(uses []use) []use {
	return slices.SortedStableFunc(slices.Values(uses), func(a, b use) int { return cmp.Compare(a.pos, b.pos) })
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
