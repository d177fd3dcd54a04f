package partiql

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLimitsHoldAtTheirEdge(t *testing.T) {
	const query = "SELECT * FROM tbl WHERE "
	repeat := strings.Repeat
	pad := func(n int) string { return query + "a = 1" + repeat(" ", n-len(query+"a = 1")) }
	for name, test := range map[string]struct {
		within, beyond, message string
	}{
		"statement": {pad(MaxStatement), pad(MaxStatement + 1), "Member must have length less than or equal to 8192"},
		"bytes of statement": {
			query + "a='" + repeat("é", (MaxStatement-len(query+"a=''"))/2) + "'",
			query + "a='" + repeat("é", (MaxStatement-len(query+"a=''"))/2+1) + "'",
			"Member must have length less than or equal to 8192",
		},
		"operators": {
			query + "NOT " + repeat("a=1 AND ", 149) + "a=1", // NOT, 149 AND, 150 =
			query + repeat("a=1 AND ", 150) + "a=1",
			"The expression contains too many operators; operator count: 301",
		},
		"operands of IN": {
			query + "a IN [" + repeat("1,", 99) + "1]", query + "a IN [" + repeat("1,", 100) + "1]",
			"The IN operator is provided with too many operands; number of operands: 101",
		},
		"path": {
			query + "a" + repeat(".a", 31) + "=1", query + "a" + repeat(".a", 32) + "=1",
			"The document path has too many nesting levels; nesting levels: 33",
		},
		"depth of values": {
			query + "a=" + repeat("[", 31) + "1" + repeat("]", 31), query + "a=" + repeat("[", 32) + "1" + repeat("]", 32),
			"Nesting Levels have exceeded supported limits",
		},
		"list index": {
			query + "a[2147483647]=1", query + "a[2147483648]=1",
			"List index is not within the allowable range; index: [2147483648] at 1:27:10",
		},
		"table name": {
			"SELECT * FROM " + repeat("x", 255), "SELECT * FROM " + repeat("x", 256),
			"Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.within, nil)
			require.NoError(t, err)
			_, err = Parse(test.beyond, nil)
			require.EqualError(t, err, "api error ValidationException: "+test.message)
		})
	}
}

func TestNestingIsBounded(t *testing.T) {
	for _, open := range []string{"(", "[", "{'a':", "NOT ", "-", "foo(", "a[", "<<", "(SELECT * FROM ", "CASE WHEN "} {
		statement := "SELECT * FROM t WHERE " + strings.Repeat(open, 8000/len(open))
		_, err := Parse(statement, nil)
		assert.EqualError(t, err, "api error ValidationException: Statement wasn't well formed, can't be processed: "+statement)
	}
	// DynamoDB Local takes 100 parentheses.
	_, err := Parse("SELECT * FROM tbl WHERE "+strings.Repeat("(", 100)+"a=1"+strings.Repeat(")", 100), nil)
	assert.NoError(t, err)
}

func TestPositionsCountCharactersFromOne(t *testing.T) {
	for statement, at := range map[string]string{
		"SELECT * FROM tbl WHERE l[-1]=1":               "1:28:1",
		"SELECT *\nFROM tbl\r\n  WHERE\t l[-1]=1":       "3:13:1",
		"SELECT * FROM tbl WHERE 'é😀'=1 AND l[-1]=1":    "1:39:1",
		"SELECT * FROM tbl /* a\nb */ WHERE l[-1]=1":    "2:15:1",
		"SELECT * FROM tbl -- a\n WHERE l[-1]=1":        "2:11:1",
		"SELECT * FROM tbl WHERE 'a\nb'=1 AND l[-1]=1":  "2:13:1",
		"SELECT * FROM tbl WHERE \"a\"\"b\"[-1]=1":      "1:33:1",
		"SELECT * FROM tbl WHERE l[1.5]=1":              "1:27:3",
		"SELECT * FROM tbl LIMIT 'it''s'":               "1:25:7",
		"SELECT * FROM tbl WHERE x = `ion`":             "1:29:5",
		"UPDATE tbl SET s=set_add(s) WHERE pk='a'":      "1:18:7",
		"INSERT INTO tbl VALUE {'pk':'x', 'a':{'b':c}}": "1:43:1",
	} {
		_, err := Parse(statement, nil)
		require.Error(t, err, statement)
		assert.True(t, strings.HasSuffix(err.Error(), " at "+at), "%q: %v", statement, err)
	}
}

func TestKeywordsAreNamesOnlyIfQuoted(t *testing.T) {
	for word := range keywords {
		if word == "null" || word == "true" || word == "false" || word == "missing" {
			continue // values
		}
		for _, statement := range []string{"SELECT " + word + " FROM tbl", "SELECT a." + strings.ToUpper(word) + " FROM tbl", "SELECT a FROM " + word} {
			_, err := Parse(statement, nil)
			assert.ErrorContains(t, err, "Statement wasn't well formed", statement)
		}
		statement, err := Parse(`SELECT "`+word+`" FROM tbl`, nil)
		require.NoError(t, err, word)
		assert.Equal(t, []Path{{{Name: word}}}, statement.(*Select).Projection)
	}
	// Reserved words of expressions that PartiQL has no use for.
	_, err := Parse("SELECT name, status, ttl, year, data FROM tbl", nil)
	assert.NoError(t, err)
}

func TestParametersAreTakenInTheOrderOfTheText(t *testing.T) {
	parameters := []types.AttributeValue{num("1"), str("a"), num("2")}
	statement, err := Parse("UPDATE tbl SET x = ? WHERE pk = ? AND sk = ?", parameters)
	require.NoError(t, err)
	key, _, err := statement.(*Update).Key(testSchema)
	require.NoError(t, err)
	assert.Equal(t, map[string]types.AttributeValue{"pk": str("a"), "sk": num("2")}, key)
	updated, err := statement.(*Update).Apply(key)
	require.NoError(t, err)
	assert.Equal(t, num("1"), updated["x"])

	statement, err = Parse("INSERT INTO tbl VALUE {'pk': ?, 'q': 'is it?', 'sk': ?}", []types.AttributeValue{str("a"), num("2")})
	require.NoError(t, err)
	assert.Equal(t, map[string]types.AttributeValue{"pk": str("a"), "q": str("is it?"), "sk": num("2")}, statement.(*Insert).Item)
}

func TestExistsHoldsItsQuery(t *testing.T) {
	statement, err := Parse(`EXISTS(SELECT * FROM "tbl" WHERE pk = ? AND sk = 1 AND x = 2)`, []types.AttributeValue{str("a")})
	require.NoError(t, err)
	access, err := statement.(*Exists).Select.Access(testSchema)
	require.NoError(t, err)
	assert.Equal(t, map[string]types.AttributeValue{"pk": str("a"), "sk": num("1")}, access.Key)
	assert.True(t, access.Filter.Matches(Item{"x": num("2")}))

	for _, text := range []string{`NOT EXISTS(SELECT * FROM tbl)`, `EXISTS(1)`, `EXISTS(EXISTS(SELECT * FROM tbl))`, `EXISTS(SELECT * FROM tbl) = true`} {
		statement, err := Parse(text, nil)
		require.NoError(t, err, text)
		assert.Equal(t, &Unsupported{Operation: "NAry", Expression: true}, statement, text)
	}
}

func TestMalformedIsToldFromRefused(t *testing.T) {
	for statement, want := range map[string]bool{
		"":                                  true,
		"SELECT * FROM":                     true,
		"SELECT * FROM tbl WHERE 'a":        true,
		"SELECT * FROM tbl; SELECT 1":       true,
		"SELECT * FROM tbl WHERE foo(a)":    false,
		"UPDATE tbl SET a = ? WHERE pk='a'": false,
		"SELECT * FROM " + strings.Repeat("x", MaxStatement): false,
	} {
		_, err := Parse(statement, nil)
		require.Error(t, err)
		assert.Equal(t, want, IsMalformed(err), "%.40s", statement)
	}
	assert.False(t, IsMalformed(nil))
}

// Each as DynamoDB Local answers: a join that could be PartiQL's is refused only after it has been read.
func TestJoinsAreReadAndRefused(t *testing.T) {
	for join, wellFormed := range map[string]bool{
		", tbl":                            true,
		"JOIN tbl ON true":                 true,
		"OUTER JOIN tbl ON true":           true,
		"LEFT JOIN tbl ON true":            true,
		"LEFT OUTER JOIN tbl ON true":      true,
		"FULL OUTER JOIN tbl ON true, tbl": true,
		"CROSS JOIN tbl":                   true,
		"INNER CROSS JOIN tbl":             true,
		"LEFT OUTER CROSS JOIN tbl":        true,
		"JOIN tbl":                         false,
		"OUTER JOIN tbl":                   false,
		"LEFT JOIN tbl":                    false,
		"JOIN tbl ON true JOIN tbl":        false,
		"CROSS JOIN tbl ON true":           false,
		"CROSS OUTER JOIN tbl":             false,
		"INNER OUTER JOIN tbl ON true":     false,
		"LEFT tbl":                         false,
	} {
		_, err := Parse("SELECT * FROM tbl "+join, nil)
		require.Error(t, err, join)
		assert.Equal(t, wellFormed, !IsMalformed(err), join)
		if wellFormed {
			require.ErrorContains(t, err, "Only select from a single table or index is supported.", join)
		}
	}
}
