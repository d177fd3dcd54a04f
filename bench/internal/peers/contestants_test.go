package peers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/items"
)

func TestContestantsAreNamedOnce(t *testing.T) {
	var names []string
	for _, c := range Contestants() {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	require.Len(t, slices.Compact(names), 9)
}

func TestAContestantHasOneStoreOrBulkAlone(t *testing.T) {
	eachContestant(t, nil, func(t *testing.T, r ring) {
		require.False(t, r.Store != nil && r.Async != nil)
		require.Equal(t, r.Store == nil && r.Async == nil, slices.Contains(r.contestant.Missing, "read"))
		require.True(t, r.Bulk != nil || r.Store != nil || r.Async != nil)
	})
}

func TestWhatIsPutCanBeRead(t *testing.T) {
	eachContestant(t, []string{"put", "read"}, func(t *testing.T, r ring) {
		keys := numbered(300)
		require.NoError(t, together(keys, func(key string) error { return r.put(t.Context(), key) }))
		require.Equal(t, keys, r.keys(t))
		require.NoError(t, together(keys, func(key string) error { return r.read(t.Context(), key) }))
	})
}

func TestAWholeItemIsStored(t *testing.T) {
	eachContestant(t, []string{"put"}, func(t *testing.T, r ring) {
		require.NoError(t, r.put(t.Context(), "item-1"))
		want := items.New("item-1")
		if r.contestant.Binary {
			fields := map[string][]byte{}
			require.NoError(t, flatten(fields, "", want))
			want = items.Item{}
			for name, value := range fields {
				want[name] = &types.AttributeValueMemberB{Value: value}
			}
		}
		require.Equal(t, want, r.stored(t, "item-1"))
	})
}

func TestAnUpdateSetsOneAttribute(t *testing.T) {
	eachContestant(t, []string{"put", "update"}, func(t *testing.T, r ring) {
		require.NoError(t, r.put(t.Context(), "item-1"))
		want := r.stored(t, "item-1")
		require.NoError(t, r.update(t.Context(), "item-1", "status", "PAID"))
		want["status"] = &types.AttributeValueMemberS{Value: "PAID"}
		if r.contestant.Binary {
			want["status"] = &types.AttributeValueMemberB{Value: []byte("PAID")}
		}
		require.Equal(t, want, r.stored(t, "item-1"))
	})
}

func TestAScanReadsTheNextItemsByOneCall(t *testing.T) {
	eachContestant(t, []string{"put", "scan"}, func(t *testing.T, r ring) {
		keys := numbered(40)
		require.NoError(t, together(keys, func(key string) error { return r.put(t.Context(), key) }))
		var (
			mu    sync.Mutex
			scans []*dynamodb.ScanInput
		)
		defer r.db.Control(local.On(func(_ context.Context, request *local.Request) error {
			mu.Lock()
			defer mu.Unlock()
			scans = append(scans, request.Input.(*dynamodb.ScanInput))
			return nil
		}, "Scan"))()
		for _, start := range []string{"", keys[7]} {
			n, err := r.scan(t.Context(), start, 10)
			require.NoError(t, err)
			require.LessOrEqual(t, n, 10)
			require.Positive(t, n)
		}
		require.Len(t, scans, 2)
		for i, want := range []items.Item{nil, items.Key(keys[7])} {
			require.EqualValues(t, 10, *scans[i].Limit)
			require.Equal(t, want, scans[i].ExclusiveStartKey)
		}
	})
}

func TestUnprocessedItemsOfCallersAreSentAgain(t *testing.T) {
	eachContestant(t, []string{"put", "read"}, func(t *testing.T, r ring) {
		partial := local.On(local.Partial(1), "BatchWriteItem", "BatchGetItem")
		keys := numbered(100)
		for name, operation := range map[string]func(context.Context, string) error{"put": r.put, "read": r.read} {
			if name == "read" {
				require.NoError(t, together(keys, func(key string) error { return r.put(t.Context(), key) }))
			}
			remove := r.db.Control(local.Times(3, partial))
			require.NoError(t, together(keys, func(key string) error { return operation(t.Context(), key) }), name)
			remove()
			require.Equal(t, keys, r.keys(t), name)
		}
	})
}

func TestReadingWhatIsntThereFails(t *testing.T) {
	eachContestant(t, []string{"read"}, func(t *testing.T, r ring) {
		require.Error(t, r.read(t.Context(), "nothing"))
	})
}

func TestTheItemOfAnotherKeyIsNoAnswer(t *testing.T) {
	eachContestant(t, []string{"put", "read"}, func(t *testing.T, r ring) {
		require.NoError(t, r.put(t.Context(), "item-1"))
		require.NoError(t, r.put(t.Context(), "item-2"))
		other := r.stored(t, "item-2")
		defer r.db.Control(func(_ context.Context, request *local.Request) error {
			request.After(func(_ context.Context, output any, err error) error {
				switch out := output.(type) {
				case *dynamodb.GetItemOutput:
					out.Item = other
				case *dynamodb.BatchGetItemOutput:
					out.Responses = map[string][]items.Item{items.Table: {other}}
				}
				return err
			})
			return nil
		})()
		require.Error(t, r.read(t.Context(), "item-1"))
		require.NoError(t, r.read(t.Context(), "item-2"))
	})
}

func TestErrorsOfTheServiceSurface(t *testing.T) {
	eachContestant(t, nil, func(t *testing.T, r ring) {
		broken := errors.New("ValidationException")
		defer r.db.Control(local.Fail(local.Error(http.StatusBadRequest, broken.Error(), "broken")))()
		for name, operation := range r.operations() {
			require.ErrorContains(t, operation(t.Context(), "item-1"), broken.Error(), name)
		}
		if r.Bulk != nil {
			require.ErrorContains(t, r.load(t.Context(), numbered(30), ignore), broken.Error())
			require.ErrorContains(t, r.fetch(t.Context(), numbered(30), ignore), broken.Error())
		}
	})
}

func TestAnEndedContextEndsOperations(t *testing.T) {
	eachContestant(t, nil, func(t *testing.T, r ring) {
		if r.contestant.Name != "guregu-batch" {
			require.NoError(t, together(numbered(1), func(key string) error { return r.put(t.Context(), key) }))
		}
		release := make(chan struct{})
		arrived := make(chan struct{}, 100)
		defer r.db.Control(func(ctx context.Context, request *local.Request) error {
			arrived <- struct{}{}
			return local.Hold(release)(ctx, request)
		})()
		defer close(release)
		for name, operation := range r.operations() {
			ctx, cancel := context.WithCancel(t.Context())
			if r.contestant.Name == "go-ycsb" {
				cancel() // it notices no later
			} else {
				go func() { <-arrived; cancel() }()
			}
			require.ErrorIs(t, operation(ctx, "item-1"), context.Canceled, name)
			cancel()
		}
		if r.Bulk != nil {
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-arrived; cancel() }()
			require.ErrorIs(t, r.load(ctx, numbered(30), ignore), context.Canceled)
		}
	})
}

func TestContestantsWorkOnManyTables(t *testing.T) {
	eachContestant(t, []string{"put", "read"}, func(t *testing.T, r ring) {
		var names []string
		for i := range 20 {
			names = append(names, "table-"+strconv.Itoa(i))
			r.createTable(t, names[i])
		}
		require.NoError(t, together(names, func(table string) error {
			return r.putInto(t.Context(), table, items.New("of-"+table))
		}))
		require.NoError(t, together(names, func(table string) error {
			return r.readFrom(t.Context(), table, "of-"+table)
		}))
		require.Empty(t, r.keys(t))
	})
}

func TestContestantsHaveTypesForItemsOfAnyShape(t *testing.T) {
	eachContestant(t, nil, func(t *testing.T, r ring) {
		for _, shape := range []items.Shape{items.YCSB, {Fields: 1, Length: 100_000}} {
			table := shape.Table("shaped")
			r.createTable(t, table)
			item := items.Key("user1")
			for i := range shape.Fields {
				item[items.Field(i)] = &types.AttributeValueMemberS{Value: strings.Repeat("x", shape.Length)}
			}
			if r.Bulk != nil {
				left := []items.Item{item}
				require.NoError(t, r.Bulk.Put(t.Context(), table, func() (next items.Item, ok bool) {
					if len(left) == 0 {
						return nil, false
					}
					left = left[1:]
					return item, true
				}, ignore))
			} else {
				require.NoError(t, r.putInto(t.Context(), table, item))
			}
			out, err := r.db.Client().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: r.key("user1")})
			require.NoError(t, err)
			if !r.contestant.Binary {
				require.Equal(t, item, out.Item)
			}
			require.Len(t, out.Item, 1+shape.Fields)
			if r.Store == nil && r.Async == nil {
				continue
			}
			require.NoError(t, r.putInto(t.Context(), table, item))
			require.NoError(t, r.readFrom(t.Context(), table, "user1"))
		}
	})
}

func TestCallersOfOneKeyAllGetTheirAnswers(t *testing.T) {
	eachContestant(t, []string{"put", "read", "update"}, func(t *testing.T, r ring) {
		same := slices.Repeat([]string{"item-hot"}, 150)
		require.NoError(t, together(same, func(key string) error { return r.put(t.Context(), key) }))
		require.NoError(t, together(same, func(key string) error { return r.read(t.Context(), key) }))
		require.NoError(t, together(same[:20], func(key string) error { return r.update(t.Context(), key, "status", "PAID") }))
		require.Equal(t, []string{"item-hot"}, r.keys(t))
	})
}
