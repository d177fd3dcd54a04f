package pagetoken

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A token is the prefix, then this in base64url without padding:
//
//	kind, flags (1: descending)
//	table, index            each a length and its bytes
//	partition               8 bytes; query and statement
//	total segments, next    scan
//	given                   8 bytes; scan
//	names of key attributes how many, then each a length and its bytes; query and scan
//	open positions          how many, then each the segment's distance to the one before and, for
//	                        each name, a tag (0: absent, S, N, B) with a length and the bytes
//	next token, skip        statement
//	checksum                CRC-32C of all before, 4 bytes
//
// Numbers and lengths are unsigned varints, others are big endian. Whatever changes here takes
// the next digit in the prefix.
const (
	prefix       = family + version
	family       = "dyn"
	version      = "1"
	checksumSize = crc32.Size
	descending   = 1
)

const (
	tagAbsent byte = iota
	tagS
	tagN
	tagB
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	text       = base64.RawURLEncoding.Strict()
)

// Encode returns t as a string of letters, digits, "-" and "_", MaxLength bytes at the most. Equal
// tokens give equal strings; an empty Key counts as nil. It returns an *Error if a field isn't as
// its comment says. The keys and tokens that DynamoDB returns are.
func (t Token) Encode() (string, error) {
	if err := t.check(); err != nil {
		return "", err
	}
	var e encoder
	e.byte(byte(t.Kind))
	var flags byte
	if t.Descending {
		flags |= descending
	}
	e.byte(flags)
	e.string(t.Table)
	e.string(t.Index)
	switch t.Kind {
	case Query:
		e.fixed(t.Partition)
		e.positions(t.Open)
	case Scan:
		e.number(t.TotalSegments)
		e.number(t.Next)
		e.fixed(t.Given)
		e.positions(t.Open)
	case Statement:
		e.fixed(t.Partition)
		e.string(t.NextToken)
		e.number(t.Skip)
	}
	b := binary.BigEndian.AppendUint32(e.b, crc32.Checksum(e.b, castagnoli))
	return prefix + text.EncodeToString(b), nil
}

type encoder struct{ b []byte }

func (e *encoder) byte(b byte)     { e.b = append(e.b, b) }
func (e *encoder) number(n int)    { e.b = binary.AppendUvarint(e.b, uint64(n)) }
func (e *encoder) fixed(n uint64)  { e.b = binary.BigEndian.AppendUint64(e.b, n) }
func (e *encoder) string(s string) { e.number(len(s)); e.b = append(e.b, s...) }

func (e *encoder) positions(open []Position) {
	names := namesOf(open)
	e.number(len(names))
	for _, name := range names {
		e.string(name)
	}
	e.number(len(open))
	before := 0
	for _, p := range open {
		e.number(p.Segment - before)
		before = p.Segment
		for _, name := range names {
			e.value(p.Key[name])
		}
	}
}

func (e *encoder) value(v types.AttributeValue) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		e.byte(tagS)
		e.string(v.Value)
	case *types.AttributeValueMemberN:
		e.byte(tagN)
		e.string(v.Value)
	case *types.AttributeValueMemberB:
		e.byte(tagB)
		e.string(string(v.Value))
	default:
		e.byte(tagAbsent)
	}
}
