package expr

import (
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEOF tokenKind = iota
	tokenUnknown
	tokenIdentifier
	tokenName  // #name
	tokenValue // :value
	tokenIndex // digits
	tokenEqual
	tokenNotEqual
	tokenLess
	tokenLessEqual
	tokenGreater
	tokenGreaterEqual
	tokenOpen
	tokenClose
	tokenOpenIndex
	tokenCloseIndex
	tokenComma
	tokenDot
	tokenPlus
	tokenMinus
	tokenAnd
	tokenOr
	tokenNot
	tokenBetween
	tokenIn
	tokenSet
	tokenRemove
	tokenAdd
	tokenDelete
)

// token is a piece of the source, by its place in it.
type token struct {
	kind       tokenKind
	start, end int
}

// lexer reads tokens one ahead of the parser, and remembers the one before, since a syntax
// error quotes the token, the one before and the one after.
type lexer struct {
	kind Kind
	src  string
	prev token // start is -1 before the first
	cur  token
}

func newLexer(kind Kind, src string) lexer {
	l := lexer{kind: kind, src: src, prev: token{start: -1}}
	l.cur = scan(src, 0)
	return l
}

func (l *lexer) advance() { l.prev, l.cur = l.cur, scan(l.src, l.cur.end) }

// accept advances over a token of the kind, if it is there.
func (l *lexer) accept(k tokenKind) bool {
	if l.cur.kind != k {
		return false
	}
	l.advance()
	return true
}

func (l *lexer) expect(k tokenKind) error {
	if !l.accept(k) {
		return l.syntaxError()
	}
	return nil
}

func (l *lexer) text() string { return l.src[l.cur.start:l.cur.end] }

// syntaxError is the error of the current token, which can't be where it is.
func (l *lexer) syntaxError() error {
	start := max(l.prev.start, 0)
	tok, end := "<EOF>", len(l.src)
	if l.cur.kind != tokenEOF {
		tok, end = l.text(), scan(l.src, l.cur.end).end
	}
	return l.kind.errorf(`Syntax error; token: "%s", near: "%s"`, tok, l.src[start:end])
}

// scan returns the first token at or after i.
func scan(src string, i int) token {
	for i < len(src) && isSpace(src[i]) {
		i++
	}
	t := token{start: i, end: i + 1}
	if i == len(src) {
		t.end = i
		return t
	}
	switch c := src[i]; c {
	case '=':
		t.kind = tokenEqual
	case '<':
		t.kind = tokenLess
		if i+1 < len(src) && src[i+1] == '=' {
			t.kind, t.end = tokenLessEqual, i+2
		} else if i+1 < len(src) && src[i+1] == '>' {
			t.kind, t.end = tokenNotEqual, i+2
		}
	case '>':
		t.kind = tokenGreater
		if i+1 < len(src) && src[i+1] == '=' {
			t.kind, t.end = tokenGreaterEqual, i+2
		}
	case '(':
		t.kind = tokenOpen
	case ')':
		t.kind = tokenClose
	case '[':
		t.kind = tokenOpenIndex
	case ']':
		t.kind = tokenCloseIndex
	case ',':
		t.kind = tokenComma
	case '.':
		t.kind = tokenDot
	case '+':
		t.kind = tokenPlus
	case '-':
		t.kind = tokenMinus
	case '#', ':':
		t.kind = tokenUnknown
		if end := wordEnd(src, i+1); end > i+1 {
			t.kind, t.end = tokenValue, end
			if c == '#' {
				t.kind = tokenName
			}
		}
	case '0':
		t.kind = tokenIndex // a leading zero is a token of its own
	default:
		switch {
		case isDigit(c):
			t.kind = tokenIndex
			for t.end < len(src) && isDigit(src[t.end]) {
				t.end++
			}
		case isLetter(c):
			t.end = wordEnd(src, i+1)
			t.kind = wordKind(src[i:t.end])
		default:
			_, size := utf8.DecodeRuneInString(src[i:])
			t.kind, t.end = tokenUnknown, i+size
		}
	}
	return t
}

// wordEnd returns where the letters, digits and underscores at i end.
func wordEnd(src string, i int) int {
	for i < len(src) && (isLetter(src[i]) || isDigit(src[i]) || src[i] == '_') {
		i++
	}
	return i
}

func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// wordKind tells the language's own words, in any case, from identifiers.
func wordKind(word string) tokenKind {
	switch len(word) {
	case 2:
		if strings.EqualFold(word, "OR") {
			return tokenOr
		}
		if strings.EqualFold(word, "IN") {
			return tokenIn
		}
	case 3:
		switch {
		case strings.EqualFold(word, "AND"):
			return tokenAnd
		case strings.EqualFold(word, "NOT"):
			return tokenNot
		case strings.EqualFold(word, "SET"):
			return tokenSet
		case strings.EqualFold(word, "ADD"):
			return tokenAdd
		}
	case 6:
		if strings.EqualFold(word, "REMOVE") {
			return tokenRemove
		}
		if strings.EqualFold(word, "DELETE") {
			return tokenDelete
		}
	case 7:
		if strings.EqualFold(word, "BETWEEN") {
			return tokenBetween
		}
	}
	return tokenIdentifier
}
