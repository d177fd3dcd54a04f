package api

import (
	"context"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// instant is a client that answers at once and allocates nothing, so that what a benchmark counts
// is the executor's own.
type instant struct{ DynamoDB }

var (
	putOut   = &dynamodb.PutItemOutput{}
	getOut   = &dynamodb.GetItemOutput{}
	writeOut = &dynamodb.BatchWriteItemOutput{}
	readOut  = &dynamodb.BatchGetItemOutput{}
)

func (instant) PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return putOut, nil
}
func (instant) GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return getOut, nil
}
func (instant) BatchWriteItem(context.Context, *dynamodb.BatchWriteItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	return writeOut, nil
}
func (instant) BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return readOut, nil
}

func benchmarked(b *testing.B) *Executor {
	ex, err := Open(instant{}, WithKeySchema("table", "pk", ""))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = ex.Close(context.Background()) })
	warm(ex)
	b.ReportAllocs()
	return ex
}

// warm uses the table until it's known to bear what a benchmark asks of it: how a rate begins isn't what is to
// be measured.
func warm(ex *Executor) {
	ctx, table := context.Background(), aws.String("table")
	var puts [1000]*Future[*dynamodb.PutItemOutput]
	var gets [1000]*Future[*dynamodb.GetItemOutput]
	for range 500 {
		for i := range puts {
			puts[i] = ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: table, Item: keyed(i)})
			gets[i] = ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: table, Key: keyed(i)})
		}
		for i := range puts {
			_, _ = puts[i].Await(ctx)
			_, _ = gets[i].Await(ctx)
		}
	}
}

func keyed(i int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: strconv.Itoa(i)}}
}

func BenchmarkLonePut(b *testing.B) {
	ex, in := benchmarked(b), &dynamodb.PutItemInput{TableName: aws.String("table"), Item: keyed(1)}
	b.Run("async", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = ex.PutItem(context.Background(), in).Await(context.Background())
		}
	})
	b.Run("sync", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = ex.Sync().PutItem(context.Background(), in)
		}
	})
}

func BenchmarkLoneGet(b *testing.B) {
	ex, in := benchmarked(b), &dynamodb.GetItemInput{TableName: aws.String("table"), Key: keyed(1)}
	b.Run("async", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = ex.GetItem(context.Background(), in).Await(context.Background())
		}
	})
	b.Run("sync", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = ex.Sync().GetItem(context.Background(), in)
		}
	})
}

// Pipelined holds 1,000 futures.
func BenchmarkPipelinedPut(b *testing.B) {
	ex := benchmarked(b)
	var ins [1000]*dynamodb.PutItemInput
	for i := range ins {
		ins[i] = &dynamodb.PutItemInput{TableName: aws.String("table"), Item: keyed(i)}
	}
	var held [1000]*Future[*dynamodb.PutItemOutput]
	i := 0
	for b.Loop() {
		slot := i % len(held)
		if held[slot] != nil {
			_, _ = held[slot].Await(context.Background())
		}
		held[slot] = ex.PutItem(context.Background(), ins[slot])
		i++
	}
}
