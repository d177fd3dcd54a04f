package workload

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/bench/internal/items"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMixesHaveTheirShares(t *testing.T) {
	want := map[string]map[Kind]float64{
		"a": {Read: 0.5, Update: 0.5},
		"b": {Read: 0.95, Update: 0.05},
		"c": {Read: 1},
		"d": {Read: 0.95, Insert: 0.05},
		"e": {Scan: 0.95, Insert: 0.05},
		"f": {Read: 0.5, ReadModifyWrite: 0.5},
	}
	require.Len(t, Mixes, len(want))
	for _, mix := range Mixes {
		t.Run(mix.Name, func(t *testing.T) {
			random, counts := newRandom(), map[Kind]int{}
			for range draws {
				counts[mix.kind(random.Float64())]++
			}
			for kind := Read; kind <= ReadModifyWrite; kind++ {
				p := want[mix.Name][kind]
				requireShare(t, p, counts[kind], "%v", kind)
				require.Equal(t, p > 0, mix.Has(kind), "%v", kind)
			}
			wanted := Zipfian
			if mix.Name == "d" {
				wanted = Latest
			}
			require.Equal(t, wanted, mix.Distribution)
		})
	}
}

func TestOperationsHaveWhatTheirKindNeeds(t *testing.T) {
	mix := Mix{Read: 0.2, Update: 0.2, Insert: 0.2, Scan: 0.2, ReadModifyWrite: 0.2}
	w := New(mix, 1000, items.YCSB, 1)
	source := w.Source(0)
	lengths := make([]int, maxScan+1)
	fields := map[string]bool{}
	for range 100_000 {
		op := source.Next()
		require.Equal(t, Key(op.Record), op.Key)
		switch op.Kind {
		case Insert:
			require.GreaterOrEqual(t, op.Record, uint64(1000))
			require.Len(t, op.Item, 11)
			require.NoError(t, items.Check(op.Item, op.Key))
			w.Inserted(op.Record)
		case Update, ReadModifyWrite:
			require.Len(t, op.Value, 100)
			fields[op.Attribute] = true
		case Scan:
			lengths[op.Length]++
		}
		require.Less(t, op.Record, uint64(w.Records()))
	}
	require.Zero(t, lengths[0])
	requireEven(t, lengths[1:])
	require.Len(t, fields, 10)
}

func TestTheSameSeedMakesTheSameOperations(t *testing.T) {
	run := func(seed uint64, number int) (all []string) {
		source := New(Mixes[0], 1000, items.YCSB, seed).Source(number)
		for range 100 {
			op := source.Next()
			all = append(all, fmt.Sprint(op.Kind, op.Key, op.Attribute, op.Value))
		}
		return all
	}
	require.Equal(t, run(1, 0), run(1, 0))
	require.NotEqual(t, run(1, 0), run(2, 0))
	require.NotEqual(t, run(1, 0), run(1, 1))
}

func TestInsertsHaveDistinctKeysInAllGoroutines(t *testing.T) {
	const goroutines, each = 8, 2000
	w := New(Mix{Insert: 1}, 10, items.YCSB, 1)
	var (
		mu   sync.Mutex
		keys = map[string]bool{}
		wait sync.WaitGroup
	)
	for record := range uint64(10) {
		keys[Key(record)] = true
	}
	for n := range goroutines {
		wait.Go(func() {
			source := w.Source(n)
			for range each {
				op := source.Next()
				w.Inserted(op.Record)
				mu.Lock()
				keys[op.Key] = true
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	require.Len(t, keys, 10+goroutines*each)
	// The last one to arrive may have found another one counting.
	w.Inserted(w.inserts.begin())
	require.Equal(t, 10+goroutines*each+1, w.Records())
	require.Equal(t, goroutines*each+1, w.Grown())
}

func TestFreshReadsAskForNoRecordTwice(t *testing.T) {
	w := New(Mix{Read: 1, Distribution: Fresh}, 10, items.Shape{}, 1)
	require.True(t, w.Exact())
	require.False(t, New(Mixes[0], 10, items.YCSB, 1).Exact())
	first, second, seen := w.Source(0), w.Source(1), map[string]bool{}
	for range 1000 {
		seen[first.Next().Key] = true
		seen[second.Next().Key] = true
	}
	require.Len(t, seen, 2000)
}

func TestInTurnAsksForAllRecordsOneAfterTheOther(t *testing.T) {
	w := New(Mix{Read: 1, Distribution: InTurn}, 10, items.Shape{}, 1)
	first, second := w.Source(0), w.Source(1)
	counts := map[string]int{}
	for range 15 {
		counts[first.Next().Key]++
		counts[second.Next().Key]++
	}
	require.Len(t, counts, 10)
	for _, count := range counts {
		require.Equal(t, 3, count)
	}
}

func TestAPreparedSourceHasTheNextOperation(t *testing.T) {
	source, same := New(Mixes[0], 10, items.YCSB, 1).Source(0), New(Mixes[0], 10, items.YCSB, 1).Source(0)
	for range 5 {
		require.Equal(t, same.Next(), source.Prepared().Next())
	}
}

func TestItemsOfTheStandardShapeCanBeUpdated(t *testing.T) {
	source := New(Mix{Update: 0.5, Insert: 0.5}, 10, items.Shape{}, 1).Source(0)
	for range 100 {
		if op := source.Next(); op.Kind == Insert {
			require.Equal(t, items.New(op.Key), op.Item)
		} else {
			require.Equal(t, "field0", op.Attribute)
			require.Len(t, op.Value, 100)
		}
	}
}

// A record is there when all before it are, in whatever order they arrive.
func TestRecordsAreThereWithoutAGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := &inserts{arrived: make([]atomic.Bool, window)}
		i.next.Store(5)
		i.there.Store(5)
		n := rapid.IntRange(1, 50).Draw(t, "inserts")
		order := make([]int, n)
		for k := range order {
			order[k] = int(i.begin())
		}
		order = rapid.Permutation(order).Draw(t, "order of arrival")
		arrived := map[int]bool{}
		for _, number := range order {
			i.end(uint64(number))
			arrived[number] = true
			there := 5
			for arrived[there] {
				there++
			}
			if got := i.there.Load(); got != uint64(there) {
				t.Fatalf("%d are there, want %d", got, there)
			}
		}
	})
}

func TestSeenCountsDistinctRecordsOnce(t *testing.T) {
	w := New(Mixes[3], 100, items.YCSB, 1)
	for _, record := range []uint64{3, 99, 3, 64, 127, 128, 1 << 40} {
		w.Saw(record)
	}
	require.Equal(t, 4, w.Seen(), "records far beyond those of the start don't count")
	require.Zero(t, w.Seen())
}

func TestItemsHaveTheirShapeAndNotAllTheSameContent(t *testing.T) {
	random := newRandom()
	shape := items.Shape{Fields: 1, Length: 100_000}
	first, second := Item(random, shape, "a"), Item(random, shape, "a")
	require.Len(t, first, 2)
	require.NotEqual(t, first, second)
}
