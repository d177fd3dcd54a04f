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
			s, ok := halfway(octets, a.Value, b.Value)
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
	with := runes
	if ascii(a) && ascii(b) {
		with = characters
	}
	m, ok := halfway(with, []byte(a), []byte(b))
	s := string(m)
	return s, ok && utf8.ValidString(s) && a < s && s < b
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// alphabet is what values are made of. Taken as the digits of a number its symbols order them.
type alphabet struct {
	bits int // a symbol's
	next func(s []byte) (symbol uint64, size int)
	add  func(dst []byte, symbol uint64) []byte
}

var (
	octets     = alphabet{8, func(s []byte) (uint64, int) { return uint64(s[0]), 1 }, func(dst []byte, c uint64) []byte { return append(dst, byte(c)) }}
	characters = alphabet{7, octets.next, octets.add}
	runes      = alphabet{21, func(s []byte) (uint64, int) {
		r, n := utf8.DecodeRune(s)
		return uint64(r), n
	}, addRune}
)

// addRune appends a rune, or the next lower one if it's none.
func addRune(dst []byte, c uint64) []byte {
	r := rune(min(c, utf8.MaxRune))
	if r >= 0xD800 && r <= 0xDFFF {
		r = 0xD7FF
	}
	return utf8.AppendRune(dst, r)
}

// halfway returns what a and b have in common, and the mean of the first symbols behind it.
func halfway(with alphabet, a, b []byte) ([]byte, bool) {
	var m []byte
	for len(a) > 0 && len(b) > 0 {
		x, n := with.next(a)
		y, _ := with.next(b)
		if x != y {
			break
		}
		m, a, b = append(m, a[:n]...), a[n:], b[n:]
	}
	const bits = 63
	count := bits / with.bits
	low, high := with.number(a, count), with.number(b, count)
	if high <= low {
		return nil, false
	}
	mean := low + (high-low)/2
	for left := mean; left > 0; {
		count--
		m = with.add(m, left>>(count*with.bits))
		left &= 1<<(count*with.bits) - 1
	}
	return m, true
}

// number takes the first symbols of s as a number, with zeros behind it.
func (with alphabet) number(s []byte, count int) uint64 {
	var n uint64
	for range count {
		n <<= with.bits
		if len(s) > 0 {
			c, size := with.next(s)
			n |= c
			s = s[size:]
		}
	}
	return n
}
