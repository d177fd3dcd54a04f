package dynamodblocal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTailKeepsTheEnd(t *testing.T) {
	var said tail
	for range 3 {
		_, _ = said.Write([]byte(strings.Repeat("x", tailBytes-1)))
	}
	_, _ = said.Write([]byte("the end"))
	assert.Len(t, said.String(), tailBytes)
	assert.True(t, strings.HasSuffix(said.String(), "xthe end"))
}

func TestTailNoticesWordsThatArriveInPieces(t *testing.T) {
	var noticed bool
	said := tail{noticed: func(kept string) { noticed = strings.Contains(kept, "Failed to bind") }}
	_, _ = said.Write([]byte("Failed "))
	assert.False(t, noticed)
	_, _ = said.Write([]byte("to bind"))
	assert.True(t, noticed)
}

func TestTailQuoted(t *testing.T) {
	var said tail
	assert.Equal(t, "; it said nothing", said.quoted())
	_, _ = said.Write([]byte("one\ntwo\n"))
	assert.Equal(t, "; it said:\n\tone\n\ttwo", said.quoted())
}
