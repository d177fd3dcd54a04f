package store

import (
	"math"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/number"
)

func encoded(t require.TestingT, kind types.ScalarAttributeType, v types.AttributeValue) string {
	e, ok := EncodeKey(kind, v)
	require.True(t, ok)
	return e
}

func TestEncodedNumbersCompareByValue(t *testing.T) {
	spelled := rapid.StringMatching(`-?[0-9]{1,19}(\.[0-9]{1,10})?(E-?[0-9]{1,2})?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := spelled.Draw(t, "a"), spelled.Draw(t, "b")
		da, err := number.Parse(a)
		require.NoError(t, err)
		db, err := number.Parse(b)
		require.NoError(t, err)
		ea := encoded(t, types.ScalarAttributeTypeN, &types.AttributeValueMemberN{Value: a})
		eb := encoded(t, types.ScalarAttributeTypeN, &types.AttributeValueMemberN{Value: b})
		require.Equal(t, da.Cmp(db), strings.Compare(ea, eb))
	})
}

func TestEncodedStringsAndBinaryValuesCompareByBytes(t *testing.T) {
	ascending := []string{"a", "a\x00", "a\x00b", "aa", "b", "\x7f", "é", "\uffff", "\U00010000"}
	for i := range ascending[1:] {
		a, b := ascending[i], ascending[i+1]
		assert.Less(t,
			encoded(t, types.ScalarAttributeTypeS, &types.AttributeValueMemberS{Value: a}),
			encoded(t, types.ScalarAttributeTypeS, &types.AttributeValueMemberS{Value: b}))
		assert.Less(t,
			encoded(t, types.ScalarAttributeTypeB, &types.AttributeValueMemberB{Value: []byte(a)}),
			encoded(t, types.ScalarAttributeTypeB, &types.AttributeValueMemberB{Value: []byte(b)}))
	}
	assert.Less(t, // unsigned
		encoded(t, types.ScalarAttributeTypeB, &types.AttributeValueMemberB{Value: []byte{0x7f}}),
		encoded(t, types.ScalarAttributeTypeB, &types.AttributeValueMemberB{Value: []byte{0x80}}))
}

func TestValuesOfAnotherTypeAreNoKeys(t *testing.T) {
	s, n, b := &types.AttributeValueMemberS{Value: "1"}, &types.AttributeValueMemberN{Value: "1"}, &types.AttributeValueMemberB{Value: []byte("1")}
	for _, c := range []struct {
		kind types.ScalarAttributeType
		v    types.AttributeValue
	}{
		{types.ScalarAttributeTypeS, n}, {types.ScalarAttributeTypeS, b},
		{types.ScalarAttributeTypeN, s}, {types.ScalarAttributeTypeN, b},
		{types.ScalarAttributeTypeB, s}, {types.ScalarAttributeTypeB, n},
		{types.ScalarAttributeTypeN, &types.AttributeValueMemberN{Value: "one"}},
		{types.ScalarAttributeTypeS, &types.AttributeValueMemberNULL{Value: true}},
		{types.ScalarAttributeTypeS, nil},
	} {
		_, ok := EncodeKey(c.kind, c.v)
		assert.False(t, ok, "%s, %T", c.kind, c.v)
	}
}

func TestPrefixBoundsExactlyWhatBeginsWithIt(t *testing.T) {
	short := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xfe, 0xff}), 0, 4), func(b []byte) string { return string(b) })
	rapid.Check(t, func(t *rapid.T) {
		prefix, s := short.Draw(t, "prefix"), short.Draw(t, "s")
		lower, upper := Prefix(prefix)
		in := s >= lower.Sort && (upper == nil || s < upper.Sort)
		require.Equal(t, strings.HasPrefix(s, prefix), in)
	})
}

func TestSegmentsCoverEveryHashOnce(t *testing.T) {
	for _, total := range []int{1, 2, 3, 7, 64, 1000, 999_999, 1_000_000} {
		next := uint64(0)
		for s := range total {
			first, last := Segment(s, total)
			if first != next || last < first || last == math.MaxUint64 && s < total-1 { // a million times: no require
				t.Fatalf("segment %d of %d is %d to %d, and should begin with %d", s, total, first, last, next)
			}
			next = last + 1
		}
		require.Zero(t, next, "the last of %d ends with the last hash", total)
	}
}
