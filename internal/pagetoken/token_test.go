package pagetoken

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type attributes = map[string]types.AttributeValue

func stringKey(v string) attributes {
	return attributes{"id": &types.AttributeValueMemberS{Value: v}}
}

func binaryValue(size int) types.AttributeValue {
	return &types.AttributeValueMemberB{Value: []byte(strings.Repeat("\xff", size))}
}

func encode(t require.TestingT, token Token) string {
	s, err := token.Encode()
	require.NoError(t, err)
	return s
}

// longest is the token than which none is longer: each of MaxOpen segments at keys of the
// greatest length.
func longest() Token {
	name := func(i int) string { return strings.Repeat("n", maxName-1) + fmt.Sprint(i) }
	t := Token{
		Kind: Scan, Table: strings.Repeat("t", maxTable), Index: strings.Repeat("i", maxIndex),
		TotalSegments: maxSegments, Next: maxSegments, Given: 1<<64 - 1,
	}
	for i := range MaxOpen {
		t.Open = append(t.Open, Position{
			Segment: (i + 1) * (maxSegments / (MaxOpen + 1)),
			Key:     attributes{name(1): binaryValue(2048), name(2): binaryValue(1024), name(3): binaryValue(2048), name(4): binaryValue(1024)},
		})
	}
	return t
}

// tokens draws any token that can be.
func tokens() *rapid.Generator[Token] {
	return rapid.Custom(func(t *rapid.T) Token {
		token := Token{
			Kind:  rapid.SampledFrom([]Kind{Query, Scan, Statement}).Draw(t, "kind"),
			Table: rapid.StringN(1, 60, maxTable).Draw(t, "table"),
			Index: rapid.StringN(0, 60, maxIndex).Draw(t, "index"),
		}
		names := rapid.SliceOfNDistinct(rapid.StringN(1, 20, maxName), 1, maxNames, rapid.ID).Draw(t, "names")
		switch token.Kind {
		case Query:
			token.Descending = rapid.Bool().Draw(t, "descending")
			token.Partition = rapid.Uint64().Draw(t, "partition")
			token.Open = []Position{{Key: keyOf(t, names)}}
		case Scan:
			token.TotalSegments = rapid.IntRange(1, maxSegments).Draw(t, "segments")
			token.Next = rapid.IntRange(0, token.TotalSegments).Draw(t, "next")
			token.Given = rapid.Uint64().Draw(t, "given")
			for segment := range token.Next {
				if segment = segment * 7; segment >= token.Next || len(token.Open) >= 5 {
					break
				}
				token.Open = append(token.Open, Position{Segment: segment, Key: keyOf(t, names)})
			}
		case Statement:
			token.Partition = rapid.Uint64().Draw(t, "statement")
			token.NextToken = rapid.StringN(0, 200, maxNextToken).Draw(t, "next token")
			token.Skip = rapid.IntRange(0, maxSkip).Draw(t, "skip")
		}
		return token
	})
}

// keyOf draws a key of some of the names, of which nil is one.
func keyOf(t *rapid.T, names []string) attributes {
	var key attributes
	for _, name := range names {
		var v types.AttributeValue
		switch rapid.IntRange(0, 3).Draw(t, "type") {
		case 0:
			v = &types.AttributeValueMemberS{Value: rapid.StringN(1, 50, maxValue).Draw(t, "S")}
		case 1:
			v = &types.AttributeValueMemberN{Value: fmt.Sprint(rapid.Int64().Draw(t, "N"))}
		case 2:
			v = &types.AttributeValueMemberB{Value: rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "B")}
		default:
			continue
		}
		if key == nil {
			key = attributes{}
		}
		key[name] = v
	}
	return key
}

func TestWhatIsParsedIsWhatWasEncoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		token := tokens().Draw(t, "token")
		s := encode(t, token)
		require.Equal(t, s, encode(t, token), "the same again")
		require.Regexp(t, "^[A-Za-z0-9_-]+$", s)
		require.LessOrEqual(t, len(s), MaxLength)
		parsed, err := Parse(s)
		require.NoError(t, err)
		require.Equal(t, token, parsed)
		require.NoError(t, parsed.Fits(token))
	})
}

func TestTheLongestTokenIsAsLongAsItMayBe(t *testing.T) {
	token := longest()
	s := encode(t, token)
	require.LessOrEqual(t, len(s), MaxLength)
	require.Greater(t, len(s), MaxLength-2048, "the limit is loose: it holds what no token needs")
	parsed, err := Parse(s)
	require.NoError(t, err)
	require.Equal(t, token, parsed)

	_, err = Parse(s + strings.Repeat("A", MaxLength-len(s)+1))
	requireFault(t, err, NotOurs)
}

func TestTokensOfUsualKeysAreShort(t *testing.T) {
	query := Token{Kind: Query, Table: "orders", Partition: 1, Open: []Position{{Key: stringKey(strings.Repeat("k", 26))}}}
	require.LessOrEqual(t, len(encode(t, query)), 90)
}

// Tokens live in databases and in other people's links: what was written once must stay readable.
func TestTheFormOfATokenStays(t *testing.T) {
	for s, token := range map[string]Token{
		"dyn1AQEGb3JkZXJzCWJ5LXN0YXR1cwECAwQFBgcIAgJpZAZzdGF0dXMBAAEDby0xAQRvcGVupKDqFQ": {
			Kind: Query, Table: "orders", Index: "by-status", Descending: true, Partition: 0x0102030405060708,
			Open: []Position{{Key: attributes{"id": &types.AttributeValueMemberS{Value: "o-1"}, "status": &types.AttributeValueMemberS{Value: "open"}}}},
		},
		"dyn1AgAGb3JkZXJzAAgDERITFBUWFxgBAmlkAgACAjEwAgDkUDFy": {
			Kind: Scan, Table: "orders", TotalSegments: 8, Next: 3, Given: 0x1112131415161718,
			Open: []Position{{Segment: 0, Key: attributes{"id": &types.AttributeValueMemberN{Value: "10"}}}, {Segment: 2}},
		},
		"dyn1AwAGb3JkZXJzAAAAAAAAAAAHBG5leHQDrGkJgA": {Kind: Statement, Table: "orders", Partition: 7, NextToken: "next", Skip: 3},
	} {
		require.Equal(t, s, encode(t, token))
		parsed, err := Parse(s)
		require.NoError(t, err)
		require.Equal(t, token, parsed)
	}
}

func TestOrderOfAttributesMakesNoOtherToken(t *testing.T) {
	a := attributes{"a": binaryValue(1), "b": binaryValue(2), "c": binaryValue(3), "d": binaryValue(4)}
	token := Token{Kind: Query, Table: "t", Open: []Position{{Key: a}}}
	first := encode(t, token)
	for range 50 { // ranging over a map is random
		require.Equal(t, first, encode(t, token))
	}
}

func TestAnEmptyKeyIsTheBeginning(t *testing.T) {
	parsed, err := Parse(encode(t, Token{Kind: Query, Table: "t", Open: []Position{{Key: attributes{}}}}))
	require.NoError(t, err)
	require.Nil(t, parsed.Open[0].Key)
}
