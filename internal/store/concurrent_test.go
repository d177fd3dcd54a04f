package store

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/packed"
)

// Accounts move money between each other, so that the sum of all balances tells whether anyone sees half
// of a transaction. Each balance is also the group of the account in a global index.
const (
	accounts = 8
	money    = 100
)

func account(i, balance int) attributes {
	return attributes{"p": str(fmt.Sprint("account", i)), "s": num(0), "g": str("all"), "balance": num(balance)}
}

func balance(i packed.Item) int {
	payload, _, _ := i.Scalar("balance")
	n, err := strconv.Atoi(payload)
	if err != nil {
		panic(err)
	}
	return n
}

// bank makes a table of accounts, and their refs.
func bank() (*Table, []Ref) {
	table := NewTable(primary, []Index{globalPlain, localByText}, time.Now, 0)
	refs := make([]Ref, accounts)
	for i := range refs {
		refs[i] = Ref{table, put(table, account(i, money))}
	}
	return table, refs
}

// transfer moves one between accounts of perhaps different tables.
func transfer(from, to Ref, nFrom, nTo int) {
	Transact([]Ref{from, to}, func(old []packed.Item) []packed.Item {
		return []packed.Item{
			packed.Pack(account(nFrom, balance(old[0])-1)),
			packed.Pack(account(nTo, balance(old[1])+1)),
		}
	})
}

// busy runs f in goroutines until stop is called; stop waits for them.
func busy(goroutines int, f func(worker, round int)) (stop func()) {
	var wg sync.WaitGroup
	var done atomic.Bool
	for w := range goroutines {
		wg.Go(func() {
			for round := 0; !done.Load(); round++ {
				f(w, round)
			}
		})
	}
	return func() {
		done.Store(true)
		wg.Wait()
	}
}

func TestNobodySeesHalfOfATransaction(t *testing.T) {
	table, refs := bank()
	var transfers atomic.Int64
	stop := busy(3, func(w, round int) {
		a, b := (round*7+w)%accounts, (round*3+w+1)%accounts
		if a != b {
			transfer(refs[a], refs[b], a, b)
			transfers.Add(1)
		}
	})
	defer stop()
	sum := func(items []packed.Item) (total int) {
		for _, i := range items {
			total += balance(i)
		}
		return total
	}
	for i := 0; i < 500 || transfers.Load() < 500; i++ {
		require.Equal(t, accounts*money, sum(Snapshot(refs)), "a snapshot")

		// All are in one partition of the index, and so under one lock.
		var indexed []packed.Item
		require.True(t, table.Query("global", Range{Partition: "all"}, func(e *Entry) bool {
			indexed = append(indexed, e.Item)
			return true
		}))
		require.Len(t, indexed, accounts)
		require.Equal(t, accounts*money, sum(indexed), "a query of a global index")
	}
}

func TestUpdatesOfOneItemAreNotLost(t *testing.T) {
	table, refs := bank()
	const each = 500
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for range each {
				if w%2 == 0 {
					table.Update(refs[0].Key, func(old packed.Item) (packed.Item, bool) {
						return packed.Pack(account(0, balance(old)+1)), true
					})
				} else {
					transfer(refs[1], refs[0], 1, 0)
				}
			}
		})
	}
	wg.Wait()
	assert.Equal(t, money+4*each, balance(table.Get(refs[0].Key)))
	assert.Equal(t, money-2*each, balance(table.Get(refs[1].Key)))
}

// Transactions over two tables in both orders, single writes, snapshots and walks, while indexes come and
// go and expiry is set: all of it goes on.
func TestNothingWaitsForEver(t *testing.T) {
	one, refsOne := bank()
	two, refsTwo := bank()
	var rounds atomic.Int64
	stop := busy(4, func(w, round int) {
		a, b := round%accounts, (round*5+w)%accounts
		switch w {
		case 0:
			transfer(refsOne[a], refsTwo[b], a, b)
		case 1:
			transfer(refsTwo[b], refsOne[a], b, a)
		case 2:
			Snapshot([]Ref{refsTwo[a], refsOne[b], refsOne[a]})
			one.Query("global", Range{Partition: "all", Backward: true}, func(*Entry) bool { return true })
			two.Scan("", 0, 1<<63, nil, func(*Entry) bool { return true })
		case 3:
			one.Update(refsOne[a].Key, func(old packed.Item) (packed.Item, bool) { return old, true })
			one.Expire(today)
			two.Expire(today)
		}
		rounds.Add(1)
	})
	for i := 0; i < 100 || rounds.Load() < 1000; i++ {
		table := []*Table{one, two}[i%2]
		require.NoError(t, table.AddIndex(globalSort))
		table.SetExpiry([]string{"", "e"}[i/2%2])
		table.DropIndex(globalSort.Name)
	}
	stop()

	total := 0
	for _, i := range Snapshot(append(append([]Ref(nil), refsOne...), refsTwo...)) {
		total += balance(i)
	}
	require.Equal(t, 2*accounts*money, total)
}

func TestIndexesAgreeWithTheTableAfterConcurrentWrites(t *testing.T) {
	table := NewTable(primary, []Index{globalPlain, localByText}, time.Now, 0)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 1000 {
				p, s := fmt.Sprint(i%13), (i*7+w)%5
				item := attributes{"p": str(p), "s": num(s), "t": str(fmt.Sprint(i % 3)), "g": str(fmt.Sprint((i + w) % 4))}
				k, _ := table.schema.KeyOf(packed.Pack(item))
				table.Update(k, func(packed.Item) (packed.Item, bool) {
					if (i+w)%6 == 0 {
						return "", true
					}
					return packed.Pack(item), true
				})
			}
		})
	}
	wg.Wait()

	first, last := Segment(0, 1)
	items := map[Key]packed.Item{}
	var bytes int64
	table.Scan("", first, last, nil, func(e *Entry) bool {
		items[e.Key] = e.Item
		bytes += int64(e.Item.Size())
		return true
	})
	require.EqualValues(t, len(items), table.Len())
	require.Equal(t, bytes, table.Bytes())
	for _, index := range []string{"global", "local"} {
		n := 0
		table.Scan(index, first, last, nil, func(e *Entry) bool {
			n++
			return assert.Equal(t, items[e.Owner], e.Item, index)
		})
		require.Equal(t, len(items), n, index)
		count, _ := table.IndexLen(index)
		require.EqualValues(t, n, count, index)
	}
}
