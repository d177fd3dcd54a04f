package server

import (
	"bytes"
	"encoding/base64"
	"iter"
	"strconv"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// key is a partition key as it stands in a body, which it aliases: the text of
// a string, or the base64 of a binary value.
type key struct {
	text   []byte
	binary bool
}

// keyMark stands before the type of every primary key in a request body,
// whether the key belongs to an item or stands alone. The attributes of the
// benchmark's items do not contain it. It starts behind the first quote: bodies
// are full of quotes, and a search for a rare letter is many times as fast.
var keyMark = []byte(items.PartitionKey + `":{"`)

// The two types of keys and what stands before their text.
var (
	stringMark = []byte(`S":"`)
	binaryMark = []byte(`B":"`)
)

// keysIn yields the partition keys in a body, in order, without decoding it.
func keysIn(body []byte) iter.Seq[key] {
	return func(yield func(key) bool) {
		for {
			at := bytes.Index(body, keyMark)
			if at < 0 {
				return
			}
			quoted := at > 0 && body[at-1] == '"'
			body = body[at+len(keyMark):]
			if !quoted {
				continue
			}
			binary := bytes.HasPrefix(body, binaryMark)
			if !binary && !bytes.HasPrefix(body, stringMark) {
				continue
			}
			body = body[len(stringMark):]
			end := bytes.IndexByte(body, '"')
			if end < 0 || !yield(key{body[:end], binary}) {
				return
			}
			body = body[end+1:]
		}
	}
}

// hash is that of the key's bytes, so that it is the same for both types.
func (k key) hash() uint64 {
	if !k.binary {
		return items.Hash(k.text)
	}
	var short [256]byte // spares the heap what any key of the benchmark needs
	decoded, err := base64.StdEncoding.AppendDecode(short[:0], k.text)
	if err != nil {
		return 0 // counts as a key that nobody sent
	}
	return items.Hash(decoded)
}

// text is what stands in a body between the mark and the next quote, and empty
// if the mark isn't there.
func text(body []byte, mark string) []byte {
	at := bytes.Index(body, []byte(mark))
	if at < 0 {
		return nil
	}
	body = body[at+len(mark):]
	return body[:max(0, bytes.IndexByte(body, '"'))]
}

// tableIn is the table that an operation on a single one names.
func tableIn(body []byte) []byte { return text(body, `"TableName":"`) }

// numberIn is the number after the mark, or the other one if there is none.
func numberIn(body []byte, mark string, or int) int {
	at := bytes.Index(body, []byte(mark))
	if at < 0 {
		return or
	}
	digits := body[at+len(mark):]
	end := 0
	for end < len(digits) && digits[end] >= '0' && digits[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(string(digits[:end]))
	if err != nil {
		return or
	}
	return n
}

// part is what a batch has for one of its tables.
type part struct{ table, body []byte }

// partsIn splits a batch into its tables. It looks at every byte, so it isn't
// for batches that are known to have one table.
func partsIn(body []byte) (parts []part) {
	at := bytes.Index(body, []byte(`"RequestItems":{`))
	if at < 0 {
		return nil
	}
	body = body[at+len(`"RequestItems":{`):]
	for len(body) > 0 && body[0] == '"' {
		end := bytes.IndexByte(body[1:], '"') + 1
		if end == 0 || end+2 > len(body) {
			return parts
		}
		size := valueSize(body[end+2:])
		parts = append(parts, part{body[1:end], body[end+2 : end+2+size]})
		body = bytes.TrimPrefix(body[end+2+size:], []byte(","))
	}
	return parts
}

// valueSize is the length of the object or list that a text starts with.
func valueSize(body []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(body)
}
