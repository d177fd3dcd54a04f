package scenario

import (
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/progress"
)

func TestTheSharesAreTheWhole(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 1000} {
		next := 0
		for g := range 8 {
			from, to := share(n, 8, g)
			require.Equal(t, next, from)
			next = to
		}
		require.Equal(t, n, next)
	}
}

var sink []byte // has what it's given allocated on the heap

func TestAllocationsAreCountedPerRequest(t *testing.T) {
	got, err := during(1000, 1, func(int) error {
		for range 1000 {
			sink = make([]byte, 1000)
			sink = make([]byte, 1000)
		}
		return nil
	})
	require.NoError(t, err)
	require.InDelta(t, 2, got.objects, 0.1)
	require.InDelta(t, 2048, got.bytes, 100) // the allocator rounds up to 1,024
}

// echo is a future that is done.
type echo int

func (e echo) Await(context.Context) (int, error) { return int(e), nil }

func TestPipelinedAsksForEachInputOnce(t *testing.T) {
	var mu sync.Mutex
	asked := map[int]int{}
	inputs := make([]int, 1000)
	for i := range inputs {
		inputs[i] = i
	}
	ask := func(_ context.Context, input int, _ ...func(*dynamodb.Options)) echo {
		mu.Lock()
		defer mu.Unlock()
		asked[input]++
		return echo(input)
	}
	_, err := pipelined(t.Context(), ask, inputs, 8, 10)
	require.NoError(t, err)
	require.Len(t, asked, len(inputs))
	for input, times := range asked {
		require.Equal(t, 1, times, input)
	}
}

func TestEveryWayOfAskingIsMeasured(t *testing.T) {
	got, err := allocations(t.Context(), Env{Rounds: 2, Requests: 2000, Progress: progress.New(io.Discard, 0, true)})
	require.NoError(t, err)
	require.Len(t, got.Costs, len(costCases))
	require.Len(t, got.Findings, len(costCases))
	for _, c := range got.Costs {
		require.Equal(t, 2000, c.Requests)
		require.Len(t, c.Allocs, 2, "the warm-up isn't one of them")
		require.Len(t, c.Bytes, 2)
	}
}

func TestPendingRequestsAreWeighedAndThenAnswered(t *testing.T) {
	got, err := pendingMemory(t.Context(), 5000)
	require.NoError(t, err)
	require.Equal(t, 5000, got.Pending.Requests)
	require.Positive(t, got.Pending.BytesPerRequest)
	require.Positive(t, got.Pending.Goroutines)
}

func TestTheFakeRefusesReadsThatNobodyAskedFor(t *testing.T) {
	f := &fake{}
	_, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{Key: items.Key("foreign")})
	require.ErrorContains(t, err, `"foreign"`)
}

func TestTheFakesGateEndsWithTheContext(t *testing.T) {
	f := &fake{gate: make(chan struct{})}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := f.PutItem(ctx, &dynamodb.PutItemInput{})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
