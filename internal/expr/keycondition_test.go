package expr

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var tableKey = KeySchema{Partition: KeyAttribute{"pk", types.ScalarAttributeTypeS}, Sort: KeyAttribute{"sk", types.ScalarAttributeTypeS}}

func keyRange(t *testing.T, src string, values valueMap, schema KeySchema) (KeyRange, error) {
	t.Helper()
	p, err := NewParams(nil, values, given(KeyConditionExpression))
	require.NoError(t, err)
	k, err := ParseKeyCondition(src, p)
	require.NoError(t, err)
	return k.Resolve(schema)
}

func TestKeyConditionsBecomeRanges(t *testing.T) {
	p, a, b := str("p"), str("a"), str("b")
	condition := func(o types.ComparisonOperator, values ...types.AttributeValue) types.Condition {
		return types.Condition{ComparisonOperator: o, AttributeValueList: values}
	}
	for _, tt := range []struct {
		src    string
		legacy types.Condition
		want   SortRange
	}{
		{"pk = :p AND sk = :a", condition("EQ", a), SortRange{Lower: a, Upper: a, Equal: true}},
		{"sk < :a AND pk = :p", condition("LT", a), SortRange{Upper: a, UpperOpen: true}},
		{"pk = :p AND sk <= :a", condition("LE", a), SortRange{Upper: a}},
		{"pk = :p AND sk > :a", condition("GT", a), SortRange{Lower: a, LowerOpen: true}},
		{"(pk = :p) AND (sk >= :a)", condition("GE", a), SortRange{Lower: a}},
		{"pk = :p AND sk BETWEEN :a AND :b", condition("BETWEEN", a, b), SortRange{Lower: a, Upper: b}},
		{"pk = :p AND sk BETWEEN :a AND :a", condition("BETWEEN", a, a), SortRange{Lower: a, Upper: a}},
		{"pk = :p AND begins_with(sk, :a)", condition("BEGINS_WITH", a), SortRange{Prefix: a}},
		// Turned round.
		{":p = pk AND :a > sk", condition("LT", a), SortRange{Upper: a, UpperOpen: true}},
		{"pk = :p AND :a >= sk", condition("LE", a), SortRange{Upper: a}},
		{"pk = :p AND :a < sk", condition("GT", a), SortRange{Lower: a, LowerOpen: true}},
		{"pk = :p AND :a <= sk", condition("GE", a), SortRange{Lower: a}},
	} {
		want := KeyRange{Partition: p, Sort: tt.want}
		got, err := keyRange(t, tt.src, valueMap{":p": p, ":a": a, ":b": b}, tableKey)
		require.NoError(t, err, tt.src)
		assert.Equal(t, want, got, tt.src)

		k, err := NewKeyConditions(map[string]types.Condition{"pk": condition("EQ", p), "sk": tt.legacy})
		require.NoError(t, err)
		got, err = k.Resolve(tableKey)
		require.NoError(t, err)
		assert.Equal(t, want, got, "KeyConditions like %s", tt.src)
	}
	got, err := keyRange(t, "pk = :p", valueMap{":p": p}, tableKey)
	require.NoError(t, err)
	assert.Equal(t, KeyRange{Partition: p}, got)
}

func TestKeyConditionsNameTheMissingAttribute(t *testing.T) {
	_, err := keyRange(t, "sk = :a", valueMap{":a": str("a")}, tableKey)
	require.Error(t, err)
	assert.Equal(t, "Query condition missed key schema element: pk", message(err))
	_, err = keyRange(t, "pk = :a AND x = :a", valueMap{":a": str("a")}, tableKey)
	require.Error(t, err)
	assert.Equal(t, "Query condition missed key schema element: sk", message(err))
}

func TestErrorsQuoteNumbersAsTheRequestHasThem(t *testing.T) {
	p, err := NewParams(nil, valueMap{":a": num("1e3"), ":b": num("1.50")}, given(KeyConditionExpression))
	require.NoError(t, err)
	_, err = ParseKeyCondition("sk BETWEEN :a AND :b", p)
	require.Error(t, err)
	assert.Equal(t, "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:1e3}, upper bound operand: AttributeValue: {N:1.50}", message(err))
}

func TestKeySizesInKeyConditions(t *testing.T) {
	check := func(pk, sk int) string {
		_, err := keyRange(t, "pk = :p AND sk = :a", valueMap{":p": str(strings.Repeat("x", pk)), ":a": str(strings.Repeat("x", sk))}, tableKey)
		if err != nil {
			return message(err)
		}
		return ""
	}
	assert.Empty(t, check(2048, 1024))
	assert.Equal(t, "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes", check(2049, 1024))
	assert.Equal(t, "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes", check(2048, 1025))
}
