package packed

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
)

func TestSameIgnoresTheOrderOfMapsAndSets(t *testing.T) {
	s := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	m := func(kv ...any) types.AttributeValue {
		v := map[string]types.AttributeValue{}
		for i := 0; i < len(kv); i += 2 {
			v[kv[i].(string)] = kv[i+1].(types.AttributeValue)
		}
		return &types.AttributeValueMemberM{Value: v}
	}
	l := func(v ...types.AttributeValue) types.AttributeValue { return &types.AttributeValueMemberL{Value: v} }
	n := func(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
	ss := func(v ...string) types.AttributeValue { return &types.AttributeValueMemberSS{Value: v} }
	bs := func(v ...string) types.AttributeValue {
		set := &types.AttributeValueMemberBS{}
		for _, b := range v {
			set.Value = append(set.Value, []byte(b))
		}
		return set
	}

	for name, c := range map[string]struct {
		a, b types.AttributeValue
		same bool
	}{
		"equal strings":      {s("a"), s("a"), true},
		"other strings":      {s("a"), s("b"), false},
		"other types":        {s("1"), n("1"), false},
		"numbers by value":   {n("1.0"), n("1"), true},
		"sets in any order":  {ss("a", "b", "c"), ss("c", "a", "b"), true},
		"sets of other size": {ss("a", "b"), ss("a"), false},
		"other sets":         {ss("a", "b"), ss("a", "c"), false},
		"binary sets":        {bs("a", "b"), bs("b", "a"), true},
		"lists in order":     {l(s("a"), s("b")), l(s("b"), s("a")), false},
		"lists of sets":      {l(ss("a", "b")), l(ss("b", "a")), true},
		"shorter list":       {l(s("a"), s("b")), l(s("a")), false},
		"maps":               {m("a", s("1"), "b", s("2"), "c", s("3")), m("c", s("3"), "b", s("2"), "a", s("1")), true},
		"other map value":    {m("a", s("1")), m("a", s("2")), false},
		"other map name":     {m("a", s("1")), m("b", s("1")), false},
		"larger map":         {m("a", s("1")), m("a", s("1"), "b", s("1")), false},
	} {
		t.Run(name, func(t *testing.T) {
			for range 8 { // maps are packed in any order
				a := Pack(map[string]types.AttributeValue{"v": c.a, "w": s("w")})
				b := Pack(map[string]types.AttributeValue{"w": s("w"), "v": c.b})
				assert.Equal(t, c.same, a.Same(b))
				assert.Equal(t, c.same, b.Same(a))
				assert.Equal(t, c.same, a.SameAttribute(b, "v"))
				assert.True(t, a.SameAttribute(b, "w"))
				assert.True(t, a.SameAttribute(b, "none"))
			}
		})
	}
	none, empty := Item(""), Pack(map[string]types.AttributeValue{})
	assert.True(t, none.Same(none))
	assert.False(t, none.Same(empty))
	assert.False(t, empty.Same(none))
	assert.False(t, empty.SameAttribute(Pack(map[string]types.AttributeValue{"a": s("")}), "a"))
}

func TestSetsComeBackInOrder(t *testing.T) {
	set := Pack(map[string]types.AttributeValue{
		"s": &types.AttributeValueMemberSS{Value: []string{"b", "é", "", "a", "z"}},
		"n": &types.AttributeValueMemberNS{Value: []string{"10", "9", "-1", "9.5"}},
		"b": &types.AttributeValueMemberBS{Value: [][]byte{{0xff}, {0}, {0x7f}, {0x80}, {0, 1}, {2}, {3}, {4}, {5}}},
	}).Unpack()
	assert.Equal(t, []string{"", "a", "b", "z", "é"}, set["s"].(*types.AttributeValueMemberSS).Value)
	assert.Equal(t, []string{"-1", "9", "9.5", "10"}, set["n"].(*types.AttributeValueMemberNS).Value)
	assert.Equal(t, [][]byte{{0}, {0, 1}, {2}, {3}, {4}, {5}, {0x7f}, {0x80}, {0xff}}, set["b"].(*types.AttributeValueMemberBS).Value)
}
