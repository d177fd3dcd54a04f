package codec

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Most of an item is texts and numbers without escapes, written without white space. What is
// here reads those in one go, or leaves everything as it was for the code that reads
// anything: whoever changes this changes how fast items are read, never what is read.

// simpleName reads "name": with a name of up to 15 bytes that has been seen before.
func (p *Parser) simpleName() (name string, ok bool) {
	d := p.data[p.pos:]
	if len(d) < len(`"`)+16+len(`":`) || d[0] != '"' {
		return "", false
	}
	d = d[1:]
	n, w := 0, words{first: binary.LittleEndian.Uint64(d)}
	if end := quotes(w.first); end != 0 {
		n = bits.TrailingZeros64(end) >> 3
		w.first &= 1<<(8*n) - 1
	} else {
		w.second = binary.LittleEndian.Uint64(d[8:])
		if end = quotes(w.second); end == 0 {
			return "", false
		}
		n = bits.TrailingZeros64(end) >> 3
		w.second &= 1<<(8*n) - 1
		n += 8
	}
	if d[n+1] != ':' {
		return "", false
	}
	if name, ok = p.names.seen(w.withLen(n)); ok {
		p.pos += n + len(`"":`)
	}
	return name, ok
}

// simpleValue reads {"S":"text"} or {"N":"1"}. It returns nil if that isn't what follows.
func (p *Parser) simpleValue() types.AttributeValue {
	d := p.data[p.pos:]
	if len(d) < 8 {
		return nil
	}
	k := kindS
	switch binary.LittleEndian.Uint64(d) & firstSix {
	case opensS:
	case opensN:
		k = kindN
	default:
		return nil
	}
	d = d[6:]
	n := asciiLen(d)
	if n+1 >= len(d) || d[n] != '"' || d[n+1] != '}' {
		return nil
	}
	p.pos += len(`{"S":"`) + n + len(`"}`)
	return p.memory.scalar(k, d[:n])
}

// tag reads the name that a value's data type has, and the colon behind it.
func (p *Parser) tag() (kind, error) {
	if d := p.data[p.pos:]; len(d) > 4 && d[0] == '"' && d[2] == '"' && d[3] == ':' {
		if k := kindOf(d[1:2]); k != kindNone {
			p.pos += len(`"S":`)
			return k, nil
		}
	}
	name, err := p.key()
	if err != nil {
		return kindNone, err
	}
	return kindOf(name), nil
}

const (
	firstSix = 1<<48 - 1
	// {"S":" and {"N":" as numbers, the first byte lowest.
	opensS = '{' | '"'<<8 | 'S'<<16 | '"'<<24 | ':'<<32 | '"'<<40
	opensN = '{' | '"'<<8 | 'N'<<16 | '"'<<24 | ':'<<32 | '"'<<40
)

// asciiLen returns how many bytes d starts with that are ASCII and that a JSON string holds as
// they are, and the SDK writes so: DEL is not among them.
func asciiLen(d []byte) int {
	// Long texts are left to the assembly of package bytes, as far as it goes.
	const long = 32
	i := 0
	for ; i+8 <= len(d) && i < long; i += 8 {
		w := binary.LittleEndian.Uint64(d[i:])
		if m := stops(w) | fromDel(w); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	if i == long {
		if n := bytes.IndexByte(d[i:], '"'); n >= 0 {
			d = d[:i+n]
		}
		if n := bytes.IndexByte(d[i:], '\\'); n >= 0 {
			d = d[:i+n]
		}
		// Only control characters borrow, only high bytes have a high bit before, and only DEL
		// and high bytes have one afterwards.
		for ; i+32 <= len(d); i += 32 {
			a, b := binary.LittleEndian.Uint64(d[i:]), binary.LittleEndian.Uint64(d[i+8:])
			c, e := binary.LittleEndian.Uint64(d[i+16:]), binary.LittleEndian.Uint64(d[i+24:])
			if ((a-lowBits*' ')|a|(a+lowBits)|(b-lowBits*' ')|b|(b+lowBits)|
				(c-lowBits*' ')|c|(c+lowBits)|(e-lowBits*' ')|e|(e+lowBits))&highBits != 0 {
				break
			}
		}
		for ; i+8 <= len(d); i += 8 {
			w := binary.LittleEndian.Uint64(d[i:])
			if m := (w-lowBits*' ')&highBits | fromDel(w); m != 0 {
				return i + bits.TrailingZeros64(m)>>3
			}
		}
	}
	if i > 0 && i < len(d) {
		// The last eight bytes: those of them that were looked at already stop nothing.
		i = len(d) - 8
		w := binary.LittleEndian.Uint64(d[i:])
		if m := stops(w) | fromDel(w); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		return len(d)
	}
	if i == 0 && len(d) > 0 {
		if w := short(d); stops(w)|fromDel(w) == 0 {
			return len(d)
		}
	}
	for i < len(d) && d[i] >= ' ' && d[i] != '"' && d[i] != '\\' && d[i] < del {
		i++
	}
	return i
}

// short returns a word of the bytes of d, which has 1 to 7, some of them twice or together with
// spaces.
func short(d []byte) uint64 {
	n := len(d)
	if n >= 4 {
		return uint64(binary.LittleEndian.Uint32(d)) | uint64(binary.LittleEndian.Uint32(d[n-4:]))<<32
	}
	const spaces = 0x2020202020 << 24
	return spaces | uint64(d[0]) | uint64(d[n/2])<<8 | uint64(d[n-1])<<16
}

// fromDel marks the bytes of w from DEL on as stops marks: the lowest one is exact.
func fromDel(w uint64) uint64 { return (w | (w + lowBits)) & highBits }
