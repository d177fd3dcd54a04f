package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// book is a store that notes what it was asked for, and throws every third
// request back if it is short of capacity.
type book struct {
	mu     sync.Mutex
	counts map[string]int // by operation and table
	asked  int
	short  bool
	fail   error
}

func (b *book) note(operation, table string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.counts == nil {
		b.counts = map[string]int{}
	}
	if b.fail != nil {
		return b.fail
	}
	if b.asked++; b.short && b.asked%3 == 0 {
		return fmt.Errorf("call: %w", new(types.ProvisionedThroughputExceededException))
	}
	b.counts[operation+" "+table]++
	return nil
}

func (b *book) Read(_ context.Context, table, _ string) error { return b.note("read", table) }
func (b *book) Put(_ context.Context, table string, _ items.Item) error {
	return b.note("put", table)
}
func (b *book) Update(_ context.Context, table, _, _, _ string) error { return b.note("update", table) }
func (b *book) Scan(_ context.Context, table, _ string, n int) (int, error) {
	return n, b.note("scan", table)
}

// later is a book that answers when it's waited for.
type later struct{ *book }

func (l later) Read(_ context.Context, table, _ string) func() error {
	return func() error { return l.note("read", table) }
}
func (l later) Put(_ context.Context, table string, _ items.Item) func() error {
	return func() error { return l.note("put", table) }
}
func (l later) Update(_ context.Context, table, _, _, _ string) func() error {
	return func() error { return l.note("update", table) }
}
func (l later) Scan(_ context.Context, table, _ string, _ int) func() error {
	return func() error { return l.note("scan", table) }
}

var (
	_ peers.Store      = (*book)(nil)
	_ peers.AsyncStore = later{}
)

// operate does operations on a book, blocking or not, until it was asked for n.
func operate(t *testing.T, b *book, async bool, mix workload.Mix, n int) (work, load.Result, error) {
	t.Helper()
	w := work{Workload: workload.New(mix, 100, items.YCSB, 1), tables: []string{"a", "b"}, fixed: true}
	source := w.Source(0)
	result, err := load.Section(func() ([]*load.Recorder, error) {
		return load.Callers(1, func(_ int, r *load.Recorder) error {
			do, ask := w.doing(b, source), w.asking(later{b}, source)
			for range n {
				err := error(nil)
				if async {
					for wait := ask(t.Context()); wait != nil && err == nil; {
						wait, err = wait(r)
					}
				} else {
					err = do(t.Context(), r)
				}
				switch {
				case errors.Is(err, load.ErrThrottled):
					r.Throttled()
				case err != nil:
					return err
				default:
					r.Done(time.Now())
				}
			}
			return nil
		})
	})
	return w, result, err
}

func TestOperationsReachTheStoreAndAreNotedByTheirKind(t *testing.T) {
	mix := workload.Mix{Read: 0.2, Update: 0.2, Insert: 0.2, Scan: 0.2, ReadModifyWrite: 0.2}
	for _, async := range []bool{false, true} {
		b := &book{}
		w, result, err := operate(t, b, async, mix, 5000)
		require.NoError(t, err)
		require.Equal(t, 5000, result.Acknowledged)
		count := func(operation string) int { return b.counts[operation+" a"] + b.counts[operation+" b"] }
		require.Equal(t, count("read"), result.Reads)
		require.Equal(t, count("scan"), result.Scans)
		require.Equal(t, count("put")+count("update"), result.Exact)
		require.Equal(t, count("put"), w.Grown())
		require.InDelta(t, 2000, count("read"), 200, "those of read-modify-writes, too")
		require.InDelta(t, 2000, count("update"), 200)
		require.Positive(t, w.Seen())
		for key, count := range b.counts {
			require.Positive(t, count, key)
		}
		require.Len(t, b.counts, 8, "four operations on both tables")
	}
}

func TestReadsOfFreshKeysHaveToArriveExactly(t *testing.T) {
	for _, async := range []bool{false, true} {
		b := &book{}
		_, result, err := operate(t, b, async, workload.Mix{Read: 1, Distribution: workload.Fresh}, 100)
		require.NoError(t, err)
		require.Equal(t, 100, result.Exact)
		require.Zero(t, result.Reads)
	}
}

func TestAThrottledInsertIsTriedUntilItArrives(t *testing.T) {
	for _, async := range []bool{false, true} {
		b := &book{short: true}
		w, result, err := operate(t, b, async, workload.Mix{Insert: 1}, 100)
		require.NoError(t, err)
		require.Equal(t, 100, result.Acknowledged)
		require.Equal(t, 100, w.Grown())
		require.Equal(t, b.asked-100, result.Throttled)
		require.Positive(t, result.Throttled)
	}
}

func TestOtherThrottledOperationsAreGivenUp(t *testing.T) {
	for _, async := range []bool{false, true} {
		b := &book{short: true}
		_, result, err := operate(t, b, async, workload.Mix{Read: 0.5, ReadModifyWrite: 0.5}, 100)
		require.NoError(t, err)
		require.Equal(t, 100, result.Acknowledged+result.Throttled)
		require.Positive(t, result.Throttled)
		require.Equal(t, b.counts["read a"]+b.counts["read b"], result.Reads)
	}
}

func TestAnyOtherFailureNamesTheOperation(t *testing.T) {
	broken := errors.New("broken")
	for _, async := range []bool{false, true} {
		_, _, err := operate(t, &book{fail: broken}, async, workload.Mix{Read: 1}, 1)
		require.ErrorIs(t, err, broken)
		require.ErrorContains(t, err, "read: ")
	}
}
