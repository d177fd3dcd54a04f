package parity

import (
	"path/filepath"
	"strings"
)

// regions are the pieces of docs/snippets that pages show, by "file#name", each with what it uses. A
// region stands between "// region name" and "// endregion".
//
// What a region calls elsewhere in its file isn't on the page, so it doesn't count.
func (c *checker) regions() map[string][]use {
	folder := filepath.Join(c.Root, "docs", "snippets")
	found := map[string][]use{}
	read := map[string]bool{}
	for _, p := range c.Packages {
		for _, file := range p.Syntax {
			path := c.fset.Position(file.Package).Filename
			if filepath.Dir(path) != folder || read[path] {
				continue
			}
			read[path] = true // a package stands in the list once more with its tests
			uses := c.usesIn(p.TypesInfo, file)
			name, begin := "", 0
			for _, group := range file.Comments {
				for _, comment := range group.List {
					line := c.fset.Position(comment.Pos()).Line
					if begins, ok := strings.CutPrefix(comment.Text, "// region "); ok {
						name, begin = filepath.Base(path)+"#"+begins, line
					} else if comment.Text == "// endregion" && name != "" {
						found[name] = c.between(uses, begin, line)
						name = ""
					}
				}
			}
		}
	}
	return found
}

func (c *checker) between(uses []use, begin, end int) []use {
	var within []use
	for _, u := range uses {
		if line := c.fset.Position(u.pos).Line; begin < line && line < end {
			within = append(within, u)
		}
	}
	return within
}
