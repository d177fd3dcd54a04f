package expr

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func list(values ...types.AttributeValue) types.AttributeValue {
	return &types.AttributeValueMemberL{Value: values}
}

func mapOf(m valueMap) types.AttributeValue { return &types.AttributeValueMemberM{Value: m} }

func parseUpdate(t *testing.T, src string, values valueMap) *Update {
	t.Helper()
	p, err := NewParams(nil, values, given(UpdateExpression))
	require.NoError(t, err)
	u, err := ParseUpdate(src, p)
	require.NoError(t, err)
	return u
}

// UPDATED_OLD and UPDATED_NEW are the touched paths, of the item before and after. (Local
// returns whole attributes, see Touched.)
func TestTouchedPartsBeforeAndAfter(t *testing.T) {
	item := Item{
		"pk": str("p"), "a": num("1"),
		"m": mapOf(valueMap{"x": num("1"), "y": num("2")}),
		"l": list(num("0"), num("1"), num("2")),
	}
	for _, tt := range []struct {
		src        string
		attributes []string
		old, new   valueMap
	}{
		{"SET a = :v", []string{"a"}, valueMap{"a": num("1")}, valueMap{"a": num("9")}},
		{"SET b = :v", []string{"b"}, valueMap{}, valueMap{"b": num("9")}},
		{"REMOVE a", []string{"a"}, valueMap{"a": num("1")}, valueMap{}},
		{"SET m.x = :v", []string{"m"}, valueMap{"m": mapOf(valueMap{"x": num("1")})}, valueMap{"m": mapOf(valueMap{"x": num("9")})}},
		{"SET m.z = :v REMOVE m.y", []string{"m"}, valueMap{"m": mapOf(valueMap{"y": num("2")})}, valueMap{"m": mapOf(valueMap{"z": num("9")})}},
		{"SET l[1] = :v", []string{"l"}, valueMap{"l": list(num("1"))}, valueMap{"l": list(num("9"))}},
		{"REMOVE l[0]", []string{"l"}, valueMap{"l": list(num("0"))}, valueMap{"l": list(num("1"))}},
		{"SET l[7] = :v", []string{"l"}, valueMap{}, valueMap{}},
		{"SET l[0] = :v, a = :v ADD m.x :v", []string{"l", "a", "m"},
			valueMap{"a": num("1"), "l": list(num("0")), "m": mapOf(valueMap{"x": num("1")})},
			valueMap{"a": num("9"), "l": list(num("9")), "m": mapOf(valueMap{"x": num("10")})}},
	} {
		values := valueMap{":v": num("9")}
		if !strings.Contains(tt.src, ":v") {
			values = nil
		}
		u := parseUpdate(t, tt.src, values)
		after, err := u.Apply(item)
		require.NoError(t, err)
		assert.Equal(t, tt.attributes, u.Attributes(), tt.src)
		assert.Equal(t, tt.old, u.Touched(item), tt.src)
		assert.Equal(t, tt.new, u.Touched(Item(after)), tt.src)
	}
}

func TestUpdatesStoreNumbersInTheirOnlyForm(t *testing.T) {
	u := parseUpdate(t, "SET a = :a, b = :b, c = c + :a, d = if_not_exists(d, :a) ADD e :s", valueMap{
		":a": num("1.50"),
		":b": list(num("1e2"), mapOf(valueMap{"x": num("-0"), "y": str("1.0")}), num("7")),
		":s": &types.AttributeValueMemberNS{Value: []string{"1.0", "2"}},
	})
	item, err := u.Apply(Item{"c": num("0.50")})
	require.NoError(t, err)
	assert.Equal(t, valueMap{
		"a": num("1.5"),
		"b": list(num("100"), mapOf(valueMap{"x": num("0"), "y": str("1.0")}), num("7")),
		"c": num("2"),
		"d": num("1.5"),
		"e": &types.AttributeValueMemberNS{Value: []string{"1", "2"}},
	}, item)
}

func TestNormalizeReturnsTheValueItselfIfItCan(t *testing.T) {
	for _, v := range []types.AttributeValue{
		num("0"), num("-1.5"), num("12"), str("1.0"), list(num("1"), str("x")), mapOf(valueMap{"x": num("1")}),
		&types.AttributeValueMemberNS{Value: []string{"1", "0.5"}},
	} {
		assert.Same(t, v, Normalize(v))
	}
}

// The developer guide limits the operators and functions of an update as well; DynamoDB
// Local doesn't.
func TestUpdatesHaveAtMost300Operators(t *testing.T) {
	update := func(n int) string {
		var sums []string
		for i := range n {
			sums = append(sums, "x"+strconv.Itoa(i)+"=:n+:n")
		}
		return "SET " + strings.Join(sums, ",")
	}
	p, err := NewParams(nil, valueMap{":n": num("1")}, given(UpdateExpression))
	require.NoError(t, err)
	_, err = ParseUpdate(update(300), p)
	require.NoError(t, err)
	_, err = ParseUpdate(update(301), p)
	require.Error(t, err)
	assert.Equal(t, "Invalid UpdateExpression: The expression contains too many operators; operator count: 301", message(err))
}

func TestArithmeticFailsWithTheNumbersError(t *testing.T) {
	for src, want := range map[string]string{
		"SET a = a + :big": "Number overflow. Attempting to store a number with magnitude larger than supported range",
		"ADD a :big":       "Number overflow. Attempting to store a number with magnitude larger than supported range",
		"SET a = a - :one": "Attempting to store more than 38 significant digits in a Number",
	} {
		p, err := NewParams(nil, valueMap{":big": num("9e125"), ":one": num("1")}, given(UpdateExpression))
		require.NoError(t, err)
		u, err := ParseUpdate(src, p)
		require.NoError(t, err)
		_, err = u.Apply(Item{"a": num("9e125")})
		require.Error(t, err)
		assert.Equal(t, want, message(err), src)
	}
}

func TestAttributesThatExpressionsRead(t *testing.T) {
	p, err := NewParams(nameMap{"#p": "p.q"}, valueMap{":a": str("a")}, given(FilterExpression))
	require.NoError(t, err)
	c, err := ParseCondition(FilterExpression, "b.x = :a AND (size(a) > b.y OR NOT contains(#p, :a)) AND c IN (d, :a)", p)
	require.NoError(t, err)
	assert.Equal(t, []string{"b", "a", "p.q", "c", "d"}, c.Attributes())
	projection, err := ParseProjection("b.x, #p, a[0], b.y", p)
	require.NoError(t, err)
	assert.Equal(t, []string{"b", "p.q", "a"}, projection.Attributes())
}

func TestAttributesToGet(t *testing.T) {
	p, err := NewAttributesToGet([]string{"a", "name", "m.x"})
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "name", "m.x"}, p.Attributes())
	got := p.Apply(Item{"a": num("1"), "m": mapOf(valueMap{"x": num("1")}), "m.x": num("2")})
	assert.Equal(t, valueMap{"a": num("1"), "m.x": num("2")}, got)
	for want, names := range map[string][]string{
		"AttributesToGet cannot be empty": {},
		"Empty attribute name":            {"a", ""},
		"One or more parameter values were invalid: Duplicate value in attribute name: a": {"a", "b", "a"},
	} {
		_, err := NewAttributesToGet(names)
		require.Error(t, err)
		assert.Equal(t, want, message(err))
	}
}
