package partiql

import (
	"strings"
	"unicode/utf8"
)

// lexer splits a statement into tokens. It knows its place in characters, not bytes,
// because that is how messages give it.
type lexer struct {
	in           string
	at           int
	line, column int
}

// lex returns the tokens of a statement, the last of which is tokEOF, and whether all of
// it is made of tokens.
func lex(in string) ([]token, bool) {
	l := lexer{in: in, line: 1, column: 1}
	tokens := make([]token, 0, len(in)/4+1)
	for {
		if !l.skipSpace() {
			return nil, false
		}
		t := token{position: position{line: l.line, column: l.column}}
		if l.at == len(in) {
			return append(tokens, t), true
		}
		start := l.at
		if !l.scan(&t) {
			return nil, false
		}
		t.length = utf8.RuneCountInString(in[start:l.at])
		l.pass(in[start:l.at])
		tokens = append(tokens, t)
	}
}

// pass moves the place in characters past s.
func (l *lexer) pass(s string) {
	for _, r := range s {
		if r == '\n' {
			l.line++
			l.column = 1
			continue
		}
		l.column++
	}
}

// skipSpace skips spaces and comments; false if a comment has no end.
func (l *lexer) skipSpace() bool {
	for l.at < len(l.in) {
		rest := l.in[l.at:]
		n := 0
		switch {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r':
			n = 1
		case strings.HasPrefix(rest, "--"):
			if n = strings.IndexByte(rest, '\n'); n < 0 {
				n = len(rest)
			}
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return false
			}
			n = 2 + end + 2
		default:
			return true
		}
		l.pass(rest[:n])
		l.at += n
	}
	return true
}

// scan reads the token that begins here.
func (l *lexer) scan(t *token) bool {
	switch c := l.in[l.at]; {
	case c == '\'':
		t.kind = tokString
		return l.quoted(t, '\'')
	case c == '"':
		t.kind = tokQuoted
		return l.quoted(t, '"')
	case c == '`':
		end := strings.IndexByte(l.in[l.at+1:], '`')
		if end < 0 {
			return false
		}
		t.kind, t.text = tokIon, l.in[l.at+1:l.at+1+end]
		l.at += end + 2
		return true
	case isLetter(c):
		return l.word(t)
	case isDigit(c) || c == '.' && l.at+1 < len(l.in) && isDigit(l.in[l.at+1]):
		return l.number(t)
	case c == '?':
		t.kind, t.text = tokParameter, "?"
		l.at++
		return true
	}
	return l.symbol(t)
}

// quoted reads up to the closing quote; a quote inside is doubled.
func (l *lexer) quoted(t *token, quote byte) bool {
	var text strings.Builder
	for i := l.at + 1; i < len(l.in); i++ {
		c := l.in[i]
		if c != quote {
			text.WriteByte(c)
			continue
		}
		if i+1 < len(l.in) && l.in[i+1] == quote {
			text.WriteByte(c)
			i++
			continue
		}
		l.at, t.text = i+1, text.String()
		return true
	}
	return false
}

func (l *lexer) word(t *token) bool {
	end := l.at
	for end < len(l.in) && (isLetter(l.in[end]) || isDigit(l.in[end])) {
		end++
	}
	t.kind, t.text = tokIdentifier, l.in[l.at:end]
	if lower := strings.ToLower(t.text); reserved(lower) {
		t.kind, t.text = tokKeyword, lower
	}
	l.at = end
	return true
}

// number reads digits with an optional point and exponent. What touches a number without
// being part of it, as in 1a, makes the statement malformed. So does a second point.
func (l *lexer) number(t *token) bool {
	i := l.at
	digits := func() bool {
		from := i
		for i < len(l.in) && isDigit(l.in[i]) {
			i++
		}
		return i > from
	}
	digits()
	if i < len(l.in) && l.in[i] == '.' {
		i++
		digits()
	}
	if i < len(l.in) && (l.in[i] == 'e' || l.in[i] == 'E') {
		i++
		if i < len(l.in) && (l.in[i] == '+' || l.in[i] == '-') {
			i++
		}
		if !digits() {
			return false
		}
	}
	if i < len(l.in) && (isLetter(l.in[i]) || l.in[i] == '.') {
		return false
	}
	t.kind, t.text = tokNumber, l.in[l.at:i]
	l.at = i
	return true
}

// symbols in the order in which they are tried: the longer first.
var symbols = []string{
	"<<", ">>", "<=", ">=", "<>", "!=", "||",
	"<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "@",
}

func (l *lexer) symbol(t *token) bool {
	for _, s := range symbols {
		if strings.HasPrefix(l.in[l.at:], s) {
			t.kind, t.text = tokSymbol, s
			l.at += len(s)
			return true
		}
	}
	return false
}

// Identifiers are ASCII only; others must be quoted.
func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
