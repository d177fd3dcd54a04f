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
	// slabSize is how many S and N values are allocated at once, in 384 bytes. A value that
	// is kept keeps the others of its slab, and the chunks of their texts: 32 KB at worst,
	// if sets fill the chunks between, and mostly one chunk or two.
	slabSize = 16
)

// memory hands out the memory that decoded texts and values live in. It spends one
// allocation on many of them, and never touches again what it has handed out.
type memory struct {
	chunk strings.Builder
	slab  []types.AttributeValueMemberS
	used  int // of slab
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
