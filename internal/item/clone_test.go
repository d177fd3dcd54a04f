package item

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestCloneKeepsNilAndEmptyApart(t *testing.T) {
	tests := map[string]map[string]types.AttributeValue{
		"nil":   nil,
		"empty": {},
		"nested nil": {
			"B":  &types.AttributeValueMemberB{},
			"L":  &types.AttributeValueMemberL{},
			"M":  &types.AttributeValueMemberM{},
			"SS": &types.AttributeValueMemberSS{},
			"NS": &types.AttributeValueMemberNS{},
			"BS": &types.AttributeValueMemberBS{},
			"U":  &types.UnknownUnionMember{},
		},
		"nested empty": {
			"B":  &types.AttributeValueMemberB{Value: []byte{}},
			"L":  &types.AttributeValueMemberL{Value: []types.AttributeValue{}},
			"M":  &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}},
			"SS": &types.AttributeValueMemberSS{Value: []string{}},
			"NS": &types.AttributeValueMemberNS{Value: []string{}},
			"BS": &types.AttributeValueMemberBS{Value: [][]byte{}},
			"U":  &types.UnknownUnionMember{Value: []byte{}},
		},
		"mixed set":  {"BS": &types.AttributeValueMemberBS{Value: [][]byte{nil, {}, {1}}}},
		"nil values": {"a": nil, "b": (*types.AttributeValueMemberS)(nil), "c": (*types.AttributeValueMemberM)(nil)},
		"nil in list": {"L": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			nil, (*types.AttributeValueMemberL)(nil),
		}}},
		"sample": sample(),
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			c := Clone(m)
			// reflect's own, since assert.Equal takes nil and empty []byte for equal.
			assert.True(t, reflect.DeepEqual(m, c), "want %#v, got %#v", m, c)
		})
	}
}

func TestCloneIsEqualAndSharesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := attributes(3).Draw(t, "item")
		c := Clone(m)
		if !reflect.DeepEqual(m, c) {
			t.Fatalf("clone of %#v is %#v", m, c)
		}
		addresses := map[uintptr]string{}
		note(reflect.ValueOf(m), addresses)
		if where := shared(reflect.ValueOf(c), addresses); where != "" {
			t.Fatalf("clone of %#v shares a %s", m, where)
		}
	})
}

// note records where all that v reaches and that could be changed lies in memory.
func note(v reflect.Value, addresses map[uintptr]string) {
	visit(v, func(p uintptr, kind string) bool {
		addresses[p] = kind
		return false
	})
}

func shared(v reflect.Value, addresses map[uintptr]string) (where string) {
	visit(v, func(p uintptr, kind string) bool {
		_, found := addresses[p]
		if found {
			where = kind
		}
		return found
	})
	return where
}

// visit walks values by reflection, knowing nothing of DynamoDB's types, so that a type
// which Clone forgets isn't forgotten here too. Empty slices have no memory to share.
func visit(v reflect.Value, f func(p uintptr, kind string) (stop bool)) bool {
	switch v.Kind() {
	case reflect.Interface:
		return visit(v.Elem(), f)
	case reflect.Pointer:
		return !v.IsNil() && (f(v.Pointer(), v.Type().String()) || visit(v.Elem(), f))
	case reflect.Struct:
		for i := range v.NumField() {
			if visit(v.Field(i), f) {
				return true
			}
		}
	case reflect.Map:
		if v.IsNil() {
			return false
		}
		if f(v.Pointer(), v.Type().String()) {
			return true
		}
		for it := v.MapRange(); it.Next(); {
			if visit(it.Value(), f) {
				return true
			}
		}
	case reflect.Slice:
		if v.Len() == 0 {
			return false
		}
		if f(v.Pointer(), v.Type().String()) {
			return true
		}
		for i := range v.Len() {
			if visit(v.Index(i), f) {
				return true
			}
		}
	}
	return false
}

func TestCloneOfUnknownMemberIsACopy(t *testing.T) {
	u := &types.UnknownUnionMember{Tag: "X", Value: []byte{1}}
	c := Clone(map[string]types.AttributeValue{"u": u})
	u.Value[0] = 2
	assert.Equal(t, []byte{1}, c["u"].(*types.UnknownUnionMember).Value)
}

func TestCloneEndsOnAListInItself(t *testing.T) {
	l := &types.AttributeValueMemberL{Value: make([]types.AttributeValue, 1)}
	l.Value[0] = l
	c := Clone(map[string]types.AttributeValue{"l": l})
	assert.NotSame(t, l, c["l"])
}

func TestCloneCopiesTheDeepestNesting(t *testing.T) {
	m := map[string]types.AttributeValue{"a": nested(MaxDepth, false), "b": nested(MaxDepth, true)}
	c := Clone(m)
	addresses := map[uintptr]string{}
	note(reflect.ValueOf(m), addresses)
	assert.Empty(t, shared(reflect.ValueOf(c), addresses))
}

func BenchmarkClone(b *testing.B) {
	m := sample()
	b.ReportAllocs()
	for b.Loop() {
		cloned = Clone(m)
	}
}

// cloned keeps the benchmark's map from being put on the stack, where no real one is.
var cloned map[string]types.AttributeValue
