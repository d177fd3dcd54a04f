package items

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestKeysAreFreshInEveryGoroutine(t *testing.T) {
	const goroutines, each = 8, 3000 // several blocks each
	var (
		mu   sync.Mutex
		seen = map[string]bool{}
		wg   sync.WaitGroup
	)
	for range goroutines {
		wg.Go(func() {
			var keys Keys
			mine := make([]string, each)
			for i := range mine {
				mine[i] = keys.Next()
			}
			mu.Lock()
			defer mu.Unlock()
			for _, key := range mine {
				seen[key] = true
			}
		})
	}
	wg.Wait()
	require.Len(t, seen, goroutines*each)
	for key := range seen {
		require.Len(t, key, 21)
	}
}

func TestSumKnowsLossFromRepetition(t *testing.T) {
	sum := func(keys ...string) (s Sum) {
		for _, key := range keys {
			s.Add(Hash(key))
		}
		return s
	}
	require.Equal(t, sum("a", "b", "c"), sum("c", "a", "b"))
	require.NotEqual(t, sum("a", "b", "c"), sum("a", "b", "b"))
	require.Equal(t, Hash("item-1"), Hash([]byte("item-1")))
}

func TestItemIsAboutFourTenthsOfAKilobyte(t *testing.T) {
	var keys Keys
	size := sizeOf(t, New(keys.Next()))
	require.InDelta(t, 400, size, 20)
}

func TestWireFormIsTheItem(t *testing.T) {
	head, tail := Wire()
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(string(head)+"item-7"+string(tail)), &got))

	text, err := json.Marshal(wireMap(New("item-7")))
	require.NoError(t, err)
	var want map[string]any
	require.NoError(t, json.Unmarshal(text, &want))
	require.Equal(t, want, got)
}

func TestCheckRefusesAnotherKeysItem(t *testing.T) {
	require.NoError(t, Check(New("item-1"), "item-1"))
	require.ErrorContains(t, Check(New("item-1"), "item-2"), `"item-2" is the item of key "item-1"`)
	require.ErrorContains(t, Check(nil, "item-2"), `has no string "pk"`)
}

// sizeOf follows DynamoDB's rules: names and values in bytes, a number about
// one byte for two digits and one more, a map three and one for each entry.
func sizeOf(t *testing.T, item Item) int {
	size := 0
	for name, value := range item {
		size += len(name)
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			size += len(v.Value)
		case *types.AttributeValueMemberN:
			size += len(v.Value)/2 + 1
		case *types.AttributeValueMemberB:
			size += len(v.Value)
		case *types.AttributeValueMemberM:
			size += 3 + len(v.Value) + sizeOf(t, v.Value)
		default:
			t.Fatalf("no size for %T", value)
		}
	}
	return size
}
