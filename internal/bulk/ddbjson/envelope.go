package ddbjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// errNoEnvelope: the line has a member that no export writes.
var errNoEnvelope = errors.New("not an export's line")

// The members of the lines that DynamoDB's exports have ("DynamoDB table export output format" in its developer guide).
const (
	wholeItem = iota
	metadata
	keys
	oldImage
	newImage
	envelopeMembers
)

func memberOf(name []byte) (int, bool) {
	switch string(name) {
	case "Item":
		return wholeItem, true
	case "Metadata":
		return metadata, true
	case "Keys":
		return keys, true
	case "OldImage":
		return oldImage, true
	case "NewImage":
		return newImage, true
	}
	return 0, false
}

// mayBeEnvelope tells whether the line's first name is one of an envelope.
func mayBeEnvelope(line []byte) bool {
	c := cursor{line: line}
	if !c.take('{') {
		return false
	}
	name, ok := c.name()
	if !ok {
		return false
	}
	_, ok = memberOf(name)
	return ok
}

// envelope reads a line whose members hold items.
func (r *Reader) envelope(line []byte) (record.Record, error) {
	c := cursor{line: line}
	c.take('{')
	var items [envelopeMembers]record.Item
	members := 0
	for {
		name, ok := c.name()
		if !ok {
			return record.Record{}, errNoEnvelope
		}
		member, ok := memberOf(name)
		if !ok {
			return record.Record{}, errNoEnvelope
		}
		item, n, size, err := r.member(member, line, c.pos)
		if err != nil {
			return record.Record{}, fmt.Errorf("%s: %w", name, err)
		}
		c.pos += size
		// A second member of a name isn't told here: the count of members tells.
		if items[member] == nil {
			members += 1 + n
		}
		items[member] = item
		if c.take(',') {
			continue
		}
		if !c.take('}') || !c.end() {
			return record.Record{}, fmt.Errorf("not JSON at byte %d of the line", c.pos+1)
		}
		break
	}
	if err := complete(line, members); err != nil {
		return record.Record{}, err
	}
	return recordOf(&items)
}

// member reads the item at byte from of the line. members is how many its objects have together, size its bytes.
func (r *Reader) member(member int, line []byte, from int) (item record.Item, members, size int, err error) {
	r.parser.Reset(line[from:])
	if item, err = r.parser.Item(); err == nil {
		members, err = checkItem(item)
		size = r.parser.Offset()
	} else {
		err = wrong(err, from)
	}
	if err != nil && member == metadata {
		// Exports have attribute values there; the developer guide shows plain JSON. Nothing of it is used.
		if members, size, ok := plainObject(line[from:]); ok {
			return record.Item{}, members, size, nil
		}
	}
	return item, members, size, err
}

// plainObject returns how many members there are in the object that data starts with, and its bytes.
func plainObject(data []byte) (members, size int, ok bool) {
	var object map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&object); err != nil || object == nil {
		return 0, 0, false
	}
	size = int(d.InputOffset())
	if _, twice := jsonl.Duplicate(data[:size]); twice {
		return 0, 0, false
	}
	members, err := jsonl.Members(data[:size])
	return members, size, err == nil
}

func recordOf(items *[envelopeMembers]record.Item) (record.Record, error) {
	change := items[metadata] != nil || items[keys] != nil || items[oldImage] != nil || items[newImage] != nil
	switch {
	case items[wholeItem] != nil && change:
		return record.Record{}, errors.New("line has both an item and a change")
	case items[wholeItem] != nil:
		return record.Record{Op: record.Put, Item: items[wholeItem]}, nil
	case items[newImage] != nil:
		return record.Record{Op: record.Put, Item: items[newImage]}, nil
	case len(items[keys]) > 0:
		return record.Record{Op: record.Delete, Item: items[keys]}, nil
	}
	return record.Record{}, errors.New("change has neither NewImage nor Keys")
}

// cursor reads what is around the items of an envelope.
type cursor struct {
	line []byte
	pos  int
}

func (c *cursor) space() {
	for c.pos < len(c.line) && (c.line[c.pos] == ' ' || c.line[c.pos] == '\t' || c.line[c.pos] == '\r') {
		c.pos++
	}
}

// take steps behind b if that comes next.
func (c *cursor) take(b byte) bool {
	c.space()
	if c.pos == len(c.line) || c.line[c.pos] != b {
		return false
	}
	c.pos++
	return true
}

func (c *cursor) end() bool {
	c.space()
	return c.pos == len(c.line)
}

// name reads a member's name and the colon. One with escapes isn't read right, as no envelope's has any.
func (c *cursor) name() ([]byte, bool) {
	if !c.take('"') {
		return nil, false
	}
	n := bytes.IndexByte(c.line[c.pos:], '"')
	if n < 0 {
		return nil, false
	}
	name := c.line[c.pos : c.pos+n]
	c.pos += n + 1
	return name, c.take(':')
}
