package middle

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func n(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }
func s(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func b(s string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(s)} }

func TestBetween(t *testing.T) {
	for _, c := range []struct{ a, b, want types.AttributeValue }{
		{n("0"), n("10"), n("5.00000000000000000000000000000e+00")},
		{n("-3"), n("-2"), n("-2.50000000000000000000000000000e+00")},
		{n("1E+125"), n("3E+125"), n("2.00000000000000000000000000000e+125")},
		{s("a"), s("c"), s("b")},
		{s("order#2024-01"), s("order#2026-01"), s("order#2025-01")},
		{s("order#00188"), s("order#00200"), s("order#00194")},
		{s("7f3e"), s("b000"), s("976f")},
		{s("2026-01-03T19:05:00Z"), s("2026-01-04T00:05:00Z"), s("2026-01-03T59:55:00Z")},
		{s("018f-7c"), s("018f-80"), s("018f-7e")},
		{s("USER#ANNA"), s("USER#ZOE"), s("USER#NAVA\U00088000")},
		{s("2026-01-03T19:05:00Z"), s("summary"), s("SSPRGQz-51T59:52:")},
		{s(""), s("b"), s("5\U00088000")},
		{s("ä"), s("æ"), s("å")},
		{b("\x00"), b("\xff"), b("\x7f\x80")},
		{b(""), b("\x00\x01"), b("\x00\x00\x80")},
	} {
		got, ok := Between(c.a, c.b)
		require.True(t, ok, "%v %v", c.a, c.b)
		require.Equal(t, c.want, got)
	}
}

func TestThereIsNone(t *testing.T) {
	for _, c := range [][2]types.AttributeValue{
		{n("1"), n("1")}, {n("2"), n("1")}, {n("x"), n("1")}, {n("1"), n("")}, {n("0x1"), n("9")}, {n("1/3"), n("9")}, {n("0"), n("1e999999999")}, {n("0"), n("1E-130")},
		{n("1.0000000000000000000000000000000000001"), n("1.0000000000000000000000000000000000002")},
		{s("a"), s("a")}, {s("b"), s("a")}, {s("a"), n("1")}, {n("1"), s("2")}, {b("a"), s("b")},
		{s(strings.Repeat("k", 1022) + "aa"), s(strings.Repeat("k", 1022) + "ab")},
		{s("a"), s("a\x00")}, {b("a"), b("a\x00")},
		{&types.AttributeValueMemberBOOL{}, &types.AttributeValueMemberBOOL{Value: true}}, {nil, nil},
	} {
		_, ok := Between(c[0], c[1])
		require.False(t, ok, "%v %v", c[0], c[1])
	}
}

// Whatever is returned lies between, and can be a sort key.
func FuzzBetween(f *testing.F) {
	f.Add("a", "b")
	f.Add("", "\x00")
	f.Add("ab\uffff", "ab\U0010ffff")
	f.Add("-1.5", "1e3")
	f.Add("0e999999999", "0e1")
	f.Fuzz(func(t *testing.T, low, high string) {
		if m, ok := Between(s(low), s(high)); ok && utf8.ValidString(low) && utf8.ValidString(high) {
			text := m.(*types.AttributeValueMemberS).Value
			require.True(t, low < text && text < high && utf8.ValidString(text), "%q %q %q", low, text, high)
		}
		if m, ok := Between(b(low), b(high)); ok {
			text := m.(*types.AttributeValueMemberB).Value
			require.True(t, bytes.Compare([]byte(low), text) < 0 && bytes.Compare(text, []byte(high)) < 0, "%q %q %q", low, text, high)
		}
		if m, ok := Between(n(low), n(high)); ok {
			x, _ := new(big.Rat).SetString(low)
			y, _ := new(big.Rat).SetString(high)
			z, ok := new(big.Rat).SetString(m.(*types.AttributeValueMemberN).Value)
			require.True(t, ok && x.Cmp(z) < 0 && z.Cmp(y) < 0, "%q %v %q", low, z, high)
		}
	})
}

// Keys as they're used are cut to pieces in few steps, wherever they lie.
func TestItConverges(t *testing.T) {
	kinds := map[string]func(i int) types.AttributeValue{
		"counter":  func(i int) types.AttributeValue { return n(fmt.Sprint(i)) },
		"text":     func(i int) types.AttributeValue { return s(fmt.Sprintf("order#%010d", i)) },
		"unpadded": func(i int) types.AttributeValue { return s(fmt.Sprintf("%c%d", 'a'+i%26, i)) },
		"umlauts":  func(i int) types.AttributeValue { return s(fmt.Sprintf("Straße %06d", i)) },
		"binary":   func(i int) types.AttributeValue { return b(string([]byte{byte(i >> 16), byte(i >> 8), byte(i)})) },
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				low, high := kind(rapid.IntRange(0, 999_999).Draw(t, "a")), kind(rapid.IntRange(0, 999_999).Draw(t, "b"))
				steps := 0
				for {
					m, ok := Between(low, high)
					if !ok {
						break
					}
					high = m
					steps++
				}
				require.LessOrEqual(t, steps, 500)
			})
		})
	}
}
