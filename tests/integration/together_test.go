package integration

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/api"
)

// All good and bad inputs of all tables at once, in any order, through one executor: whatever
// meets in a batch, each answer is the native one.
func TestGoodAndBadInputsAllAtOnceAnswerAsNatively(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)

	var inputs []any
	add := func(in any) { inputs = append(inputs, in) }
	puts := map[int]itemCase{} // by the place in inputs
	for _, c := range itemCases() {
		puts[len(inputs)] = c
		add(&dynamodb.PutItemInput{TableName: aws.String(tables[c.layout]), Item: c.item()})
	}
	for _, c := range append(keyCases(), keyOnlyCases()...) {
		table := tables[c.layout]
		native(t.Context(), client, &dynamodb.PutItemInput{TableName: &table, Item: with(c.layout.keyOf(c.key), attributes{"v": n("1")})})
		add(&dynamodb.GetItemInput{TableName: &table, Key: c.key})
		add(&dynamodb.GetItemInput{TableName: &table, Key: c.key})
		if c.verdict == refused {
			add(&dynamodb.DeleteItemInput{TableName: &table, Key: c.key})
		}
	}
	sortedTable := tables[sorted]
	store(t, client, sortedTable, with(sorted.key("rich"), attributes{"v": s("1"), "w": n("2"), "doc": document(attributes{"nest": s("3")}), "lst": list(s("4"))}))
	for _, c := range projectionCases() {
		for _, id := range []string{"rich", "missing"} {
			add(&dynamodb.GetItemInput{TableName: &sortedTable, Key: sorted.key(id), ProjectionExpression: c.expression, ExpressionAttributeNames: c.names})
		}
	}
	for i := range 50 {
		for l, table := range tables {
			add(&dynamodb.DeleteItemInput{TableName: &table, Key: l.key(fmt.Sprint("victim ", i))})
		}
	}

	want := make([]answer, len(inputs))
	wantStored := map[int]attributes{}
	for i, in := range inputs {
		want[i] = native(t.Context(), client, in)
		if c, ok := puts[i]; ok {
			wantStored[i] = stored(t, client, tables[c.layout], c.layout.keyOf(c.item()))
		}
	}
	eachFace(t, func(t *testing.T, f face) {
		for _, c := range puts {
			erase(t, client, tables[c.layout], c.layout.keyOf(c.item()))
		}
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		order := rand.New(rand.NewPCG(seed, 0)).Perm(len(inputs))
		shuffled, wants := make([]any, len(inputs)), make([]answer, len(inputs))
		for i, from := range order {
			shuffled[i], wants[i] = inputs[from], want[from]
		}
		ex := open(t, client, quickRetries)
		compareAll(t, ex, f, shuffled, wants)
		for i, c := range puts {
			assert.True(t, reflect.DeepEqual(wantStored[i], stored(t, client, tables[c.layout], c.layout.keyOf(c.item()))), "%s: another item is stored", c.name)
		}
		stats := ex.Stats().Total
		assert.Positive(t, stats.BatchCalls)
		assert.Positive(t, stats.Splits)
		assert.Less(t, stats.Calls, stats.Requests)
		assert.Zero(t, stats.QueueDepth+stats.CallsInFlight)
	})
}

// A batch may answer with 16 MB, a get with 400 KB: what a batch left out is asked for again, and
// that isn't a failed attempt of anybody's.
func TestGetsOfMoreThanABatchMayAnswerAllSucceed(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table := tables[plain]
	const items = 60
	text := s(strings.Repeat("x", 380<<10))
	var inputs []any
	for i := range items {
		key := plain.key(fmt.Sprint("large ", i))
		store(t, client, table, with(key, attributes{"v": text}))
		inputs = append(inputs, &dynamodb.GetItemInput{TableName: &table, Key: key})
	}
	for _, attempts := range []int{10, 1} {
		t.Run(fmt.Sprintf("%d attempts", attempts), func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				crowd := newCrowd(t, client, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: attempts}))
				failed := 0
				for i, a := range crowd.together(t, f, table, plain.key, inputs...) {
					out, err := of[dynamodb.GetItemOutput](a)
					if err != nil {
						failed++
						if failed == 1 {
							t.Errorf("get %d: %v", i, err)
						}
						continue
					}
					assert.Equal(t, inputs[i].(*dynamodb.GetItemInput).Key["pk"], out.Item["pk"])
					assert.True(t, reflect.DeepEqual(text, out.Item["v"]))
				}
				assert.Zero(t, failed, "of %d gets, each of which succeeds natively", items)
			})
		})
	}
}

// Text that grows sixfold in JSON makes a batch larger than any that DynamoDB takes.
func TestPutsOfMoreThanABatchMayCarryAllSucceed(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table := tables[plain]
	crowd := newCrowd(t, client)
	text := s(strings.Repeat("\x01", 390<<10))
	var inputs []any
	for i := range 8 {
		inputs = append(inputs, &dynamodb.PutItemInput{TableName: &table, Item: with(plain.key(fmt.Sprint("large ", i)), attributes{"v": text})})
	}
	eachFace(t, func(t *testing.T, f face) {
		for i, a := range crowd.together(t, f, table, plain.key, inputs...) {
			assert.NoError(t, a.err, "put %d", i)
		}
	})
}
