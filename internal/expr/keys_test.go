package expr

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPathsThatReachIntoAKeyAreFound(t *testing.T) {
	p, err := NewParams(nil, valueMap{":a": str("a"), ":n": num("1")}, given(UpdateExpression))
	require.NoError(t, err)
	for src, want := range map[string]bool{
		"pk = :a AND x.pk = :a":         false,
		"x = :a AND pk.x = :a":          true,
		"attribute_exists(pk[0])":       true,
		"x = :a OR NOT size(pk.x) = :n": true,
	} {
		c, err := ParseCondition(FilterExpression, src, p)
		require.NoError(t, err)
		assert.Equal(t, want, c.ReachesInto("pk"), src)
	}
	for src, want := range map[string]bool{
		"a.pk, pk": false,
		"a":        false,
		"a, pk[0]": true,
	} {
		projection, err := ParseProjection(src, p)
		require.NoError(t, err)
		assert.Equal(t, want, projection.ReachesInto("pk"), src)
	}
	for src, want := range map[string]bool{
		"SET a = pk, pk = :a REMOVE b.pk": false,
		"REMOVE pk.x":                     true,
		"SET a = pk.x":                    true,
		"SET a = if_not_exists(pk[0],:a)": true,
	} {
		u, err := ParseUpdate(src, p)
		require.NoError(t, err)
		assert.Equal(t, want, u.ReachesInto("pk"), src)
	}
}
