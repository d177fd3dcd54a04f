package parity

import (
	"go/ast"
	"go/token"
	"strings"
)

// directive is a line in the doc comment of a test that has no twin:
//
//	//parity:async the sync face has no order to keep
type directive struct {
	side   side // 0 if it's none that there is
	reason string
	pos    token.Pos
}

const directivePrefix = "//parity:"

// minReason is how many words a reason has at least. Fewer can't say what the other face lacks.
const minReason = 3

func directiveOf(comment *ast.Comment) *directive {
	text, ok := strings.CutPrefix(comment.Text, directivePrefix)
	if !ok {
		return nil
	}
	word, reason, _ := strings.Cut(text, " ")
	d := &directive{reason: strings.TrimSpace(reason), pos: comment.Pos()}
	for _, s := range []side{async, sync} {
		if word == s.String() {
			d.side = s
		}
	}
	return d
}

// wanting says what is wrong with a directive by itself.
func (d *directive) wanting() string {
	switch {
	case d.side == 0:
		return "write //parity:async or //parity:sync, and a reason"
	case len(strings.Fields(d.reason)) < minReason:
		return "//parity:" + d.side.String() + " without a reason: say in a few words what the " + d.side.other().String() + " face lacks that this tests"
	}
	return ""
}

// directives are those of a file.
func directives(file *ast.File) []*directive {
	var found []*directive
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if d := directiveOf(comment); d != nil {
				found = append(found, d)
			}
		}
	}
	return found
}
