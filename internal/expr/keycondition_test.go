package expr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var tableKey = KeySchema{KeyAttribute{"pk", types.ScalarAttributeTypeS}, KeyAttribute{"sk", types.ScalarAttributeTypeS}}

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
		{"pk = :p AND sk = :a", condition("EQ", a), SortRange{Lower: a, Upper: a}},
		{"sk < :a AND pk = :p", condition("LT", a), SortRange{Upper: a, UpperOpen: true}},
		{"pk = :p AND sk <= :a", condition("LE", a), SortRange{Upper: a}},
		{"pk = :p AND sk > :a", condition("GT", a), SortRange{Lower: a, LowerOpen: true}},
		{"(pk = :p) AND (sk >= :a)", condition("GE", a), SortRange{Lower: a}},
		{"pk = :p AND sk BETWEEN :a AND :b", condition("BETWEEN", a, b), SortRange{Lower: a, Upper: b}},
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

func TestKeysInFilters(t *testing.T) {
	p, err := NewParams(nil, valueMap{":a": str("a")}, given(FilterExpression))
	require.NoError(t, err)
	for src, want := range map[string]string{
		"x = :a":                       "",
		"x.pk = :a":                    "",
		"pk = :a":                      "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk",
		"x = :a AND size(sk) = :a":     "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
		"sk = :a OR pk = :a":           "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk",
		"pk = :a AND sk.x = :a":        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: sk",
		"attribute_exists(pk[0])":      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
		"x = :a AND (y = :a OR sk=:a)": "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
	} {
		c, err := ParseCondition(FilterExpression, src, p)
		require.NoError(t, err)
		err = c.CheckNoKeys("Filter Expression", tableKey)
		if want == "" {
			assert.NoError(t, err, src)
		} else if assert.Error(t, err, src) {
			assert.Equal(t, want, message(err), src)
		}
	}
}

func TestKeysInUpdatesAndProjections(t *testing.T) {
	p, err := NewParams(nil, valueMap{":a": str("a")}, given(UpdateExpression))
	require.NoError(t, err)
	check := func(src, want string, err error) {
		t.Helper()
		if want == "" {
			assert.NoError(t, err, src)
		} else if assert.Error(t, err, src) {
			assert.Equal(t, want, message(err), src)
		}
	}
	const (
		update = "One or more parameter values were invalid: Cannot update attribute %s. This attribute is part of the key"
		scalar = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: %s"
	)
	for src, want := range map[string]string{
		"SET a = :a REMOVE b.pk":          "",
		"SET a = pk":                      "",
		"SET pk = :a":                     fmt.Sprintf(update, "pk"),
		"SET sk = :a, pk = :a":            fmt.Sprintf(update, "pk"),
		"REMOVE sk.x":                     fmt.Sprintf(update, "sk"),
		"SET a = pk.x":                    fmt.Sprintf(scalar, "pk"),
		"SET a = pk.x ADD sk :n":          fmt.Sprintf(update, "sk"),
		"SET a = if_not_exists(sk[0],:a)": fmt.Sprintf(scalar, "sk"),
	} {
		p.values[":n"] = num("1")
		u, err := ParseUpdate(src, p)
		require.NoError(t, err)
		check(src, want, u.CheckKeys(tableKey))
	}
	for src, want := range map[string]string{
		"pk, a.pk, sk": "",
		"a, sk[0]":     fmt.Sprintf(scalar, "sk"),
	} {
		projection, err := ParseProjection(src, p)
		require.NoError(t, err)
		check(src, want, projection.CheckKeys(tableKey))
	}
}
