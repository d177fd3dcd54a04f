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
	require.JSONEq(t, toJSON(t, wireMap(New("item-7"))), `{"pk":{"S":"item-7`+string(Shape{}.WireTail()))
	var got map[string]map[string]string
	require.NoError(t, json.Unmarshal([]byte(`{"pk":{"S":"item-7`+string(YCSB.WireTail())), &got))
	require.Len(t, got, 11)
	require.Len(t, got["field9"]["S"], 100)
}

func toJSON(t *testing.T, value any) string {
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

func TestATablesNameTellsTheShapeOfItsItems(t *testing.T) {
	for name, want := range map[string]Shape{
		"bench":                {},
		"ycsb-10x100":          {10, 100},
		"large-1x100000":       {1, 100_000},
		"10x100":               {10, 100},
		"ycsb-10x100-copy":     {},
		"ycsb-0x100":           {},
		"ycsb-10x":             {},
		"ycsb-x10":             {},
		"ycsb-axb":             {},
		"ycsb-4x100000":        {}, // no item is that large
		"ycsb-70000x1":         {},
		"":                     {},
		"dynactor-bench-12x34": {12, 34},
	} {
		require.Equal(t, want, ShapeOf(name), name)
		if want != (Shape{}) {
			require.Equal(t, want, ShapeOf(want.Table("any")))
		}
	}
	require.Equal(t, "any", Shape{}.Table("any"))
	require.Equal(t, "field7", Field(7))
	require.Equal(t, "field123", Field(123))
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
