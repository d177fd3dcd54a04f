package partiql

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// conditionText draws a condition on few attributes and few values, so that much of it is
// true of some item.
func conditionText(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pk := rapid.SampledFrom([]string{"'a'", "'b'", "'ab'"})
		sk := rapid.SampledFrom([]string{"1", "2", "2.0", "30e-1"})
		shape := rapid.IntRange(0, 12).Draw(t, "shape")
		if depth == 0 {
			shape = rapid.IntRange(4, 12).Draw(t, "leaf")
		}
		comparison := rapid.SampledFrom([]string{"=", "=", "<", "<=", ">", ">=", "<>"})
		switch shape {
		case 0, 1:
			return "(" + conditionText(depth-1).Draw(t, "left") + " AND " + conditionText(depth-1).Draw(t, "right") + ")"
		case 2:
			return "(" + conditionText(depth-1).Draw(t, "left") + " OR " + conditionText(depth-1).Draw(t, "right") + ")"
		case 3:
			return "NOT " + conditionText(depth-1).Draw(t, "negated")
		case 4, 5:
			return "pk = " + pk.Draw(t, "pk")
		case 6:
			return "pk IN [" + pk.Draw(t, "pk") + ", " + pk.Draw(t, "pk") + "]"
		case 7:
			return "begins_with(pk, " + pk.Draw(t, "pk") + ")"
		case 8:
			return "sk " + comparison.Draw(t, "op") + " " + sk.Draw(t, "sk")
		case 9:
			return sk.Draw(t, "sk") + " " + comparison.Draw(t, "op") + " sk"
		case 10:
			return "sk BETWEEN 1 AND " + sk.Draw(t, "sk")
		case 11:
			return pk.Draw(t, "pk") + " " + comparison.Draw(t, "op") + " pk"
		}
		return "x = " + sk.Draw(t, "x")
	})
}

// However a WHERE clause is split into partitions, a range and a filter, it must be true
// of the same items as before.
func TestAccessReadsExactlyWhatMatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		where := conditionText(3).Draw(t, "where")
		statement, err := Parse("SELECT * FROM tbl WHERE "+where, nil)
		require.NoError(t, err)
		query := statement.(*Select)
		access, err := query.Access(testSchema)
		require.NoError(t, err)
		for _, pk := range []string{"a", "b", "ab", "c"} {
			for _, sk := range []string{"0", "1", "2", "3", "4"} {
				for _, x := range []string{"1", "2"} {
					item := Item{"pk": str(pk), "sk": num(sk), "x": num(x)}
					read := access.Filter.Matches(item)
					if !access.Scan {
						read = read && access.Range.Compare(num(sk)) == 0 &&
							slices.ContainsFunc(access.Partitions, func(p types.AttributeValue) bool { return exprs.Equal(p, str(pk)) })
					}
					require.Equal(t, query.Where.Matches(item), read, "%v", item)
					if access.Key != nil && read {
						require.True(t, exprs.Equal(access.Key["pk"], item["pk"]) && exprs.Equal(access.Key["sk"], item["sk"]))
					}
				}
			}
		}
	})
}
