package codec

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestItemsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fill := filler{rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))}
		want := fill.item(4)
		data, err := AppendItem(nil, want)
		require.NoError(t, err)
		got, err := ParseItem(data)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestOneParserReadsLineAfterLine(t *testing.T) {
	want := []map[string]types.AttributeValue{order(1), blob(2), {}, order(3)}
	var data []byte
	for _, item := range want {
		var err error
		data, err = AppendItem(data, item)
		require.NoError(t, err)
		data = append(data, '\n')
	}
	var p Parser
	p.Reset(data)
	var got []map[string]types.AttributeValue
	for p.More() {
		item, err := p.Item()
		require.NoError(t, err)
		got = append(got, item)
	}
	assert.Equal(t, want, got)
	assert.Equal(t, len(data), p.Offset())
}

// The input is a pooled buffer, whose next user must not change what was read.
func TestNothingReadAliasesTheInput(t *testing.T) {
	want := put(filler{rand.New(rand.NewPCG(1, 1))}.item(3))
	data, err := Append(nil, want)
	require.NoError(t, err)
	got := new(dynamodb.PutItemInput)
	require.NoError(t, Decode(data, got))
	for i := range data {
		data[i] = '#'
	}
	again, err := Append(nil, put(order(7))) // another document through the same Parser
	require.NoError(t, err)
	require.NoError(t, Decode(again, new(dynamodb.PutItemInput)))
	assert.Equal(t, want, got)
}

func TestAppendingToABinaryLeavesItsNeighboursAlone(t *testing.T) {
	item, err := ParseItem([]byte(`{"a":{"BS":["AAAA","AQEB"]}}`))
	require.NoError(t, err)
	set := item["a"].(*types.AttributeValueMemberBS).Value
	_ = append(set[0], 9)
	assert.Equal(t, []byte{1, 1, 1}, set[1])
}

func TestProblemsAreReportedAndTheRestIsRead(t *testing.T) {
	deep := func(n int) string { return strings.Repeat(`{"L":[`, n) + `{"S":"x"}` + strings.Repeat(`]}`, n) }
	for _, tc := range []struct {
		name, value string
		offset      int // from the start of the value
		want        Problem
	}{
		{"no type", `{}`, 0, Empty},
		{"an unknown type", `{"X":{"y":[1,{}]}}`, 0, Empty},
		{"a type in another case", `{"s":"a"}`, 0, Empty},
		{"a null", `{"S":null}`, 0, Empty},
		{"a null that takes the value back", `{"S":"a","S":null}`, 0, Empty},
		{"two types", `{"S":"a","N":"1"}`, 0, Several},
		{"two types, the second empty", `{"S":"a","L":[]}`, 0, Several},
		{"in a list", `{"L":[{"S":"a"},{}]}`, 16, Empty},
		{"in a map", `{"M":{"a":{"NULL":true,"BOOL":true}}}`, 10, Several},
		{"a null in a string set", `{"SS":["a",null]}`, 0, NullInStringSet},
		{"nested too deep", deep(MaxDepth + 1), 6 * (MaxDepth + 1), TooDeep},
		{"nested far too deep", deep(4000), 6 * (MaxDepth + 1), TooDeep},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := `{"TableName":"t","Item":{"pk":{"S":"a"},"a":`
			var in dynamodb.PutItemInput
			err := Decode([]byte(before+tc.value+`,"z":{"N":"1"}},"ReturnValues":"NONE"}`), &in)
			var problem *ValueError
			require.ErrorAs(t, err, &problem)
			assert.Equal(t, &ValueError{Offset: len(before) + tc.offset, Problem: tc.want}, problem)
			assert.Contains(t, err.Error(), tc.want.String())
			assert.Equal(t, types.ReturnValueNone, in.ReturnValues)
			assert.Equal(t, &types.AttributeValueMemberN{Value: "1"}, in.Item["z"])
			if tc.offset == 0 {
				p, ok := ProblemOf(in.Item["a"])
				assert.True(t, ok)
				assert.Equal(t, tc.want, p)
			}
			_, err = Append(nil, &in)
			assert.Error(t, err, "a marker is never written")
		})
	}
	for _, v := range []types.AttributeValue{nil, (*types.UnknownUnionMember)(nil), &types.UnknownUnionMember{Tag: "X"}, &types.AttributeValueMemberS{}} {
		_, ok := ProblemOf(v)
		assert.False(t, ok)
	}
}

func TestValuesThatAreNoProblem(t *testing.T) {
	for data, want := range map[string]types.AttributeValue{
		`null`:                           nil,
		`{"S":null,"N":"1"}`:             &types.AttributeValueMemberN{Value: "1"},
		`{"S":"a","S":"b"}`:              &types.AttributeValueMemberS{Value: "b"},
		`{"X":{"q":["\ud800"]},"S":"a"}`: &types.AttributeValueMemberS{Value: "a"},
		`{"NS":[null]}`:                  &types.AttributeValueMemberNS{Value: []string{""}},
		`{"BS":[null,""]}`:               &types.AttributeValueMemberBS{Value: [][]byte{nil, {}}},
		`{"B":""}`:                       &types.AttributeValueMemberB{Value: []byte{}},
		`{"L":[null]}`:                   &types.AttributeValueMemberL{Value: []types.AttributeValue{nil}},
		`{"M":{"a":null}}`:               &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": nil}},
		`{"M":{"a":{"S":""},"a":{"N":""}}}`: &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"a": &types.AttributeValueMemberN{}}},
		`{"SS":["a"],"SS":[]}`: &types.AttributeValueMemberSS{Value: []string{}},
	} {
		t.Run(data, func(t *testing.T) {
			got, err := ParseValue([]byte(data))
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestValuesThatCannotBeWritten(t *testing.T) {
	var loop types.AttributeValueMemberL
	loop.Value = []types.AttributeValue{&loop}
	loopMap := types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}}
	loopMap.Value["a"] = &loopMap
	for _, tc := range []struct {
		name string
		v    types.AttributeValue
		want string
	}{
		{"nil", nil, "is nil"},
		{"S", (*types.AttributeValueMemberS)(nil), "nil *types.AttributeValueMemberS"},
		{"N", (*types.AttributeValueMemberN)(nil), "nil *types.AttributeValueMemberN"},
		{"B", (*types.AttributeValueMemberB)(nil), "nil *types.AttributeValueMemberB"},
		{"BOOL", (*types.AttributeValueMemberBOOL)(nil), "nil *types.AttributeValueMemberBOOL"},
		{"NULL", (*types.AttributeValueMemberNULL)(nil), "nil *types.AttributeValueMemberNULL"},
		{"SS", (*types.AttributeValueMemberSS)(nil), "nil *types.AttributeValueMemberSS"},
		{"NS", (*types.AttributeValueMemberNS)(nil), "nil *types.AttributeValueMemberNS"},
		{"BS", (*types.AttributeValueMemberBS)(nil), "nil *types.AttributeValueMemberBS"},
		{"L", (*types.AttributeValueMemberL)(nil), "nil *types.AttributeValueMemberL"},
		{"M", (*types.AttributeValueMemberM)(nil), "nil *types.AttributeValueMemberM"},
		{"unknown", &types.UnknownUnionMember{Tag: "X"}, "*types.UnknownUnionMember"},
		{"nil in a list", &types.AttributeValueMemberL{Value: []types.AttributeValue{nil}}, "is nil"},
		{"nil in a map", &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"x": nil}}, "is nil"},
		{"a list that holds itself", &loop, "more than 64 lists and maps"},
		{"a map that holds itself", &loopMap, "more than 64 lists and maps"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, err := AppendValue([]byte("x"), tc.v)
			assert.ErrorContains(t, err, tc.want)
			assert.Equal(t, "x", string(out), "what was there before stays")
			out, err = AppendItem([]byte("x"), map[string]types.AttributeValue{"name": tc.v})
			assert.ErrorContains(t, err, `attribute "name"`)
			assert.ErrorContains(t, err, tc.want)
			assert.Equal(t, "x", string(out))
			_, err = Append(nil, put(map[string]types.AttributeValue{"name": tc.v}))
			assert.ErrorContains(t, err, `"Item": attribute "name"`)
		})
	}
}

// Nil sets, lists and maps are written as the SDK writes them.
func TestNilSlicesInValues(t *testing.T) {
	for want, v := range map[string]types.AttributeValue{
		`{"B":null}`:      &types.AttributeValueMemberB{},
		`{"SS":[]}`:       &types.AttributeValueMemberSS{},
		`{"NS":[]}`:       &types.AttributeValueMemberNS{},
		`{"BS":[]}`:       &types.AttributeValueMemberBS{},
		`{"BS":[null]}`:   &types.AttributeValueMemberBS{Value: [][]byte{nil}},
		`{"L":[]}`:        &types.AttributeValueMemberL{},
		`{"M":{}}`:        &types.AttributeValueMemberM{},
		`{"NULL":false}`:  &types.AttributeValueMemberNULL{},
		`{"S":"\u0000é"}`: &types.AttributeValueMemberS{Value: "\x00é"},
	} {
		got, err := AppendValue(nil, v)
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
		sdks := string(sdkAppend(t, put(map[string]types.AttributeValue{"a": v})))
		assert.JSONEq(t, `{"TableName":"orders","Item":{"a":`+want+`}}`, sdks)
	}
	got, err := AppendItem(nil, nil)
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(got))
}

func TestDepthUpToTheLimitComesBack(t *testing.T) {
	for _, wrap := range []func(types.AttributeValue) types.AttributeValue{
		func(v types.AttributeValue) types.AttributeValue {
			return &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
		},
		func(v types.AttributeValue) types.AttributeValue {
			return &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": v}}
		},
	} {
		var v types.AttributeValue = &types.AttributeValueMemberS{Value: "x"}
		for range MaxDepth {
			v = wrap(v)
		}
		data, err := AppendValue(nil, v)
		require.NoError(t, err)
		got, err := ParseValue(data)
		require.NoError(t, err)
		assert.Equal(t, v, got)
		_, err = AppendValue(nil, wrap(v))
		assert.ErrorIs(t, err, errTooDeep)
	}
}

func TestAnItemOfManyAttributes(t *testing.T) {
	const n = 50_000
	var data []byte
	data = append(data, '{')
	for i := range n {
		if i > 0 {
			data = append(data, ',')
		}
		data = append(strconv.AppendInt(append(data, `"attribute`...), int64(i), 10), `":{"N":"1"}`...)
	}
	item, err := ParseItem(append(data, '}'))
	require.NoError(t, err)
	assert.Len(t, item, n)
}
