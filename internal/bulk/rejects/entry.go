package rejects

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/codec"
)

// MaxRaw is how many bytes of a record's text are kept: 4 MB. An item of DynamoDB's 400 KB is at most 2.4 MB of JSON,
// with each byte escaped as six.
const MaxRaw = 4 << 20

// Entry is a rejected record.
type Entry struct {
	// At is where it came from.
	At record.Place
	// Reason says why, without any of the content.
	Reason string
	// Raw is the record as it stands in the input, nil where there's no such text.
	Raw []byte
	// Item is written if Raw is nil: the item, or the key of one to delete. nil if there's neither.
	Item record.Item
}

type line struct {
	File        string          `json:"file,omitempty"`
	Line        int64           `json:"line,omitempty"`
	Record      int64           `json:"record"`
	Reason      string          `json:"reason"`
	Raw         *string         `json:"raw,omitempty"`
	RawEncoding string          `json:"rawEncoding,omitempty"`
	RawLength   int             `json:"rawLength,omitempty"`
	Item        json.RawMessage `json:"item,omitempty"`
	ItemError   string          `json:"itemError,omitempty"`
}

// encode gives the entry as a line, with its end.
func encode(e Entry) ([]byte, error) {
	l := line{File: e.At.File, Line: e.At.Line, Record: e.At.Number, Reason: e.Reason}
	if e.Raw != nil {
		l.setRaw(e.Raw)
	} else if e.Item != nil {
		// The record is rejected all the same, and has its place.
		item, err := codec.AppendItem(nil, e.Item)
		if l.Item = item; err != nil {
			l.Item, l.ItemError = nil, err.Error()
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	// So that the text is what the user knows.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(l); err != nil {
		return nil, fmt.Errorf("%s: encode: %w", e.At, err)
	}
	return out.Bytes(), nil
}

func (l *line) setRaw(raw []byte) {
	isText := utf8.Valid(raw)
	if len(raw) > MaxRaw {
		l.RawLength = len(raw)
		raw = raw[:MaxRaw]
		for isText && !utf8.Valid(raw) {
			// Not within a character: at most three times.
			raw = raw[:len(raw)-1]
		}
	}
	text := string(raw)
	if !isText {
		text, l.RawEncoding = base64.StdEncoding.EncodeToString(raw), "base64"
	}
	l.Raw = &text
}
