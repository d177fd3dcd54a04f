package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
)

// ErrSurrogate is half of a surrogate pair in an escape, which stands for no character: decoders that don't refuse
// it put another character there.
var ErrSurrogate = errors.New(`text has a \u escape that is half of a surrogate pair`)

// Members returns how many members the objects in doc have together, doc being valid JSON. Compared with what a
// decoder has made of them it tells whether any of them got lost. The error is ErrSurrogate.
func Members(doc []byte) (int, error) {
	if bytes.IndexByte(doc, '\\') >= 0 {
		return membersEscaped(doc)
	}
	n := 0
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case ':':
			n++
		case '"':
			end := bytes.IndexByte(doc[i+1:], '"')
			if end < 0 {
				return n, nil // not JSON
			}
			i += 1 + end
		}
	}
	return n, nil
}

func membersEscaped(doc []byte) (n int, err error) {
	inside := false
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case c == '"':
			inside = !inside
		case c == ':' && !inside:
			n++
		case c == '\\':
			if i+1 < len(doc) && doc[i+1] == 'u' {
				_, size, ok := Escape(doc[i:])
				if !ok {
					return n, ErrSurrogate
				}
				i += size - 1
			} else {
				i++
			}
		}
	}
	return n, nil
}

// Escape reads the escape \u0041 that d starts with, or the two of a pair, and returns the character and how many
// bytes it took. It isn't ok if there is no such escape or if it is half of a pair.
func Escape(d []byte) (r rune, size int, ok bool) {
	high, ok := hex4(d)
	if !ok || high < 0xd800 || high > 0xdfff {
		return high, 6, ok
	}
	if high >= 0xdc00 {
		return 0, 0, false
	}
	low, ok := hex4(d[6:])
	if !ok || low < 0xdc00 || low > 0xdfff {
		return 0, 0, false
	}
	return 0x10000 + (high-0xd800)<<10 + (low - 0xdc00), 12, true
}

// hex4 reads \u and four hexadecimal digits.
func hex4(d []byte) (n rune, ok bool) {
	if len(d) < 6 || d[0] != '\\' || d[1] != 'u' {
		return 0, false
	}
	for _, c := range d[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		n = n<<4 | rune(c)
	}
	return n, true
}

// Duplicate returns the first name that an object in doc, which is valid JSON, has twice. It is slow: for telling what
// is wrong, not whether.
func Duplicate(doc []byte) (name string, found bool) {
	type object struct {
		names map[string]bool // nil for an array
		value bool            // a value comes next, not a name
	}
	var open []object
	for d := json.NewDecoder(bytes.NewReader(doc)); ; {
		t, err := d.Token()
		if err != nil {
			return "", false
		}
		if t == json.Delim('}') || t == json.Delim(']') {
			open = open[:len(open)-1]
			continue
		}
		if n := len(open); n > 0 && open[n-1].names != nil {
			if o := &open[n-1]; o.value {
				o.value = false
			} else {
				name := t.(string)
				if o.names[name] {
					return name, true
				}
				o.names[name], o.value = true, true
				continue
			}
		}
		switch t {
		case json.Delim('{'):
			open = append(open, object{names: map[string]bool{}})
		case json.Delim('['):
			open = append(open, object{})
		}
	}
}

// IsEscape tells whether d starts with \u and four hexadecimal digits, whatever character they are.
func IsEscape(d []byte) bool {
	_, ok := hex4(d)
	return ok
}
