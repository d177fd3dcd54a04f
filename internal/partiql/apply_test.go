package partiql

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/item"
)

func list(values ...types.AttributeValue) types.AttributeValue {
	return &types.AttributeValueMemberL{Value: values}
}

func tupleOf(members map[string]types.AttributeValue) types.AttributeValue {
	return &types.AttributeValueMemberM{Value: members}
}

func updateOf(t *testing.T, changes string, parameters ...types.AttributeValue) *Update {
	t.Helper()
	statement, err := Parse("UPDATE tbl "+changes+" WHERE pk = 'a'", parameters)
	require.NoError(t, err)
	return statement.(*Update)
}

func TestApplyChangesACopy(t *testing.T) {
	old := map[string]types.AttributeValue{
		"n": num("1"), "untouched": list(num("1")),
		"l": list(num("0"), num("1"), tupleOf(map[string]types.AttributeValue{"x": num("1")})),
		"m": tupleOf(map[string]types.AttributeValue{"k": num("1"), "o": num("2")}),
	}
	before := item.Clone(old)
	u := updateOf(t, "SET n = n + 1 SET l[2].x = l[0] SET l[9] = m SET m.k = l REMOVE l[0] REMOVE m.o SET added = l")
	updated, err := u.Apply(old)
	require.NoError(t, err)

	assert.Equal(t, before, old)
	assert.Equal(t, map[string]types.AttributeValue{
		"n": num("2"), "untouched": before["untouched"], "added": before["l"],
		"l": list(num("1"), tupleOf(map[string]types.AttributeValue{"x": num("0")}), before["m"]),
		"m": tupleOf(map[string]types.AttributeValue{"k": before["l"]}),
	}, updated, "all values are those of the old item")
	assert.Same(t, old["untouched"], updated["untouched"])
	assert.Equal(t, []string{"n", "l", "m", "added"}, u.Attributes())
}

func TestApplyDoesNotShareValuesWithParameters(t *testing.T) {
	parameter := list(num("1"))
	updated, err := updateOf(t, "SET l = ?", parameter).Apply(map[string]types.AttributeValue{})
	require.NoError(t, err)
	again, err := updateOf(t, "SET l[0] = 2").Apply(updated)
	require.NoError(t, err)
	assert.Equal(t, list(num("2")), again["l"])
	assert.Equal(t, list(num("1")), parameter)
}

func TestRemovedElementsAreThoseOfTheOldList(t *testing.T) {
	old := map[string]types.AttributeValue{"l": list(num("0"), num("1"))}
	for changes, want := range map[string]types.AttributeValue{
		"REMOVE l[0] REMOVE l[1]":    list(),
		"REMOVE l[1] REMOVE l[0]":    list(),
		"SET l[5] = 5 REMOVE l[2]":   list(num("0"), num("1"), num("5")),
		"SET l[7] = 7 SET l[5] = 5":  list(num("0"), num("1"), num("5"), num("7")),
		"SET l[2] = 2 REMOVE l[0]":   list(num("1"), num("2")),
		"REMOVE l[12345]":            list(num("0"), num("1")),
		"SET l = list_append(l, l)":  list(num("0"), num("1"), num("0"), num("1")),
		"SET l = list_append([], l)": list(num("0"), num("1")),
	} {
		updated, err := updateOf(t, changes).Apply(old)
		require.NoError(t, err, changes)
		assert.Equal(t, text(t, map[string]types.AttributeValue{"l": want}), text(t, updated), changes)
	}
}

func TestSetsOfBinariesComeAsParameters(t *testing.T) {
	bs := func(members ...string) types.AttributeValue {
		set := &types.AttributeValueMemberBS{}
		for _, member := range members {
			set.Value = append(set.Value, []byte(member))
		}
		return set
	}
	old := map[string]types.AttributeValue{"s": bs("a", "b")}
	updated, err := updateOf(t, "SET s = set_add(s, ?)", bs("b", "c")).Apply(old)
	require.NoError(t, err)
	assert.Equal(t, bs("a", "b", "c"), updated["s"])
	updated, err = updateOf(t, "SET s = set_delete(s, ?)", bs("b", "c")).Apply(updated)
	require.NoError(t, err)
	assert.Equal(t, bs("a"), updated["s"])
	updated, err = updateOf(t, "SET s = set_delete(s, ?)", bs("a")).Apply(updated)
	require.NoError(t, err)
	assert.NotContains(t, updated, "s", "there are no empty sets")
}

func TestNumbersStayExact(t *testing.T) {
	updated, err := updateOf(t, "SET n = n + 0.00000000000000000000000000000000000001").Apply(
		map[string]types.AttributeValue{"n": num("0.1")})
	require.NoError(t, err)
	assert.Equal(t, num("0.10000000000000000000000000000000000001"), updated["n"])

	_, err = updateOf(t, "SET n = n + 1").Apply(map[string]types.AttributeValue{"n": num("1e-40")})
	assert.ErrorContains(t, err, "38")
}

func TestTouchedIsWhatThePathsLeadTo(t *testing.T) {
	values := Item{
		"n": num("1"), "other": num("2"),
		"m": tupleOf(map[string]types.AttributeValue{"k": num("1"), "o": num("2"), "d": tupleOf(map[string]types.AttributeValue{"e": num("3")})}),
		"l": list(num("0"), num("1"), num("2")),
	}
	u := updateOf(t, "SET m.k = 1 SET l[2] = 1 SET l[0] = 1 REMOVE m.d.e SET fresh = 1 REMOVE n")
	assert.Equal(t, map[string]types.AttributeValue{
		"n": num("1"),
		"m": tupleOf(map[string]types.AttributeValue{"k": num("1"), "d": tupleOf(map[string]types.AttributeValue{"e": num("3")})}),
		"l": list(num("0"), num("2")),
	}, u.Touched(values))
	assert.Empty(t, updateOf(t, "SET m.x = 1 SET y.z = 2").Touched(values))
}
