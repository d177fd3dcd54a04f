// Package middle finds a sort key between two others, so that a range of sort keys can be cut in two.
package middle

import (
	"bytes"
	"math/big"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// Between returns a value behind a and before b, in DynamoDB's order of sort keys: numbers by value, strings by
// their UTF-8 bytes, binary values by their bytes. It lies about halfway, as far as that can be said of texts.
//
// ok is false if there's none that is easily found: a isn't before b, they aren't of one type, or they're so close
// that looking further isn't worth it.
func Between(a, b types.AttributeValue) (m types.AttributeValue, ok bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberN:
		if b, is := b.(*types.AttributeValueMemberN); is {
			n, ok := numbers(a.Value, b.Value)
			return &types.AttributeValueMemberN{Value: n}, ok
		}
	case *types.AttributeValueMemberS:
		if b, is := b.(*types.AttributeValueMemberS); is {
			s, ok := texts(a.Value, b.Value)
			return &types.AttributeValueMemberS{Value: s}, ok
		}
	case *types.AttributeValueMemberB:
		if b, is := b.(*types.AttributeValueMemberB); is {
			s, ok := halfway(ofBytes, a.Value, b.Value)
			return &types.AttributeValueMemberB{Value: s}, ok && bytes.Compare(a.Value, s) < 0 && bytes.Compare(s, b.Value) < 0
		}
	}
	return nil, false
}

// digits is how precise the middle of two numbers is. DynamoDB's have up to 38 digits (API reference, "Number").
const digits = 30

func numbers(a, b string) (string, bool) {
	low, okLow := rat(a)
	high, okHigh := rat(b)
	if !okLow || !okHigh {
		return "", false
	}
	sum := new(big.Rat).Add(low, high)
	text := new(big.Float).SetPrec(4*digits).SetRat(sum.Mul(sum, big.NewRat(1, 2))).Text('e', digits-1)
	m, ok := rat(text)
	return text, ok && low.Cmp(m) < 0 && m.Cmp(high) < 0
}

// rat reads a number that DynamoDB can have.
func rat(s string) (*big.Rat, bool) {
	d, err := number.Parse(s)
	if err != nil {
		return nil, false
	}
	return new(big.Rat).SetString(d.String()) // and not s, which may say 0e999999999
}

func texts(a, b string) (string, bool) {
	m, ok := halfway(ofTexts, []byte(a), []byte(b))
	s := string(m)
	return s, ok && utf8.ValidString(s) && a < s && s < b
}

// maxKey is how many bytes a sort key has at most (developer guide, "Quotas").
const maxKey = 1024

// halfway returns what a and b have in common, and the mean of what's behind it, read as numbers. Each digit has an alphabet
// of its own, that of the symbols that a and b have at its place: keys of decimal digits have nothing between 9 and a that
// would have to be looked through, and times have a T and colons at the same places.
func halfway(with symbols, a, b []byte) (m []byte, ok bool) {
	for len(a) > 0 && len(b) > 0 {
		x, n := with.next(a)
		y, _ := with.next(b)
		if x != y {
			break
		}
		m, a, b = append(m, a[:n]...), a[n:], b[n:]
	}
	var digits []alphabet
	var from, to uint64
	for all := uint64(1); len(a) > 0 || len(b) > 0 || all < 1<<20; {
		var x, y []uint64
		x, a = with.take(a)
		y, b = with.take(b)
		d := with.alphabet(append(x, y...))
		if all > (1<<63)/d.size {
			break
		}
		all *= d.size
		from, to = from*d.size+d.digit(x), to*d.size+d.digit(y)
		digits = append(digits, d)
	}
	if to <= from {
		return nil, false
	}
	mean := from + (to-from)/2
	tail := make([]uint64, len(digits))
	for i := len(digits) - 1; i >= 0; i-- {
		tail[i], mean = mean%digits[i].size, mean/digits[i].size
	}
	for n := len(tail) - 1; n >= 0 && tail[n] == 0 && digits[n] == with.all; n-- {
		tail = tail[:n]
	}
	for i, n := range tail {
		m = with.add(m, digits[i].symbol(n))
	}
	return m, len(m) <= maxKey
}
