package item

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCheckRefusesWhatNoItemCanHold(t *testing.T) {
	const wrong = "One or more parameter values were invalid: "
	str := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	num := func(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
	list := func(v ...types.AttributeValue) types.AttributeValue {
		return &types.AttributeValueMemberL{Value: v}
	}
	dict := func(name string, v types.AttributeValue) types.AttributeValue {
		return &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{name: v}}
	}
	ss := func(v ...string) types.AttributeValue { return &types.AttributeValueMemberSS{Value: v} }
	ns := func(v ...string) types.AttributeValue { return &types.AttributeValueMemberNS{Value: v} }
	bs := func(v ...string) types.AttributeValue {
		set := &types.AttributeValueMemberBS{}
		for _, b := range v {
			set.Value = append(set.Value, []byte(b))
		}
		return set
	}
	nested := func(levels int) types.AttributeValue {
		v := str("")
		for range levels {
			v = list(v)
		}
		return v
	}
	many := strings.Split("a,b,c,d,e,f,g,h,i,j", ",")

	for name, c := range map[string]struct {
		v    types.AttributeValue
		want string
	}{
		"empty string":           {str(""), ""},
		"empty binary":           {&types.AttributeValueMemberB{}, ""},
		"empty list and map":     {list(&types.AttributeValueMemberM{}), ""},
		"nil":                    {nil, string(errNoType)},
		"nil in a list":          {list(nil), string(errNoType)},
		"unknown type":           {&types.UnknownUnionMember{Tag: "X"}, string(errNoType)},
		"several types":          {&types.UnknownUnionMember{Tag: string(errSeveral)}, string(errSeveral)},
		"false null":             {&types.AttributeValueMemberNULL{}, wrong + "Null attribute value types must have the value of true"},
		"no number":              {num("x"), "The parameter cannot be converted to a numeric value: x"},
		"empty number":           {num(""), "The parameter cannot be converted to a numeric value"},
		"number of 38 digits":    {num(strings.Repeat("9", 38)), ""},
		"number of 39 digits":    {num(strings.Repeat("9", 39)), "Attempting to store more than 38 significant digits in a Number"},
		"large number":           {num("1e126"), "Number overflow. Attempting to store a number with magnitude larger than supported range"},
		"empty set":              {ss(), wrong + "An string set  may not be empty"},
		"empty number set":       {ns(), wrong + "An number set  may not be empty"},
		"empty binary set":       {bs(), wrong + "Binary sets should not be empty"},
		"set of the empty":       {ss(""), ""},
		"duplicates":             {ss("b", "a", "b"), wrong + "Input collection [b, a, b] contains duplicates."},
		"duplicates among many":  {ss(append(many, "a")...), wrong + "Input collection [" + strings.Join(many, ", ") + ", a] contains duplicates."},
		"no duplicates":          {ss(many...), ""},
		"duplicate numbers":      {ns("1", "2", "1.0"), "Input collection contains duplicates"},
		"no number in a set":     {ns("1", ""), "The parameter cannot be converted to a numeric value"},
		"duplicate binaries":     {bs("b", "b"), wrong + "Input collection [Yg==, Yg==]of type BS contains duplicates."},
		"31 levels":              {nested(31), ""},
		"32 levels":              {nested(32), string(errDepth)},
		"bad value deep inside":  {dict("a", list(dict("b", ns("x")))), "The parameter cannot be converted to a numeric value: x"},
		"empty name inside":      {dict("", str("")), "Empty attribute name"},
		"longest name inside":    {dict(strings.Repeat("n", MaxNameBytes), str("")), ""},
		"too long a name inside": {dict(strings.Repeat("n", MaxNameBytes+1), str("")), "Attribute name is too large, must be less than 65536 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckValue(c.v)
			_, whole := Check(map[string]types.AttributeValue{"good": str(""), "v": c.v})
			if c.want == "" {
				require.NoError(t, err)
				require.NoError(t, whole)
				return
			}
			require.EqualError(t, err, c.want)
			require.EqualError(t, whole, c.want)
		})
	}
	for _, typed := range []types.AttributeValue{
		(*types.AttributeValueMemberS)(nil), (*types.AttributeValueMemberN)(nil), (*types.AttributeValueMemberB)(nil),
		(*types.AttributeValueMemberBOOL)(nil), (*types.AttributeValueMemberNULL)(nil), (*types.AttributeValueMemberSS)(nil),
		(*types.AttributeValueMemberNS)(nil), (*types.AttributeValueMemberBS)(nil), (*types.AttributeValueMemberL)(nil),
		(*types.AttributeValueMemberM)(nil), (*types.UnknownUnionMember)(nil),
	} {
		require.EqualError(t, CheckValue(typed), string(errNoType))
	}
}

func TestOfSeveralErrorsCheckTellsTheFirstByName(t *testing.T) {
	m := map[string]types.AttributeValue{
		"d": &types.AttributeValueMemberN{Value: "d"}, "b": &types.AttributeValueMemberN{Value: "b"},
		"a": &types.AttributeValueMemberS{}, "c": &types.AttributeValueMemberSS{}, "e": nil,
	}
	for range 20 {
		_, err := Check(m)
		require.EqualError(t, err, "The parameter cannot be converted to a numeric value: b")
		require.EqualError(t, CheckValue(&types.AttributeValueMemberM{Value: m}), err.Error())
	}
}

func TestAnOperandMayBeNestedALevelDeeperThanAnAttribute(t *testing.T) {
	nested := func(levels int) types.AttributeValue {
		v := types.AttributeValue(&types.AttributeValueMemberS{})
		for range levels {
			v = &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": v}}
		}
		return v
	}
	require.NoError(t, CheckValue(nested(31)))
	require.EqualError(t, CheckValue(nested(32)), string(errDepth))
	require.NoError(t, CheckOperand(nested(32)))
	require.EqualError(t, CheckOperand(nested(33)), string(errDepth))
}

func TestCheckMeasuresAsSizeDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := checked(t)
		want, ok := Size(m)
		require.True(t, ok)
		got, err := Check(m)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// checked draws an item of every type that Check lets pass.
func checked(t *rapid.T) map[string]types.AttributeValue {
	name := rapid.StringMatching(`[a-zé]{1,3}`)
	number := rapid.SampledFrom([]string{"0", "-1", "1.50", "1e100", "123456"})
	scalar := rapid.Custom(func(t *rapid.T) types.AttributeValue {
		switch rapid.IntRange(0, 7).Draw(t, "type") {
		case 0:
			return &types.AttributeValueMemberS{Value: name.Draw(t, "s")}
		case 1:
			return &types.AttributeValueMemberN{Value: number.Draw(t, "n")}
		case 2:
			return &types.AttributeValueMemberB{Value: []byte(name.Draw(t, "b"))}
		case 3:
			return &types.AttributeValueMemberBOOL{Value: true}
		case 4:
			return &types.AttributeValueMemberNULL{Value: true}
		case 5:
			return &types.AttributeValueMemberSS{Value: rapid.SliceOfNDistinct(name, 1, 12, rapid.ID).Draw(t, "ss")}
		case 6:
			return &types.AttributeValueMemberNS{Value: rapid.SliceOfNDistinct(number, 1, 5, rapid.ID).Draw(t, "ns")}
		}
		return &types.AttributeValueMemberBS{Value: [][]byte{{}, []byte(name.Draw(t, "bs"))}}
	})
	value := rapid.OneOf(scalar, rapid.Map(rapid.SliceOfN(scalar, 0, 3), func(l []types.AttributeValue) types.AttributeValue {
		return &types.AttributeValueMemberL{Value: l}
	}), rapid.Map(rapid.MapOfN(name, scalar, 0, 3), func(m map[string]types.AttributeValue) types.AttributeValue {
		return &types.AttributeValueMemberM{Value: m}
	}))
	return rapid.MapOfN(name, value, 0, 4).Draw(t, "item")
}

func TestCheckOfAGraphThatSharesItsChildrenEnds(t *testing.T) {
	v := types.AttributeValue(&types.AttributeValueMemberS{})
	for range MaxDepth {
		v = &types.AttributeValueMemberL{Value: []types.AttributeValue{v, v, v, v}}
	}
	_, err := Check(map[string]types.AttributeValue{"a": v})
	require.EqualError(t, err, string(errSteps))
	assert.EqualError(t, CheckValue(v), string(errSteps))
}

func TestCheckAllocatesNothingForAGoodItem(t *testing.T) {
	m := map[string]types.AttributeValue{
		"pk":   &types.AttributeValueMemberS{Value: "a"},
		"n":    &types.AttributeValueMemberN{Value: "12.50"},
		"tags": &types.AttributeValueMemberSS{Value: []string{"a", "b", "c"}},
		"l":    &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberNULL{Value: true}}},
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := Check(m); err != nil {
			t.Fatal(err)
		}
	}))
}
