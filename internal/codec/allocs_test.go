package codec

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The counts are what the SDK's own types need: two for each map, one for each value that is
// no S, N or B, and one for each set's slice. Texts, S, N and B share what is allocated for
// several items, which is less than one for each.
func TestAllocations(t *testing.T) {
	item, output := order(1), &dynamodb.GetItemOutput{Item: order(1)}
	item["token"] = &types.AttributeValueMemberB{Value: make([]byte, 48)}
	delete(item, "note") // so that it stays at eight attributes
	data, err := AppendItem(nil, item)
	require.NoError(t, err)
	buf := make([]byte, 0, 2*len(data))
	var p Parser
	for _, tc := range []struct {
		name string
		want float64
		do   func() error
	}{
		{"writing an item", 0, func() (err error) { buf, err = AppendItem(buf[:0], item); return err }},
		{"writing an answer", 0, func() (err error) { buf, err = Append(buf[:0], output); return err }},
		// By a Parser of its own, since the pool of ParseItem may lose one at any time.
		{"reading an item", 8, func() error { p.Reset(data); _, err := p.Item(); return err }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := testing.AllocsPerRun(200, func() {
				if err := tc.do(); err != nil {
					t.Error(err)
				}
			})
			assert.LessOrEqual(t, got, tc.want)
		})
	}
}

func TestBuffersOfUncommonSizeAreNotKept(t *testing.T) {
	b := GetBuffer()
	assert.Empty(t, b.B)
	assert.GreaterOrEqual(t, cap(b.B), bufferSize)
	b.B = append(b.B, "used"...)
	PutBuffer(b)
	PutBuffer(nil)
	PutBuffer(&Buffer{B: make([]byte, 0, maxPooled+1)})
	for range 100 {
		b := GetBuffer()
		assert.Empty(t, b.B)
		assert.LessOrEqual(t, cap(b.B), maxPooled)
	}
}

func TestParsersKeepNoScratchOfUncommonSize(t *testing.T) {
	var p Parser
	p.Reset([]byte(`{"a":{"S":"\n` + strings.Repeat("x", maxPooled+1) + `"}}`))
	_, err := p.Item()
	require.NoError(t, err)
	assert.Greater(t, cap(p.scratch), maxPooled)
	putParser(&p)
	assert.Zero(t, cap(p.scratch))
	assert.Nil(t, p.data)
}

// A map of 20 attributes grows twice, with three allocations each time.
func TestAMapIsMadeOfTheSizeOfTheLastItems(t *testing.T) {
	data := []byte(`{"a":{"N":"1"}`)
	for i := range 19 {
		data = fmt.Appendf(data, `,"attribute%d":{"N":"1"}`, i)
	}
	data = append(data, '}')
	var p Parser
	read := func() {
		p.Reset(data)
		item, err := p.Item()
		require.NoError(t, err)
		require.Len(t, item, 20)
	}
	unknown := testing.AllocsPerRun(50, func() { p.sizes = [2]int{20, 1}; read() })
	known := testing.AllocsPerRun(50, read)
	assert.Less(t, known, unknown)
	p.sizes = [2]int{1 << 40, 1 << 40} // must not be believed
	read()
}

func TestAListIsMadeOfTheLengthOfTheLast(t *testing.T) {
	var p Parser
	read := func(n int) *dynamodb.QueryOutput {
		out := new(dynamodb.QueryOutput)
		p.Reset([]byte(`{"Items":[` + strings.Repeat(`{},`, n-1) + `{}]}`))
		require.NoError(t, p.Decode(out))
		require.Len(t, out.Items, n)
		return out
	}
	read(100)
	assert.Equal(t, 100, cap(read(100).Items))
	read(5000)
	assert.Equal(t, maxListHint, cap(read(1).Items), "what is too long must not be believed")
	assert.Equal(t, 1, cap(read(1).Items))
}

func TestMemoryIsSharedWithinBounds(t *testing.T) {
	var m memory
	short, long := make([]byte, maxShared), make([]byte, maxShared+1)
	m.scalar(kindS, short)
	m.newBinary(m.binary(maxShared))
	left, used, bytes, binaries := m.chunk.Len(), m.used, len(m.bytes), len(m.binaries)
	m.scalar(kindS, long)
	m.text(long)
	assert.Equal(t, left, m.chunk.Len(), "a long text is not in a chunk")
	assert.Equal(t, used, m.used, "nor its value in a slab")
	m.newBinary(m.binary(maxShared + 1))
	assert.Equal(t, bytes, len(m.bytes), "a long binary is not in a chunk")
	assert.Equal(t, binaries, len(m.binaries), "nor its value in a slab")
	assert.NotNil(t, m.binary(0))
	for range 100 {
		m.scalar(kindN, short)
		assert.LessOrEqual(t, m.chunk.Len(), chunkSize)
		assert.Len(t, m.slab, slabSize)
	}
}

func TestMemoryThatWasHandedOutStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m memory
		want := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 3*maxShared)).Draw(t, "texts")
		var texts []string
		var values []types.AttributeValue
		var binaries []*types.AttributeValueMemberB
		for _, text := range want {
			b := bytes.Clone(text)
			texts = append(texts, m.text(b))
			values = append(values, m.scalar(kindS, b), m.scalar(kindN, b))
			binary := m.binary(len(b))
			copy(binary, b)
			binaries = append(binaries, m.newBinary(binary))
			_ = append(binary, "their owner appends to them"...)
			clear(b)
		}
		for i, text := range want {
			require.Equal(t, string(text), texts[i])
			require.True(t, bytes.Equal(text, binaries[i].Value))
			require.Equal(t, &types.AttributeValueMemberS{Value: string(text)}, values[2*i])
			require.Equal(t, &types.AttributeValueMemberN{Value: string(text)}, values[2*i+1])
		}
	})
}

// A name that is looked up before it is looked at must not be taken for one that reads the
// same without its escapes.
func TestNamesAreToldApartWhenTheyAreKnown(t *testing.T) {
	documents := []string{
		`{"a\\":{"S":"1"}, "pad":{"S":"0123456789"}}`, `{"a\":{\"S\"":{"S":"2"}, "pad":{"S":"0123456789"}}`,
		`{"a\":":{"S":"3"}, "pad":{"S":"0123456789"}}`, `{"a":{"S":"4"}, "pad":{"S":"0123456789"}}`,
		`{"a\u0000":{"S":"5"}, "pad":{"S":"0123456789"}}`, `{"\u0061":{"S":"6"}, "pad":{"S":"0123456789"}}`,
		`{"":{"S":"7"}, "pad":{"S":"0123456789"}}`, `{"\u0000":{"S":"8"}, "pad":{"S":"0123456789"}}`,
		`{"é":{"S":"9"}, "pad":{"S":"0123456789"}}`, "{\"\xc3\":{\"S\":\"10\"}, \"pad\":{\"S\":\"0123456789\"}}",
		`{"fifteen letters":{"S":"11"}, "pad":{"S":"0123456789"}}`, `{"sixteen letters.":{"S":"12"}, "pad":{"S":"0123456789"}}`,
		`{"eight888":{"S":"13"}, "pad":{"S":"0123456789"}}`, `{"seven77":{"S":"14"}, "pad":{"S":"0123456789"}}`,
	}
	var p Parser
	for range 3 {
		for _, doc := range documents {
			model, err := modelDocument([]byte(doc))
			require.NoError(t, err, doc)
			want, err := modelItem(model, 0, new(int))
			require.NoError(t, err)
			p.Reset([]byte(doc))
			got, err := p.Item()
			require.NoError(t, err)
			assert.Equal(t, want, got, doc)
		}
		p.Reset([]byte("{\"a\tb\":{\"S\":\"0123456789\"}}"))
		_, err := p.Item()
		assert.Error(t, err, "a control character is refused each time")
	}
}

func TestNamesAreSharedWithinBounds(t *testing.T) {
	var n names
	first := n.get([]byte("name"))
	assert.Equal(t, "name", first)
	assert.Zero(t, testing.AllocsPerRun(10, func() { n.get([]byte("name")) }))
	assert.Empty(t, n.get(nil))
	long := bytes.Repeat([]byte{'x'}, maxNameCached+1)
	assert.Equal(t, string(long), n.get(long))
	for _, kept := range n {
		assert.LessOrEqual(t, max(len(kept[0].name), len(kept[1].name)), maxNameCached)
	}
	for i := range 5000 { // more than there are slots
		name := []byte{byte(i), byte(i >> 8), byte(i >> 3), byte(i), 'x', 'y', 'z', byte(i), byte(i >> 5)}[:1+i%9]
		assert.Equal(t, string(name), n.get(name))
	}
}
