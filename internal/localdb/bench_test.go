package localdb

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/require"
)

// order is an item of 0.4 KB, of ten attributes.
func order(i int) map[string]types.AttributeValue {
	s := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	n := func(v int) types.AttributeValue { return &types.AttributeValueMemberN{Value: strconv.Itoa(v)} }
	return map[string]types.AttributeValue{
		"pk":       s("order#" + strconv.Itoa(i)),
		"customer": s("customer#" + strconv.Itoa(i%1000)),
		"status":   s("shipped"),
		"total":    n(i % 100_000),
		"count":    n(3),
		"paid":     &types.AttributeValueMemberBOOL{Value: true},
		"address": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"street": s("1 Long Street"), "city": s("Springfield"), "zip": s("12345"),
		}},
		"lines": &types.AttributeValueMemberL{Value: []types.AttributeValue{s("apples"), s("pears"), n(12)}},
		"tags":  &types.AttributeValueMemberSS{Value: []string{"gift", "prime"}},
		"note":  s(strings.Repeat("n", 190)),
	}
}

func orderKey(i int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "order#" + strconv.Itoa(i)}}
}

// ordersTable has n orders.
func ordersTable(b testing.TB, n int) (*Engine, *string) {
	e := New(Config{})
	name := createTable(b, e, tableSpec{name: "orders"})
	for i := range n {
		_, err := e.Do(context.Background(), &dynamodb.PutItemInput{TableName: &name, Item: order(i)})
		require.NoError(b, err)
	}
	return e, &name
}

// BenchmarkPutItem replaces items of tables of several sizes. The inputs are made beforehand, as a
// server has them from its decoder.
func BenchmarkPutItem(b *testing.B) {
	for _, size := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			e, name := ordersTable(b, size)
			inputs := make([]*dynamodb.PutItemInput, 1024)
			for i := range inputs {
				inputs[i] = &dynamodb.PutItemInput{TableName: name, Item: order(i * 7919 % size)}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := e.Do(context.Background(), inputs[i%len(inputs)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPutItemParallel puts from all processors at once.
func BenchmarkPutItemParallel(b *testing.B) {
	e, name := ordersTable(b, 1000)
	inputs := make([]*dynamodb.PutItemInput, 1000)
	for i := range inputs {
		inputs[i] = &dynamodb.PutItemInput{TableName: name, Item: order(i)}
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, err := e.Do(context.Background(), inputs[i%len(inputs)]); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkGetItem(b *testing.B) {
	for _, size := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			e, name := ordersTable(b, size)
			inputs := make([]*dynamodb.GetItemInput, 1024)
			for i := range inputs {
				inputs[i] = &dynamodb.GetItemInput{TableName: name, Key: orderKey(i * 7919 % size)}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := e.Do(context.Background(), inputs[i%len(inputs)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUpdateItem(b *testing.B) {
	e, name := ordersTable(b, 1000)
	inputs := make([]*dynamodb.UpdateItemInput, 1000)
	for i := range inputs {
		inputs[i] = &dynamodb.UpdateItemInput{
			TableName: name, Key: orderKey(i),
			UpdateExpression:         ptr.String("SET #status = :status, #total = #total + :one"),
			ConditionExpression:      ptr.String("attribute_exists(pk) AND paid = :paid"),
			ExpressionAttributeNames: map[string]string{"#status": "status", "#total": "total"},
			ExpressionAttributeValues: map[string]types.AttributeValue{
				":status": &types.AttributeValueMemberS{Value: "returned"},
				":one":    &types.AttributeValueMemberN{Value: "1"},
				":paid":   &types.AttributeValueMemberBOOL{Value: true},
			},
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := e.Do(context.Background(), inputs[i%len(inputs)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBatchWriteItem(b *testing.B) {
	e, name := ordersTable(b, 0)
	requests := make([]types.WriteRequest, 25)
	for i := range requests {
		requests[i] = types.WriteRequest{PutRequest: &types.PutRequest{Item: order(i)}}
	}
	in := &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{*name: requests}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Do(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/25, "ns/item")
}

// BenchmarkMillionItems reports the live heap of a million items of 0.4 KB.
func BenchmarkMillionItems(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		before := liveHeap()
		e, _ := ordersTable(b, n)
		heap := liveHeap() - before
		runtime.KeepAlive(e)
		b.ReportMetric(float64(heap)/n, "heap-B/item")
	}
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
