package partiql

import "strconv"

type tokenKind uint8

const (
	tokEOF        tokenKind = iota
	tokKeyword              // text is in lower case
	tokIdentifier           // text as written
	tokQuoted               // "text", unescaped
	tokString               // 'text', unescaped
	tokNumber               // text as written, without a sign
	tokIon                  // `text`
	tokParameter            // ?
	tokSymbol               // an operator or punctuation
)

type token struct {
	kind tokenKind
	text string
	position
}

// position is where a token stands in the statement: line and column count from one, in
// characters, and so does the length, which includes the quotes. DynamoDB writes all
// three into its messages.
type position struct{ line, column, length int }

func (p position) String() string {
	return strconv.Itoa(p.line) + ":" + strconv.Itoa(p.column) + ":" + strconv.Itoa(p.length)
}
