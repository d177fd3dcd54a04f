package store

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/packed"
)

// clock is a time that a test sets.
type clock struct{ nanos atomic.Int64 }

func (c *clock) now() time.Time        { return time.Unix(0, c.nanos.Load()) }
func (c *clock) pass(by time.Duration) { c.nanos.Add(int64(by)) }

// values returns attribute v of what a query of an index finds.
func values(t *testing.T, table *Table, index, partition string) (found []string) {
	require.True(t, table.Query(index, Range{Partition: partition}, func(e *Entry) bool {
		v, _, ok := e.Item.Scalar("v")
		require.True(t, ok)
		found = append(found, v)
		return true
	}))
	return found
}

func TestALaggingIndexShowsWhatWasThere(t *testing.T) {
	var c clock
	table := NewTable(primary, []Index{globalPlain, localByText}, c.now, time.Second)
	item := func(group string, v int) attributes {
		return attributes{"p": str("a"), "s": num(1), "t": str("x"), "g": str(group), "v": num(v)}
	}
	group := func(name string) []string { return values(t, table, "global", name) }

	put(table, item("one", 1))
	require.Empty(t, group("one"))
	require.Equal(t, []string{"1"}, values(t, table, "local", "a"), "local indexes never lag")

	c.pass(500 * time.Millisecond)
	k := put(table, item("one", 2)) // due half a second behind the first
	c.pass(500 * time.Millisecond)
	require.Equal(t, []string{"1"}, group("one"))
	c.pass(500 * time.Millisecond)
	require.Equal(t, []string{"2"}, group("one"))

	put(table, item("two", 3))
	c.pass(time.Second - 1)
	require.Equal(t, []string{"2"}, group("one"))
	require.Empty(t, group("two"))
	c.pass(1)
	require.Empty(t, group("one"))
	require.Equal(t, []string{"3"}, group("two"))

	table.Update(k, func(packed.Item) (packed.Item, bool) { return "", true })
	require.Equal(t, []string{"3"}, group("two"))
	c.pass(time.Second)
	require.Empty(t, group("two"))
	count, bytes := table.IndexLen("global")
	require.Zero(t, count)
	require.Zero(t, bytes)
}

func TestAScanOfALaggingIndexLagsToo(t *testing.T) {
	var c clock
	table := NewTable(primary, []Index{globalPlain}, c.now, time.Second)
	put(table, attributes{"p": str("a"), "s": num(1), "g": str("one")})
	first, last := Segment(0, 1)
	scan := func() (n int) {
		require.True(t, table.Scan("global", first, last, nil, func(*Entry) bool { n++; return true }))
		return n
	}
	require.Zero(t, scan())
	c.pass(time.Second)
	require.Equal(t, 1, scan())
}

func TestALaggingIndexThatNobodyReadsStaysSmall(t *testing.T) {
	var c clock
	table := NewTable(primary, []Index{globalPlain}, c.now, time.Second)
	for i := range 10_000 {
		put(table, attributes{"p": str("a"), "s": num(i % 5), "g": str("one"), "v": num(i)})
		c.pass(100 * time.Millisecond)
	}
	g := table.global[0]
	late := len(g.stripes[g.stripe(Hash("one"))].late)
	require.LessOrEqual(t, late, 11, "as many as change within the lag")
	c.pass(time.Second)
	require.Equal(t, []string{"9995", "9996", "9997", "9998", "9999"}, values(t, table, "global", "one"))
}

func TestAnIndexThatIsAddedBeginsUpToDate(t *testing.T) {
	var c clock
	table := NewTable(primary, nil, c.now, time.Hour)
	for i := range 3 {
		put(table, attributes{"p": str("a"), "s": num(i), "g": str("one"), "v": num(i)})
	}
	require.NoError(t, table.AddIndex(globalPlain))
	require.Equal(t, fmt.Sprint([]int{0, 1, 2}), fmt.Sprint(values(t, table, "global", "one")))
}
