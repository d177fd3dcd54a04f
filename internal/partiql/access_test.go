package partiql

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }

var testSchema = KeySchema{Partition: KeyAttribute{"pk", "S"}, Sort: KeyAttribute{"sk", "N"}}

func accessOf(t *testing.T, where string) Access {
	t.Helper()
	statement, err := Parse(`SELECT * FROM tbl WHERE `+where, nil)
	require.NoError(t, err)
	access, err := statement.(*Select).Access(testSchema)
	require.NoError(t, err)
	return access
}

func TestWhereDecidesBetweenQueryAndScan(t *testing.T) {
	ab := []types.AttributeValue{str("a"), str("b")}
	for _, test := range []struct {
		where      string
		scan       bool
		partitions []types.AttributeValue
		filtered   bool
	}{
		// As in the developer guide's page on SELECT.
		{where: "pk = 'a'", partitions: ab[:1]},
		{where: "pk = 'a' AND x = 1", partitions: ab[:1], filtered: true},
		{where: "pk = 'a' OR pk = 'b'", partitions: ab},
		{where: "pk IN ['a', 'b']", partitions: ab},
		{where: "pk > 'a'", scan: true, filtered: true},
		{where: "x = 1", scan: true, filtered: true},
		{where: "pk = 'a' OR x = 1", scan: true, filtered: true},

		{where: "'a' = pk", partitions: ab[:1]},
		{where: "pk IN ['a', 'b', 'a']", partitions: ab},
		{where: "pk IN ['a', 'b'] AND pk = 'b'", partitions: ab[1:]},
		{where: "pk = 'a' AND pk = 'b'", partitions: []types.AttributeValue{}},
		{where: "(pk = 'a' AND x = 1) OR pk = 'b'", partitions: ab, filtered: true},
		{where: "pk = 'a' OR pk = 'b' AND begins_with(pk, 'c')", partitions: ab, filtered: true},
		{where: "pk = 'a' AND pk > 'a'", partitions: ab[:1], filtered: true},
		{where: "pk IN ['a', 'b'] AND (pk = 'b' OR pk = 'c')", partitions: ab[1:]},
		{where: "NOT pk = 'a'", scan: true, filtered: true},
		{where: "pk <> 'a'", scan: true, filtered: true},
		{where: "pk = x", scan: true, filtered: true},
		{where: "begins_with(pk, 'a')", scan: true, filtered: true},
	} {
		access := accessOf(t, test.where)
		assert.Equal(t, test.scan, access.Scan, test.where)
		assert.Equal(t, test.partitions, access.Partitions, test.where)
		assert.Equal(t, test.filtered, access.Filter != nil, test.where)
	}
}

func TestWhereGivesTheRangeOfSortKeys(t *testing.T) {
	one, two := num("1"), num("2")
	for _, test := range []struct {
		where    string
		want     Range
		filtered bool
	}{
		{where: "sk = 1", want: Range{Low: one, High: one}},
		{where: "sk < 1", want: Range{High: one, HighOpen: true}},
		{where: "sk <= 1", want: Range{High: one}},
		{where: "sk > 1", want: Range{Low: one, LowOpen: true}},
		{where: "sk >= 1", want: Range{Low: one}},
		{where: "1 < sk", want: Range{Low: one, LowOpen: true}},
		{where: "sk BETWEEN 1 AND 2", want: Range{Low: one, High: two}},
		{where: "(sk = 1)", want: Range{Low: one, High: one}},
		{where: "sk > 1 AND x = 1", want: Range{Low: one, LowOpen: true}, filtered: true},

		// What a query can't take filters.
		{where: "sk <> 1", filtered: true},
		{where: "sk IN [1, 2]", filtered: true},
		{where: "sk > 1 AND sk < 2", filtered: true},
		{where: "(sk = 1 OR sk = 2)", filtered: true},
		{where: "NOT sk < 1", filtered: true},
		{where: "sk > x", filtered: true},
	} {
		access := accessOf(t, "pk = 'a' AND "+test.where)
		assert.Equal(t, test.want, access.Range, test.where)
		assert.Equal(t, test.filtered, access.Filter != nil, test.where)
	}
	assert.Equal(t, Range{}, accessOf(t, "pk IN ['a', 'b'] AND sk > 1").Range, "several partitions have no range")
}

func TestOnlyEqualityFixesAKey(t *testing.T) {
	key := map[string]types.AttributeValue{"pk": str("a"), "sk": num("1")}
	assert.Equal(t, key, accessOf(t, "pk = 'a' AND sk = 1").Key)
	assert.Equal(t, key, accessOf(t, "x = 2 AND sk = 1 AND pk = 'a'").Key)
	for _, where := range []string{"pk = 'a'", "sk = 1", "pk IN ['a'] AND sk = 1", "pk = 'a' AND sk IN [1]", "pk = 'a' AND sk BETWEEN 1 AND 1", "pk = 'a' OR pk = 'a'"} {
		assert.Nil(t, accessOf(t, where).Key, where)
	}
}

func TestOrderByOrdersPartitionsAndSortKeysApart(t *testing.T) {
	for _, test := range []struct {
		order      string
		first      string
		descending bool
	}{
		{"", "b", false},
		{"ORDER BY sk", "b", false},
		{"ORDER BY sk DESC", "b", true},
		{"ORDER BY pk", "a", false},
		{"ORDER BY pk DESC", "c", false},
		{"ORDER BY pk, sk DESC", "a", true},
		{"ORDER BY sk DESC, pk DESC", "c", true},
	} {
		access := accessOf(t, "pk IN ['b', 'c', 'a'] "+test.order)
		assert.Equal(t, str(test.first), access.Partitions[0], test.order)
		assert.Equal(t, test.descending, access.Descending, test.order)
	}
}

func TestRangeComparesKeysAtItsEdges(t *testing.T) {
	prefix := Range{Prefix: str("b")}
	for _, test := range []struct {
		r    Range
		key  types.AttributeValue
		want int
	}{
		{Range{}, num("1"), 0},
		{Range{Low: num("1"), High: num("2")}, num("0.99"), -1},
		{Range{Low: num("1"), High: num("2")}, num("1.0"), 0},
		{Range{Low: num("1"), High: num("2")}, num("2"), 0},
		{Range{Low: num("1"), High: num("2")}, num("10"), 1},
		{Range{Low: num("1"), LowOpen: true}, num("1"), -1},
		{Range{High: num("2"), HighOpen: true}, num("2"), 1},
		{prefix, str("a"), -1},
		{prefix, str("b"), 0},
		{prefix, str("bz"), 0},
		{prefix, str("c"), 1},
	} {
		assert.Equal(t, test.want, test.r.Compare(test.key), "%v", test)
	}
}

func TestWriteKeysLeaveTheRestAsCondition(t *testing.T) {
	statement, err := Parse(`DELETE FROM tbl WHERE x = 1 AND (sk = 1.0 AND pk = 'a') AND sk = 1`, nil)
	require.NoError(t, err)
	key, condition, err := statement.(*Delete).Key(testSchema)
	require.NoError(t, err)
	assert.Equal(t, map[string]types.AttributeValue{"pk": str("a"), "sk": num("1")}, key)
	assert.Equal(t, []string{"x"}, condition.Attributes())
	assert.True(t, condition.Matches(Item{"x": num("1")}))
	assert.False(t, condition.Matches(Item{"x": num("2")}))
	assert.False(t, condition.Matches(Item(nil)))

	statement, err = Parse(`UPDATE tbl REMOVE x WHERE pk = 'a' AND sk = 1`, nil)
	require.NoError(t, err)
	_, condition, err = statement.(*Update).Key(testSchema)
	require.NoError(t, err)
	assert.Nil(t, condition)
	assert.True(t, condition.Matches(Item{}), "no condition is true of every item")
}
