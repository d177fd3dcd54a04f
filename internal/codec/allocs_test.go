package codec

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The counts are what the SDK's own types need: two for each map, one for each value that is
// no S or N, one for each set's slice, and one for all texts and one for all S and N.
func TestAllocations(t *testing.T) {
	item, output := order(1), &dynamodb.GetItemOutput{Item: order(1)}
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
		{"reading an item", 10, func() error { p.Reset(data); _, err := p.Item(); return err }},
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

func TestNamesAreSharedWithinBounds(t *testing.T) {
	var n names
	first := n.get([]byte("name"))
	assert.Equal(t, "name", first)
	assert.Zero(t, testing.AllocsPerRun(10, func() { n.get([]byte("name")) }))
	assert.Empty(t, n.get(nil))
	long := bytes.Repeat([]byte{'x'}, maxNameCached+1)
	assert.Equal(t, string(long), n.get(long))
	for _, kept := range n {
		assert.LessOrEqual(t, len(kept.name), maxNameCached)
	}
	for i := range 5000 { // more than there are slots
		name := []byte{byte(i), byte(i >> 8), byte(i >> 3), byte(i), 'x', 'y', 'z', byte(i), byte(i >> 5)}[:1+i%9]
		assert.Equal(t, string(name), n.get(name))
	}
}
