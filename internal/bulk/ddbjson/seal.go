package ddbjson

import (
	"bytes"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/sealed"
)

// Seal has items be returned sealed, with these keys, where that can be. See package sealed. nil is no sealing.
func (r *Reader) Seal(keys *sealed.Keys) { r.keys = keys }

var opensItem = []byte(`{"Item":`)

// seal reads a line that is an item, bare or in a full export's envelope. ok is false if it has to be decoded.
func (r *Reader) seal(line []byte) (rec record.Record, ok bool) {
	enveloped := bytes.HasPrefix(line, opensItem)
	switch {
	case enveloped:
		r.parser.Reset(line[len(opensItem):])
	case mayBeEnvelope(line):
		return rec, false
	default:
		r.parser.Reset(line)
	}
	item, ok := r.parser.Seal(r.keys)
	if !ok {
		return rec, false
	}
	if enveloped {
		rest := line[len(opensItem)+r.parser.Offset():]
		if rest = bytes.TrimLeft(rest, " \t\r"); len(rest) == 0 || rest[0] != '}' || len(bytes.TrimLeft(rest[1:], " \t\r")) > 0 {
			return rec, false
		}
	} else if r.parser.More() {
		return rec, false
	}
	s := sealed.Of(item)
	s.JSON = bytes.Clone(s.JSON) // the line is overwritten
	return record.Record{Op: record.Put, Item: item}, true
}
