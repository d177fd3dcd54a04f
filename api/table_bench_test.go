package api

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// benchOrder marshals to an item of about 0.4 KB.
type benchOrder struct {
	ID       string            `dynamodbav:"id" dynactor:"partition"`
	Customer string            `dynamodbav:"customer"`
	Total    int               `dynamodbav:"total"`
	Paid     bool              `dynamodbav:"paid"`
	Tags     []string          `dynamodbav:"tags"`
	Address  map[string]string `dynamodbav:"address"`
	Note     string            `dynamodbav:"note"`
}

func benchItem(i int) benchOrder {
	return benchOrder{
		ID: strconv.Itoa(i), Customer: "customer/1", Total: i, Paid: true, Tags: []string{"new", "gift"},
		Address: map[string]string{"city": "Prague", "street": "Na Příkopě 1"}, Note: strings.Repeat("n", 280),
	}
}

// answering answers at once, and gets with an item of the asked key.
type answering struct {
	instant
	item map[string]types.AttributeValue
}

func (a answering) with(key map[string]types.AttributeValue) map[string]types.AttributeValue {
	it := make(map[string]types.AttributeValue, len(a.item))
	for name, v := range a.item {
		it[name] = v
	}
	it["id"] = key["id"]
	return it
}

func (a answering) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return &dynamodb.GetItemOutput{Item: a.with(in.Key)}, nil
}

func (a answering) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	keys := in.RequestItems["orders"].Keys
	items := make([]map[string]types.AttributeValue, len(keys))
	for i, key := range keys {
		items[i] = a.with(key)
	}
	return &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{"orders": items}}, nil
}

// byHand is what a program does without a typed table.
type byHand struct{ ex *Executor }

var ordersName = "orders"

func (h byHand) put(ctx context.Context, o benchOrder) (*dynamodb.PutItemInput, error) {
	it, err := attributevalue.MarshalMap(o)
	return &dynamodb.PutItemInput{TableName: &ordersName, Item: it}, err
}

func (h byHand) get(id string) *dynamodb.GetItemInput {
	return &dynamodb.GetItemInput{TableName: &ordersName, Key: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}}}
}

func (h byHand) read(out *dynamodb.GetItemOutput) (o benchOrder, err error) {
	return o, attributevalue.UnmarshalMap(out.Item, &o)
}

// BenchmarkTyped compares typed puts and gets with the executor's own calls and the same marshalling
// done by hand: the typed ones may cost 25 % more CPU at the most. An operation is one item, so
// with one processor (-cpu 1) time is CPU time.
func BenchmarkTyped(b *testing.B) {
	sample, err := attributevalue.MarshalMap(benchItem(1))
	if err != nil {
		b.Fatal(err)
	}
	ex, err := Open(answering{item: sample}, WithKeySchema("orders", "id", ""))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = ex.Close(context.Background()) })
	t, err := TableOf[benchOrder](ex, "orders")
	if err != nil {
		b.Fatal(err)
	}
	ctx, hand, db := context.Background(), byHand{ex}, ex.Sync()
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Run("face=async/op=put/how=hand", func(b *testing.B) {
		pipelined(b, func(i int) *Future[*dynamodb.PutItemOutput] {
			in, err := hand.put(ctx, benchItem(i))
			check(err)
			return ex.PutItem(ctx, in)
		}, func(f *Future[*dynamodb.PutItemOutput]) {
			_, err := f.Await(ctx)
			check(err)
		})
	})
	b.Run("face=async/op=put/how=typed", func(b *testing.B) {
		pipelined(b, func(i int) *Future[Result[benchOrder]] { return t.Put(ctx, benchItem(i)) },
			func(f *Future[Result[benchOrder]]) {
				_, err := f.Await(ctx)
				check(err)
			})
	})
	b.Run("face=async/op=get/how=hand", func(b *testing.B) {
		pipelined(b, func(i int) *Future[*dynamodb.GetItemOutput] { return ex.GetItem(ctx, hand.get(strconv.Itoa(i))) },
			func(f *Future[*dynamodb.GetItemOutput]) {
				out, err := f.Await(ctx)
				check(err)
				_, err = hand.read(out)
				check(err)
			})
	})
	b.Run("face=async/op=get/how=typed", func(b *testing.B) {
		pipelined(b, func(i int) *Future[Result[benchOrder]] { return t.Get(ctx, Key{Partition: strconv.Itoa(i)}) },
			func(f *Future[Result[benchOrder]]) {
				_, err := f.Await(ctx)
				check(err)
			})
	})
	b.Run("face=sync/op=put/how=hand", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			in, err := hand.put(ctx, benchItem(i))
			check(err)
			_, err = db.PutItem(ctx, in)
			check(err)
		}
	})
	b.Run("face=sync/op=put/how=typed", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, err := t.Sync().Put(ctx, benchItem(i))
			check(err)
		}
	})
	b.Run("face=sync/op=get/how=hand", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			out, err := db.GetItem(ctx, hand.get(strconv.Itoa(i)))
			check(err)
			_, err = hand.read(out)
			check(err)
		}
	})
	b.Run("face=sync/op=get/how=typed", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, err := t.Sync().Get(ctx, Key{Partition: strconv.Itoa(i)})
			check(err)
		}
	})
}

// pipelined holds 1,000 futures.
func pipelined[T any](b *testing.B, ask func(int) *Future[T], await func(*Future[T])) {
	b.ReportAllocs()
	var held [1000]*Future[T]
	for i := 0; b.Loop(); i++ {
		slot := i % len(held)
		if held[slot] != nil {
			await(held[slot])
		}
		held[slot] = ask(i)
	}
}
