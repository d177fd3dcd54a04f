package csvitems

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/dynactor/dynactor/internal/bulk/column"
)

const (
	// MaxRecord is the longest row that is read unless the caller says otherwise, in bytes. DynamoDB's limit is
	// 400 KB an item; a control character takes 1 byte there and 6 as \u0001 in JSON, an empty text in a list
	// 1 byte and 9 as {"S":""} in an ANY column, where CSV doubles its four quotes: 13, or 5.3 MB.
	MaxRecord = 8 << 20
	// MaxColumns is the most columns that a file may have: as many as a sheet of Excel or LibreOffice has.
	MaxColumns = 16384
	// bufferSize is what a reader asks for, and a writer hands on, at a time, in bytes.
	bufferSize = 64 << 10
)

// Options are what readers and writers can be told.
type Options struct {
	// Columns, for a writer, are all columns, each with a type. For a reader of an input without a header they
	// are its columns from left to right. For a reader of an input with a header they give types to
	// columns that have none in the header; each one must be in it.
	Columns []column.Column
	// NoHeader: there is no header in the input, or already one in the output.
	NoHeader bool
	// Delimiter is what is between cells; 0 is a comma.
	Delimiter rune
	// MaxRecord is the longest row that is read, in bytes; 0 is the constant MaxRecord. A writer ignores it.
	MaxRecord int
}

func (o Options) delimiter() (rune, error) {
	switch d := o.Delimiter; {
	case d == 0:
		return ',', nil
	case d == '"' || d == '\r' || d == '\n' || d == utf8.RuneError || !utf8.ValidRune(d):
		return 0, fmt.Errorf("csv: the delimiter can't be %q: use a comma, a semicolon or a tab", d)
	default:
		return d, nil
	}
}

func checkColumns(columns []column.Column) error {
	if len(columns) > MaxColumns {
		return fmt.Errorf("csv: %d columns, more than the %d that are allowed: use a JSON format", len(columns), MaxColumns)
	}
	if err := column.Check(columns); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	for _, c := range columns {
		if !utf8.ValidString(c.Name) {
			return errors.New("csv: a column's name isn't UTF-8: convert the file")
		}
	}
	return nil
}
