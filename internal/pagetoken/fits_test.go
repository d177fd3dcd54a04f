package pagetoken

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

func TestATokenOfAnotherRequestIsForeignAndTheErrorNamesBoth(t *testing.T) {
	query := Token{Kind: Query, Table: "orders", Index: "by-status", Partition: 1, Open: []Position{{}}}
	scan := Token{Kind: Scan, Table: "orders", TotalSegments: 8}
	statement := Token{Kind: Statement, Table: "orders", Partition: 1}
	with := func(t Token, change func(*Token)) Token { change(&t); return t }
	for name, test := range map[string]struct {
		token, want Token
		says        []string
	}{
		"another operation":    {query, scan, []string{"a query", "a scan"}},
		"a statement":          {statement, query, []string{"a statement", "a query"}},
		"another table":        {query, with(query, func(t *Token) { t.Table = "customers" }), []string{`"orders"`, `"customers"`}},
		"another index":        {query, with(query, func(t *Token) { t.Index = "by-date" }), []string{`"by-status"`, `"by-date"`}},
		"an index, not table":  {query, with(query, func(t *Token) { t.Index = "" }), []string{`index "by-status"`, `table "orders" itself`}},
		"other direction":      {query, with(query, func(t *Token) { t.Descending = true }), []string{"ascending", "descending"}},
		"another partition":    {query, with(query, func(t *Token) { t.Partition = 2 }), []string{"another partition key"}},
		"another statement":    {statement, with(statement, func(t *Token) { t.Partition = 2 }), []string{"another statement"}},
		"other segments":       {scan, with(scan, func(t *Token) { t.TotalSegments = 1 }), []string{"8 segments", "1 segment:"}},
		"some of the segments": {scan, with(scan, func(t *Token) { t.Given = 1 }), []string{"all segments", "some segments"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.token.Fits(test.want)
			requireFault(t, err, Foreign)
			for _, says := range test.says {
				require.ErrorContains(t, err, says)
			}
			require.NoError(t, test.want.Fits(test.want))
		})
	}
}

func TestAScanThatNamesNoNumberOfSegmentsGoesOnWithTheTokens(t *testing.T) {
	require.NoError(t, Token{Kind: Scan, Table: "t", TotalSegments: 8}.Fits(Token{Kind: Scan, Table: "t"}))
}

func TestFingerprintsTellApartWhatDynamoDBDoes(t *testing.T) {
	s := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	n := func(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
	b := func(v string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(v)} }
	list := func(v ...types.AttributeValue) types.AttributeValue { return &types.AttributeValueMemberL{Value: v} }

	require.Equal(t, PartitionOf(n("1")), PartitionOf(n("1.0")))
	require.Equal(t, PartitionOf(n("100")), PartitionOf(n("1e2")))
	require.Equal(t,
		StatementOf("", []types.AttributeValue{&types.AttributeValueMemberSS{Value: []string{"a", "b"}}}),
		StatementOf("", []types.AttributeValue{&types.AttributeValueMemberSS{Value: []string{"b", "a"}}}))
	require.Equal(t, GivenOf([]int{1, 2, 300}), GivenOf([]int{300, 2, 1, 2}))
	require.Zero(t, GivenOf(nil))

	different := map[uint64]string{}
	add := func(name string, fingerprint uint64) {
		require.NotZero(t, fingerprint)
		require.Empty(t, different[fingerprint], name)
		different[fingerprint] = name
	}
	for name, v := range map[string]types.AttributeValue{
		"S": s("1"), "another S": s("11"), "N": n("1"), "B": b("1"), "no number": n("x"), "nil": nil,
		"BOOL": &types.AttributeValueMemberBOOL{}, "true": &types.AttributeValueMemberBOOL{Value: true}, "NULL": &types.AttributeValueMemberNULL{Value: true},
		"SS": &types.AttributeValueMemberSS{Value: []string{"1"}}, "NS": &types.AttributeValueMemberNS{Value: []string{"1"}}, "BS": &types.AttributeValueMemberBS{Value: [][]byte{[]byte("1")}},
		"L": list(s("1")), "L of two": list(s("1"), s("1")), "L in L": list(list(s("1"))), "no L": list(),
		"M": &types.AttributeValueMemberM{Value: attributes{"1": s("1")}}, "no M": &types.AttributeValueMemberM{},
	} {
		add(name, PartitionOf(v))
	}
	add("no segment", GivenOf([]int{}))
	add("a segment", GivenOf([]int{0}))
	add("two segments", GivenOf([]int{0, 1}))
	add("a statement", StatementOf("select", nil))
	add("its parameter", StatementOf("select", []types.AttributeValue{s("1")}))
	add("two parameters", StatementOf("select", []types.AttributeValue{s("1"), s("1")}))
	require.Equal(t, PartitionOf(nil), PartitionOf((*types.AttributeValueMemberS)(nil)))
}

// A token outlives its process, so a fingerprint must be the same in the next.
func TestFingerprintsStay(t *testing.T) {
	require.Equal(t, uint64(0xfbf4593c58d1d983), PartitionOf(&types.AttributeValueMemberS{Value: "customer-1"}))
}
