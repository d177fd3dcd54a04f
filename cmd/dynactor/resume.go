package main

import (
	"path/filepath"
	"strings"
)

// resumeLine is the command line to go on with, for a shell: the one that was given.
func resumeLine(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		if i == 0 && filepath.Base(arg) != arg && !filepath.IsAbs(arg) && !strings.HasPrefix(arg, ".") {
			arg = "./" + arg
		}
		quoted[i] = quote(arg)
	}
	return strings.Join(quoted, " ")
}

// quote makes one word for a POSIX shell. In single quotes everything is itself, but for the single quote.
func quote(word string) string {
	safe := word != "" && strings.IndexFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,@+%", r))
	}) < 0
	if safe {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
