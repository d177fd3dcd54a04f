// Package record has what flows through a bulk job: records, and the interfaces of what reads and writes
// them.
package record

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is an item's attributes by name.
type Item = map[string]types.AttributeValue

// Op says what a record asks for.
type Op uint8

const (
	// Put has the item written as a whole.
	Put Op = iota
	// Delete has the item with that key deleted.
	Delete
)

// Place is where a record came from.
type Place struct {
	// File is the input's name as it was given, "" if there's only one.
	File string
	// Number counts the input's records from 1, bad ones too: what a resumed job skips by.
	Number int64
	// Line is the line that the record begins at, from 1; 0 where a format has no lines.
	Line int64
}

func (p Place) String() string {
	var parts []string
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Line > 0 {
		return strings.Join(append(parts, fmt.Sprintf("line %d", p.Line)), ", ")
	}
	return strings.Join(append(parts, fmt.Sprintf("record %d", p.Number)), ", ")
}

// Record is an item on its way, or the key of one to delete.
type Record struct {
	Op Op
	// Item is the item to put, or the key of the item to delete.
	Item Item
	At   Place
}

// Reader reads one input. It isn't safe for concurrent use.
type Reader interface {
	// Read returns the next record, io.EOF behind the last one. A [*BadRecord] stands for one record that
	// can't be used, and the next call returns the one behind it. Any other error is final: the
	// input can't be read on, and each later call returns the same.
	//
	// Number and Line of the place are set, File isn't.
	Read() (Record, error)
}

// Writer writes one output. It isn't safe for concurrent use. After an error nothing more may be written.
type Writer interface {
	// Write writes an item. An [*Unfit] error refuses that one item and writes nothing of it.
	Write(item Item) error
	// Flush has all that was written be in the underlying writer. Unless the format has a footer, the output
	// may be cut here and written on later, by a writer that was told so.
	Flush() error
	// Close flushes and writes the footer, if there's one. It doesn't close the underlying writer.
	Close() error
}

// BadRecord is a record that can't be used. Its text has nothing of the record's content.
type BadRecord struct {
	At     Place
	Reason string
	// Raw is the record as it stands in the input, for the reject file; nil where there's no such text. The
	// receiver may keep it.
	Raw []byte
	// Err, if set, is what was found.
	Err error
}

func (e *BadRecord) Error() string { return fmt.Sprintf("%s: %s", e.At, e.Reason) }

// Unwrap returns Err.
func (e *BadRecord) Unwrap() error { return e.Err }

// Unfit is an item that an output has no place for, such as an attribute without a column.
type Unfit struct {
	// Attribute is the name of the attribute in question, if it's a single one.
	Attribute string
	Reason    string
}

func (e *Unfit) Error() string {
	if e.Attribute == "" {
		return e.Reason
	}
	return fmt.Sprintf("attribute %q: %s", e.Attribute, e.Reason)
}
