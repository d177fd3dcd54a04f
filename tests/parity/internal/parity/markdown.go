package parity

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// block is a fenced block of code on a page.
type block struct {
	line     int    // of its fence, from 1
	language string // "go"
	label    string // "Async", from ```go [Async]
	snippet  string // "order_test.go#order-async", from the comment above; "" if there is none
	group    int    // the line of the code group that it's in, 0 for none
}

var (
	fence          = regexp.MustCompile("^(`{3,}|~{3,})\\s*([\\w+-]*)([^`]*)$")
	label          = regexp.MustCompile(`\[([^\]]*)\]`)
	container      = regexp.MustCompile(`^(:{3,})\s*([\w-]*)`)
	snippetComment = regexp.MustCompile(`^<!-- snippet: (\S+#\S+) -->$`)
)

// blocks reads the fenced blocks of a page.
func blocks(text string) []block {
	var found []block
	var closing string   // the fence that ends the block that we're in
	var group, depth int // the line of the code group that we're in, and how many colons end it
	above := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if closing != "" {
			if strings.HasPrefix(line, closing) && strings.Trim(line, closing[:1]) == "" {
				closing = ""
			}
			continue
		}
		if m := container.FindStringSubmatch(line); m != nil {
			switch {
			case m[2] == "code-group":
				group, depth = i+1, len(m[1])
			case m[2] == "" && len(m[1]) == depth:
				group, depth = 0, 0
			}
		}
		if m := fence.FindStringSubmatch(line); m != nil {
			closing = m[1]
			b := block{line: i + 1, language: m[2], group: group}
			if named := label.FindStringSubmatch(m[3]); named != nil {
				b.label = named[1]
			}
			if named := snippetComment.FindStringSubmatch(above); named != nil {
				b.snippet = named[1]
			}
			found = append(found, b)
		}
		if line != "" {
			above = line
		}
	}
	return found
}

// markdown lists the pages: README.md, and those in docs.
func markdown(root string) ([]string, error) {
	var files []string
	if _, err := os.Stat(filepath.Join(root, "README.md")); err == nil {
		files = append(files, filepath.Join(root, "README.md"))
	}
	docs := filepath.Join(root, "docs")
	err := filepath.WalkDir(docs, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".")):
			return filepath.SkipDir // not ours, and not pages
		case filepath.Ext(path) == ".md":
			files = append(files, path)
		}
		return nil
	})
	return files, err
}
