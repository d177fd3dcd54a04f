package codec

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// chunkSize is how many bytes of text are allocated at once, for about five items of
	// 0.4 KB. A text that is kept keeps its chunk.
	chunkSize = 2 << 10
	// maxShared is the longest text that goes into a chunk, in bytes. Longer ones are alone,
	// so that no more than a quarter of a chunk is left empty.
	maxShared = chunkSize / 4
	// slabSize is how many S and N values are allocated at once, in 256 bytes, or B values. A
	// value that is kept keeps the others of its slab, and the chunks of their texts: 32 KB at
	// worst, if sets fill the chunks between, and mostly one chunk or two.
	slabSize = 16
)

// memory hands out the memory that decoded texts and values live in. It spends one
// allocation on many of them, and never touches again what it has handed out.
type memory struct {
	chunk strings.Builder
	slab  []types.AttributeValueMemberS
	used  int // of slab

	bytes    []byte // what is left of a chunk for binaries, whose bytes their owners may change
	binaries []types.AttributeValueMemberB
}

// text returns b as a string that does not alias b.
func (m *memory) text(b []byte) string {
	if len(b) > maxShared {
		return string(b)
	}
	if m.chunk.Cap()-m.chunk.Len() < len(b) {
		m.chunk.Reset() // the old one belongs to its texts
		m.chunk.Grow(chunkSize)
	}
	from := m.chunk.Len()
	m.chunk.Write(b)
	return m.chunk.String()[from:]
}

// scalar returns an S or N.
func (m *memory) scalar(k kind, text []byte) types.AttributeValue {
	v := m.newScalar(len(text))
	v.Value = m.text(text)
	if k == kindN {
		return (*types.AttributeValueMemberN)(v) // which looks the same
	}
	return v
}

// newScalar returns an S for a text of n bytes. A long text's is alone, as the text is: a
// slab of them could keep megabytes.
func (m *memory) newScalar(n int) *types.AttributeValueMemberS {
	if n > maxShared {
		return new(types.AttributeValueMemberS)
	}
	if m.used == len(m.slab) {
		m.slab, m.used = make([]types.AttributeValueMemberS, slabSize), 0
	}
	m.used++
	return &m.slab[m.used-1]
}

// binary returns n bytes to be filled in. Nothing can be appended to them in place.
func (m *memory) binary(n int) []byte {
	if n > maxShared || n == 0 {
		return make([]byte, n)
	}
	if len(m.bytes) < n {
		m.bytes = make([]byte, chunkSize)
	}
	b := m.bytes[:n:n]
	m.bytes = m.bytes[n:]
	return b
}

// newBinary returns a B for b. That of a long one is alone, as in newScalar.
func (m *memory) newBinary(b []byte) *types.AttributeValueMemberB {
	if len(b) > maxShared {
		return &types.AttributeValueMemberB{Value: b}
	}
	if len(m.binaries) == 0 {
		m.binaries = make([]types.AttributeValueMemberB, slabSize)
	}
	v := &m.binaries[0]
	m.binaries = m.binaries[1:]
	v.Value = b
	return v
}
