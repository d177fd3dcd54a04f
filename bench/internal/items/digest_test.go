package items

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/item"
)

func digestOf(all ...Item) (d Digest) {
	for _, item := range all {
		d.Add(item)
	}
	return d
}

func TestNumberedItemsDifferAndAreOfOneSize(t *testing.T) {
	keys := map[string]bool{}
	for n := range 10_000 {
		keys[NumberedKey(n)] = true
		size, ok := item.Size(Numbered(n))
		require.True(t, ok)
		require.InDelta(t, 400, size, 60)
	}
	require.Len(t, keys, 10_000)
	require.Equal(t, Numbered(7), Numbered(7))
}

func TestADigestIsFreeOfOrderAndSeesEachChange(t *testing.T) {
	a, b := Numbered(1), Numbered(2)
	require.NoError(t, digestOf(a, b).Check(digestOf(b, a)))
	require.ErrorContains(t, digestOf(a).Check(digestOf(a, b)), "1 items, not 2")
	require.ErrorContains(t, digestOf(a, a).Check(digestOf(a, b)), "not the same ones")
	swapped := func(change func(Item)) Item {
		c := maps.Clone(a)
		change(c)
		return c
	}
	for name, changed := range map[string]Item{
		"a value": swapped(func(c Item) { c["note"] = &types.AttributeValueMemberS{Value: "x"} }),
		"a type": swapped(func(c Item) {
			c["placed"] = &types.AttributeValueMemberS{Value: c["placed"].(*types.AttributeValueMemberN).Value}
		}),
		"a name":        swapped(func(c Item) { c["node"] = c["note"]; delete(c, "note") }),
		"one more":      swapped(func(c Item) { c["more"] = c["note"] }),
		"exchanged":     swapped(func(c Item) { c["note"], c["status"] = c["status"], c["note"] }),
		"within a map":  swapped(func(c Item) { c["address"] = &types.AttributeValueMemberM{Value: Item{"street": c["note"]}} }),
		"another token": swapped(func(c Item) { c["token"] = b["token"] }),
	} {
		require.Error(t, digestOf(changed).Check(digestOf(a)), name)
	}
}

func TestLinesAreReadAsTheyWereWritten(t *testing.T) {
	var text bytes.Buffer
	lines, want := NewLines(&text), Digest{}
	for n := range 100 {
		require.NoError(t, lines.Write(Numbered(n)))
		want.Add(Numbered(n))
	}
	got, err := DigestLines(&text)
	require.NoError(t, err)
	require.NoError(t, got.Check(want))
	for _, wrong := range []string{`{"Item":{"pk":{"S":"a"}`, `{"Itm":{}}`, `{"Item":{},"more":1}`, `{}`, `{"Item":{"a":{"SS":["b"]}}}`, `{"Item":{"a":{}}}`} {
		_, err := DigestLines(strings.NewReader(`{"Item":{}}` + "\n" + wrong + "\n"))
		require.ErrorContains(t, err, "line 2", wrong)
	}
}
