package pagetoken

import (
	"encoding/binary"
	"hash/crc32"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Parse reads what Encode has written, and nothing else: any other text is refused with an *Error.
// It never reads more than MaxLength bytes.
func Parse(s string) (Token, error) {
	switch {
	case !strings.HasPrefix(s, family) || len(s) < len(prefix):
		return Token{}, errNotOurs
	case s[len(family)] < '0' || s[len(family)] > '9':
		return Token{}, errNotOurs
	case !strings.HasPrefix(s, prefix):
		return Token{}, errVersion
	case len(s) > MaxLength:
		return Token{}, errTooLong
	}
	// base64 would skip line ends.
	if strings.ContainsAny(s, "\r\n") {
		return Token{}, errDamaged
	}
	b, err := text.DecodeString(s[len(prefix):])
	if err != nil || len(b) < checksumSize {
		return Token{}, errDamaged
	}
	body, sum := b[:len(b)-checksumSize], b[len(b)-checksumSize:]
	if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(sum) {
		return Token{}, errDamaged
	}
	t, ok := decode(body)
	if !ok {
		return Token{}, errDamaged
	}
	// Encode checks all else: ranges and order, the values' form, and that there's one spelling.
	if again, err := t.Encode(); err != nil || again != s {
		return Token{}, errDamaged
	}
	return t, nil
}

func decode(b []byte) (Token, bool) {
	d := decoder{b: b}
	t := Token{Kind: Kind(d.byte())}
	t.Descending = d.byte()&descending != 0
	t.Table = d.string(maxTable)
	t.Index = d.string(maxIndex)
	switch t.Kind {
	case Query:
		t.Partition = d.fixed()
		t.Open = d.positions()
	case Scan:
		t.TotalSegments = d.number(maxSegments)
		t.Next = d.number(maxSegments)
		t.Given = d.fixed()
		t.Open = d.positions()
	case Statement:
		t.Partition = d.fixed()
		t.NextToken = d.string(maxNextToken)
		t.Skip = d.number(maxSkip)
	default:
		return Token{}, false
	}
	return t, !d.bad && len(d.b) == 0
}

// decoder takes values off the front of b. Once bad, it stays so and gives zero values.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n int) []byte {
	if d.bad || n > len(d.b) {
		d.bad = true
		return nil
	}
	taken := d.b[:n]
	d.b = d.b[n:]
	return taken
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) fixed() uint64 {
	if b := d.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) number(limit int) int {
	n, size := binary.Uvarint(d.b)
	if d.bad || size <= 0 || n > uint64(limit) {
		d.bad = true
		return 0
	}
	d.b = d.b[size:]
	return int(n)
}

func (d *decoder) string(limit int) string { return string(d.take(d.number(limit))) }

func (d *decoder) positions() []Position {
	names := make([]string, d.number(maxNames))
	for i := range names {
		names[i] = d.string(maxName)
	}
	n := d.number(MaxOpen)
	if d.bad || n == 0 {
		return nil
	}
	open := make([]Position, n)
	segment := 0
	for i := range open {
		segment += d.number(maxSegments)
		open[i].Segment = segment
		for _, name := range names {
			v, ok := d.value()
			if !ok {
				continue
			}
			if open[i].Key == nil {
				open[i].Key = make(map[string]types.AttributeValue, len(names))
			}
			open[i].Key[name] = v
		}
		if d.bad {
			return nil
		}
	}
	return open
}

func (d *decoder) value() (types.AttributeValue, bool) {
	switch d.byte() {
	case tagS:
		return &types.AttributeValueMemberS{Value: d.string(maxValue)}, true
	case tagN:
		return &types.AttributeValueMemberN{Value: d.string(maxValue)}, true
	case tagB:
		return &types.AttributeValueMemberB{Value: []byte(d.string(maxValue))}, true
	case tagAbsent:
	default:
		d.bad = true
	}
	return nil, false
}
