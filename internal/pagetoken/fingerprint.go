package pagetoken

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/key"
)

// Fingerprints are the same in every process, since a token outlives its own, and never 0, which
// says that there's none. 64 bits are enough to find a mistake.

// PartitionOf is the fingerprint of a query's partition key value. Numbers that DynamoDB holds for
// equal have the same.
func PartitionOf(value types.AttributeValue) uint64 {
	var e encoder
	e.any(value)
	return fingerprint(e.b)
}

// StatementOf is the fingerprint of a PartiQL statement's text and parameters.
func StatementOf(statement string, parameters []types.AttributeValue) uint64 {
	var e encoder
	e.string(statement)
	for _, v := range parameters {
		e.any(v)
	}
	return fingerprint(e.b)
}

// GivenOf is the fingerprint of the segments that a scan is confined to, whatever their order. It's
// 0 for none given, which means all.
func GivenOf(segments []int) uint64 {
	if segments == nil {
		return 0
	}
	var e encoder
	for _, segment := range slices.Compact(slices.Sorted(slices.Values(segments))) {
		e.number(segment)
	}
	return fingerprint(e.b)
}

func fingerprint(b []byte) uint64 {
	sum := sha256.Sum256(b)
	return max(1, binary.BigEndian.Uint64(sum[:]))
}

// any appends a value so that different ones give different bytes: each begins with its type, and
// says how long it is. What has no order (maps and sets) is sorted.
func (e *encoder) any(v types.AttributeValue) {
	if v == nil || reflect.ValueOf(v).IsNil() {
		e.string("?")
		return
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		e.string("S")
		e.string(v.Value)
	case *types.AttributeValueMemberN:
		e.string("N")
		e.string(canonical(v.Value))
	case *types.AttributeValueMemberB:
		e.string("B")
		e.string(string(v.Value))
	case *types.AttributeValueMemberBOOL:
		e.string("BOOL")
		if v.Value {
			e.byte(1)
		} else {
			e.byte(0)
		}
	case *types.AttributeValueMemberNULL:
		e.string("NULL")
	case *types.AttributeValueMemberSS:
		e.set("SS", slices.Clone(v.Value))
	case *types.AttributeValueMemberNS:
		numbers := slices.Clone(v.Value)
		for i, n := range numbers {
			numbers[i] = canonical(n)
		}
		e.set("NS", numbers)
	case *types.AttributeValueMemberBS:
		binaries := make([]string, len(v.Value))
		for i, b := range v.Value {
			binaries[i] = string(b)
		}
		e.set("BS", binaries)
	case *types.AttributeValueMemberL:
		e.string("L")
		e.number(len(v.Value))
		for _, element := range v.Value {
			e.any(element)
		}
	case *types.AttributeValueMemberM:
		e.string("M")
		e.number(len(v.Value))
		for _, name := range slices.Sorted(maps.Keys(v.Value)) {
			e.string(name)
			e.any(v.Value[name])
		}
	}
}

func (e *encoder) set(tag string, elements []string) {
	slices.Sort(elements)
	e.string(tag)
	e.number(len(elements))
	for _, element := range elements {
		e.string(element)
	}
}

func canonical(number string) string {
	if b, ok := key.AppendNumber(nil, number); ok {
		return string(b)
	}
	return number
}
