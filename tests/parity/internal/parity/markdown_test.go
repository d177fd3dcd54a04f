package parity

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBlocksOfAPage(t *testing.T) {
	for name, test := range map[string]struct {
		lines []string
		want  []block
	}{
		"none": {
			lines: []string{"# Page", "", "`go` and ```go``` in a line"},
		},
		"a language, and none": {
			lines: []string{"```go", "x", "```", "```", "x", "```"},
			want:  []block{{line: 1, language: "go"}, {line: 4}},
		},
		"a snippet, directly above or with an empty line between": {
			lines: []string{"<!-- snippet: a.go#one -->", "```go", "```", "<!-- snippet: a.go#two -->", "", "```go", "```"},
			want:  []block{{line: 2, language: "go", snippet: "a.go#one"}, {line: 6, language: "go", snippet: "a.go#two"}},
		},
		"a snippet with text between is of no block": {
			lines: []string{"<!-- snippet: a.go#one -->", "text", "```go", "```"},
			want:  []block{{line: 3, language: "go"}},
		},
		"fences within a fence": {
			lines: []string{"````md", "```go", "```", "````", "~~~go", "```", "~~~", "```go", "```"},
			want:  []block{{line: 1, language: "md"}, {line: 5, language: "go"}, {line: 8, language: "go"}},
		},
		"labels, with what else may stand there": {
			lines: []string{"```go [Async]", "```", "```go{1,3} [Sync]", "```", "```go:line-numbers", "```"},
			want:  []block{{line: 1, language: "go", label: "Async"}, {line: 3, language: "go", label: "Sync"}, {line: 5, language: "go"}},
		},
		"a group ends where its colons do": {
			lines: []string{":::: code-group", "```go", ":::", "```", ":::", "```go", "```", "::::", "```go", "```"},
			want:  []block{{line: 2, language: "go", group: 1}, {line: 6, language: "go", group: 1}, {line: 9, language: "go"}},
		},
		"another container is no group": {
			lines: []string{"::: tip", "```go", "```", ":::"},
			want:  []block{{line: 2, language: "go"}},
		},
		"indented, and with the line ends of Windows": {
			lines: []string{"  ```go [Async]\r", "  ```\r", "  ```sh\r", "  ```\r"},
			want:  []block{{line: 1, language: "go", label: "Async"}, {line: 3, language: "sh"}},
		},
		"one that doesn't end": {
			lines: []string{"```go", "```sh", "x"},
			want:  []block{{line: 1, language: "go"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, blocks(strings.Join(test.lines, "\n")))
		})
	}
}

// A page may be anything.
func FuzzBlocksAreInOrder(f *testing.F) {
	f.Add("::: code-group\n<!-- snippet: a.go#b -->\n```go [Async]\n```\n:::\n")
	f.Add("````\n```\n~~~~ [x]\n")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, b := range blocks(text) {
			require.Greater(t, b.line, last)
			require.Less(t, b.group, b.line)
			require.LessOrEqual(t, b.line, strings.Count(text, "\n")+1)
			last = b.line
		}
	})
}
