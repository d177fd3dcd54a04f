package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/packed"
)

const today = 1_700_000_000

// put stores an item of the primary schema.
func put(t *Table, item attributes) Key {
	p := packed.Pack(item)
	k, ok := t.schema.KeyOf(p)
	if !ok {
		panic("no key")
	}
	t.Update(k, func(packed.Item) (packed.Item, bool) { return p, true })
	return k
}

func TestItemsExpireAtTheirSecond(t *testing.T) {
	for name, c := range map[string]struct {
		v    types.AttributeValue
		gone bool
	}{
		"a second ago":             {num(today - 1), true},
		"now":                      {num(today), true},
		"half a second later":      {&types.AttributeValueMemberN{Value: fmt.Sprint(today, ".5")}, true},
		"in a second":              {num(today + 1), false},
		"five years ago":           {num(today - tooOld), true},
		"more than five years ago": {num(today - tooOld - 1), false},
		"a string":                 {str(fmt.Sprint(today - 1)), false},
		"beyond 64 bits":           {&types.AttributeValueMemberN{Value: "1E100"}, false},
		"no number":                {&types.AttributeValueMemberNULL{Value: true}, false},
	} {
		for _, before := range []bool{true, false} {
			table := NewTable(primary, nil, time.Now, 0)
			if before {
				table.SetExpiry("e")
			}
			k := put(table, attributes{"p": str("a"), "s": num(1), "e": c.v})
			other := put(table, attributes{"p": str("a"), "s": num(2)})
			if !before {
				table.SetExpiry("e")
			}
			table.Expire(today)
			assert.Equal(t, c.gone, table.Get(k) == "", "%s, put before it was set: %t", name, !before)
			assert.NotEmpty(t, table.Get(other))
		}
	}
}

func TestEverythingDueExpiresAtOnce(t *testing.T) {
	table := NewTable(primary, []Index{globalPlain}, time.Now, 0)
	table.SetExpiry("e")
	const n = 1000
	for i := range n {
		put(table, attributes{"p": str(fmt.Sprint(i)), "s": num(i), "g": str("x"), "e": num(today + i%2)})
	}
	table.Expire(today)
	require.EqualValues(t, n/2, table.Len())
	table.Expire(today + 1)
	require.Zero(t, table.Len())
	require.Zero(t, table.Bytes())
	count, bytes := table.IndexLen("global")
	require.Zero(t, count)
	require.Zero(t, bytes)
}

func TestItemsThatAreTooOldDoNotHoldUpOthers(t *testing.T) {
	table := NewTable(primary, nil, time.Now, 0)
	table.SetExpiry("e")
	for i := range 600 {
		put(table, attributes{"p": str("old"), "s": num(i), "e": num(today - tooOld - 1 - i)})
	}
	table.Expire(today)
	require.EqualValues(t, 600, table.Len())
	require.Greater(t, table.expires.next.Load(), int64(today), "nothing is looked for again and again")

	k := put(table, attributes{"p": str("new"), "s": num(1), "e": num(today)})
	table.Expire(today)
	require.Empty(t, table.Get(k))
	require.EqualValues(t, 600, table.Len())
}

func TestAnItemThatWasReplacedExpiresByItsNewSecond(t *testing.T) {
	table := NewTable(primary, nil, time.Now, 0)
	table.SetExpiry("e")
	item := attributes{"p": str("a"), "s": num(1), "e": num(today)}
	put(table, item)
	item["e"] = num(today + 10)
	k := put(table, item)
	table.Expire(today + 9)
	require.NotEmpty(t, table.Get(k))
	table.Expire(today + 10)
	require.Empty(t, table.Get(k))
}

func TestNothingExpiresOnceExpiryIsOff(t *testing.T) {
	table := NewTable(primary, nil, time.Now, 0)
	table.SetExpiry("e")
	k := put(table, attributes{"p": str("a"), "s": num(1), "e": num(today)})
	table.SetExpiry("")
	table.Expire(today)
	require.NotEmpty(t, table.Get(k))
}

func TestAskingForExpiredItemsAllocatesNothing(t *testing.T) {
	table := NewTable(primary, nil, time.Now, 0)
	table.SetExpiry("e")
	put(table, attributes{"p": str("a"), "s": num(1), "e": num(today)})
	require.Zero(t, testing.AllocsPerRun(100, func() { table.Expire(today - 1) }))
}
