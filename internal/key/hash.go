package key

import (
	"hash/maphash"
	"math/bits"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// One seed per type is the type tag: the same bytes as S, N and B are hashed by three
// unrelated functions, and no tag byte has to be put in front of them, which would cost
// a copy. Seeds differ from process to process, so that nobody can choose keys that
// collide.
var seedS, seedN, seedB = maphash.MakeSeed(), maphash.MakeSeed(), maphash.MakeSeed()

// Hash returns a hash of the primary key found in m, an item or a Key; other attributes
// are ignored. Keys that are Equal hash equal, within this process only.
//
// It returns ok=false if m has no valid key: a key attribute is missing, nil, empty, not
// an S, N or B, a number that DynamoDB refuses, or a string that isn't UTF-8 (the SDK
// sends U+FFFD for each wrong byte, so that different strings become one key).
// Size limits are not checked.
func (s Schema) Hash(m map[string]types.AttributeValue) (h uint64, ok bool) {
	h, _, ok = s.Hashes(m)
	return h, ok
}

// Hashes is Hash, and returns a hash of the partition key alone beside it.
func (s Schema) Hashes(m map[string]types.AttributeValue) (whole, partition uint64, ok bool) {
	if s.Partition == "" {
		return 0, 0, false
	}
	partition, ok = hashValue(m[s.Partition])
	if !ok || s.Sort == "" {
		return partition, partition, ok
	}
	sort, ok := hashValue(m[s.Sort])
	if !ok {
		return 0, 0, false
	}
	return combine(partition, sort), partition, true
}

// combine mixes two hashes in an order-sensitive way. Since each attribute is hashed
// whole before, no split of the same bytes between the two can look like another.
// The constants, digits of pi, only make the two factors differ in role.
func combine(partition, sort uint64) uint64 {
	hi, lo := bits.Mul64(partition^0x243f6a8885a308d3, sort^0x13198a2e03707344)
	return hi ^ lo
}

func hashValue(v types.AttributeValue) (uint64, bool) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v == nil || !validString(v.Value) {
			return 0, false
		}
		return maphash.String(seedS, v.Value), true
	case *types.AttributeValueMemberN:
		if v == nil {
			return 0, false
		}
		return hashNumber(v.Value)
	case *types.AttributeValueMemberB:
		if v == nil || len(v.Value) == 0 {
			return 0, false
		}
		return maphash.Bytes(seedB, v.Value), true
	}
	return 0, false
}

func hashNumber(n string) (uint64, bool) {
	var buf [maxCanonical]byte
	canonical, ok := AppendNumber(buf[:0], n)
	if !ok {
		return 0, false
	}
	return maphash.Bytes(seedN, canonical), true
}

func validString(s string) bool { return s != "" && utf8.ValidString(s) }
