package plainjson

import (
	"hash/maphash"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// chunkSize is how many bytes of text are allocated at once. A text that is kept keeps its chunk.
	chunkSize = 2 << 10
	// maxShared is the longest text that is cut from a chunk, so that no more than a quarter of one is left empty.
	maxShared = chunkSize / 4
	// slabSize is how many S and N values are allocated at once, 256 bytes.
	slabSize = 16
)

// memory is where texts and values are made, many by one allocation. What was handed out isn't touched again.
type memory struct {
	chunk strings.Builder
	slabS []types.AttributeValueMemberS
	slabN []types.AttributeValueMemberN
}

// text returns b as a string of its own.
func (m *memory) text(b []byte) string {
	if len(b) > maxShared {
		return string(b)
	}
	if m.chunk.Cap()-m.chunk.Len() < len(b) {
		m.chunk.Reset()
		m.chunk.Grow(chunkSize)
	}
	from := m.chunk.Len()
	m.chunk.Write(b)
	return m.chunk.String()[from:]
}

func (m *memory) newS(text []byte) *types.AttributeValueMemberS {
	if len(text) > maxShared { // alone as well, or a slab could keep megabytes
		return &types.AttributeValueMemberS{Value: string(text)}
	}
	if len(m.slabS) == 0 {
		m.slabS = make([]types.AttributeValueMemberS, slabSize)
	}
	v := &m.slabS[0]
	m.slabS = m.slabS[1:]
	v.Value = m.text(text)
	return v
}

func (m *memory) newN(digits []byte) *types.AttributeValueMemberN {
	if len(digits) > maxShared {
		return &types.AttributeValueMemberN{Value: string(digits)}
	}
	if len(m.slabN) == 0 {
		m.slabN = make([]types.AttributeValueMemberN, slabSize)
	}
	v := &m.slabN[0]
	m.slabN = m.slabN[1:]
	v.Value = m.text(digits)
	return v
}

const (
	// cachedNames bounds the names that are kept: a table's items share tens of them.
	cachedNames = 512
	// maxCached is the longest name that is kept, in bytes, so that the cache holds 32 KB of texts at most.
	maxCached = 64
)

var seed = maphash.MakeSeed()

// names shares the strings of names, which repeat from item to item. Of two at one place it keeps the later.
type names [cachedNames]string

func (n *names) get(b []byte) string {
	if len(b) > maxCached {
		return string(b)
	}
	s := &n[maphash.Bytes(seed, b)%cachedNames]
	if *s != string(b) {
		*s = string(b)
	}
	return *s
}
