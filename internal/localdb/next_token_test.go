package localdb

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/store"
)

// pagesOf reads a statement page by page.
func pagesOf(t *testing.T, e *Engine, statement string, limit *int32) (items []avMap, pages int) {
	t.Helper()
	in := dynamodb.ExecuteStatementInput{Statement: &statement, Limit: limit}
	for {
		request := in
		out := do[*dynamodb.ExecuteStatementOutput](t, e, &request)
		items = append(items, out.Items...)
		pages++
		assert.Equal(t, out.NextToken == nil, out.LastEvaluatedKey == nil, "one comes with the other")
		if in.NextToken = out.NextToken; in.NextToken == nil {
			return items, pages
		}
		require.Less(t, pages, 100, "no end")
	}
}

func TestPagesOfAStatementAreAllOfIt(t *testing.T) {
	e := New(Config{})
	createTable(t, e, readSpec)
	for _, p := range []string{"a", "b", "c"} {
		for i := 1; i <= 4; i++ {
			putInto(t, e, "reads", readItem(p, i))
		}
	}
	for _, c := range []struct {
		statement string
		pages     int // of 2 items each; the page that ends with the last item says that there may be more
	}{
		{`SELECT * FROM reads`, 7},
		{`SELECT p, s FROM reads WHERE x<>'x2'`, 7},
		{`SELECT * FROM reads WHERE p='a'`, 3},
		{`SELECT * FROM reads WHERE p='a' ORDER BY s DESC`, 3},
		{`SELECT * FROM reads WHERE p='a' AND s=1`, 1},
		{`SELECT * FROM reads WHERE p='a' AND s BETWEEN 2 AND 4`, 2},
		{`SELECT * FROM reads WHERE p IN ['c','none','a']`, 5},
		{`SELECT * FROM reads WHERE p IN ['c','none','a'] ORDER BY p, s DESC`, 5},
		{`SELECT * FROM reads WHERE p='b' AND s>9`, 1},
		{`SELECT * FROM reads."local-keys" WHERE p='c' ORDER BY l DESC`, 3},
		{`SELECT * FROM reads."global-all" WHERE g='g'`, 7},
		{`SELECT * FROM reads."global-all" WHERE g='g' ORDER BY h DESC`, 7},
		{`SELECT * FROM reads."global-x"`, 7},
	} {
		all, one := pagesOf(t, e, c.statement, nil)
		assert.Equal(t, 1, one, c.statement)
		items, pages := pagesOf(t, e, c.statement, ptrTo[int32](2))
		assert.Equal(t, all, items, c.statement)
		assert.Equal(t, c.pages, pages, c.statement)
	}
}

func TestAPageOfAStatementEndsAtOneMegabyte(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{sk: "sk:N"})
	for _, pk := range []string{"a", "b"} {
		for sk := range 3 {
			putInto(t, e, "things", avMap{"pk": s(pk), "sk": avN(sk), "v": s(strings.Repeat("x", 300_000))})
		}
	}
	for statement, pages := range map[string]int{
		`SELECT sk FROM things`:                                2, // the fourth item reaches a megabyte
		`SELECT sk FROM things WHERE pk='a'`:                   1,
		`SELECT sk FROM things WHERE pk IN ['b','a']`:          2,
		`SELECT sk FROM things WHERE v='other'`:                2, // nothing, twice
		`SELECT sk FROM things WHERE pk IN ['b','a'] AND sk>0`: 2, // a filter: beside IN there is no range
	} {
		_, got := pagesOf(t, e, statement, nil)
		assert.Equal(t, pages, got, statement)
	}
}

// The last entry may be gone when its statement goes on.
func TestANextTokenOutlivesItsItem(t *testing.T) {
	e := spoken(t)
	statement := `SELECT sk FROM things WHERE pk='a'`
	out := do[*dynamodb.ExecuteStatementOutput](t, e, &dynamodb.ExecuteStatementInput{Statement: &statement, Limit: ptrTo[int32](2)})
	assert.Equal(t, avMap{"pk": s("a"), "sk": n("2")}, out.LastEvaluatedKey)
	requireStatements(t, e, []utterance{{`DELETE FROM things WHERE pk='a' AND sk=2`, `{'Items':[]}`}})
	requireSaid(t, e, &dynamodb.ExecuteStatementInput{Statement: &statement, NextToken: out.NextToken}, `{'Items':[{'sk':{'N':'3'}}]}`, statement)
}

func TestANextTokenIsOfOneStatement(t *testing.T) {
	e := spoken(t)
	const statement = `SELECT sk FROM things WHERE pk=?`
	send := func(text string, token *string, parameters ...types.AttributeValue) *dynamodb.ExecuteStatementInput {
		return &dynamodb.ExecuteStatementInput{Statement: &text, Parameters: parameters, NextToken: token, Limit: ptrTo[int32](1)}
	}
	token := do[*dynamodb.ExecuteStatementOutput](t, e, send(statement, nil, s("a"))).NextToken
	require.NotNil(t, token)
	const mismatch = "NextToken does not match request"
	requireSaid(t, e, send(statement, token, s("b")), mismatch, "another parameter")
	requireSaid(t, e, send(statement+" AND sk>0", token, s("a")), mismatch, "another statement")
	requireSaid(t, e, send("SELECT * FROM things", token), mismatch, "a scan")
	requireSaid(t, e, send("INSERT INTO plain VALUE {'pk':'a'}", token), `{'Items':[]}`, "a write has no use for it")
	// What is wrong with the key is told first, and a missing index last.
	requireSaid(t, e, send(statement, token, n("1")), "Key attribute's data type should match its data type in table's schema: Key pk", "a bad key")
	requireSaid(t, e, send("SELECT * FROM things.nope", token), mismatch, "no index")

	// Limit and consistency may change.
	in := send(statement, token, s("a"))
	in.Limit, in.ConsistentRead = nil, ptrTo(true)
	requireSaid(t, e, in, `{'Items':[{'sk':{'N':'2'}},{'sk':{'N':'3'}}]}`, "the same statement")
}

func TestMadeUpNextTokensAreRefused(t *testing.T) {
	of := fingerprint{1, 2, 3}
	good := nextToken(of, store.Position{Key: store.NewKey("p", "s"), Owner: store.NewKey("o", "")})
	raw, err := base64.RawURLEncoding.DecodeString(good)
	require.NoError(t, err)
	encode := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	header := string(raw[:33])
	for name, token := range map[string]string{
		"no base64":      "!" + good,
		"cut":            encode(raw[:len(raw)-1]),
		"header only":    encode(raw[:33]),
		"shorter":        encode(raw[:32]),
		"longer":         encode(append(append([]byte{}, raw...), 0)),
		"other version":  encode(append([]byte{9}, raw[1:]...)),
		"huge length":    encode([]byte(header + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")),
		"endless length": encode([]byte(header + strings.Repeat("\xff", 11))),
	} {
		_, err := readNextToken(token, of)
		requireError(t, err, "Invalid NextToken")
		assert.NotEqual(t, good, token, name)
	}
	at, err := readNextToken(good, of)
	require.NoError(t, err)
	assert.Equal(t, &store.Position{Key: store.NewKey("p", "s"), Owner: store.NewKey("o", "")}, at)

	// A token with the right fingerprint and a partition that the statement doesn't read.
	e := spoken(t)
	in := &dynamodb.ExecuteStatementInput{Statement: ptrTo(`SELECT sk FROM things WHERE pk='a'`)}
	in.NextToken = ptrTo(nextToken(statementFingerprint(in), store.Position{Key: store.NewKey("other", "")}))
	requireSaid(t, e, in, "Invalid NextToken", "another partition")
}

func FuzzReadNextToken(f *testing.F) {
	of := fingerprint{7}
	for i := range 3 {
		f.Add(nextToken(of, store.Position{Key: store.NewKey(strings.Repeat("p", i), "s"), Owner: store.NewKey(fmt.Sprint(i), "")}))
	}
	f.Fuzz(func(t *testing.T, token string) {
		at, err := readNextToken(token, of)
		if err != nil {
			require.Nil(t, at)
			return
		}
		again, err := readNextToken(nextToken(of, *at), of)
		require.NoError(t, err)
		require.Equal(t, at, again)
	})
}
