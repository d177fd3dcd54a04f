package truth

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// pointers visits every address at which v could be changed.
func pointers(v reflect.Value, visit func(uintptr)) {
	switch v.Kind() {
	case reflect.Interface:
		pointers(v.Elem(), visit)
	case reflect.Pointer:
		if !v.IsNil() {
			visit(v.Pointer())
			pointers(v.Elem(), visit)
		}
	case reflect.Map:
		visit(v.Pointer())
		for it := v.MapRange(); it.Next(); {
			pointers(it.Value(), visit)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			visit(v.Pointer())
		}
		for i := range v.Len() {
			pointers(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				pointers(v.Field(i), visit)
			}
		}
	}
}

// Whoever asks, and however many share one read: each gets an item that nobody else can see.
func TestItemsOfTwoAskersShareNoMemory(t *testing.T) {
	for _, keys := range []int{1, 3} {
		for _, names := range projections[:2] {
			eachFace(t, func(t *testing.T, face face) {
				f := newFake()
				ex := open(t, f, schemas, api.WithPartCallsInFlight(1), api.WithCallsInFlight(1))
				ctx := context.Background()
				for k := range keys {
					o := op{Kind: put, Key: k, Pad: 100}
					<-send(f, ex, o, fmt.Sprint(k), ctx).done
				}
				h := hold(anyCall)
				f.script = h.script
				// What's in flight already isn't joined: these wait behind a call that is held.
				send(f, ex, op{Kind: get, Key: 1000}, "first", ctx)
				const askers = 60
				outs := make(chan *dynamodb.GetItemOutput, askers)
				take := func(out *dynamodb.GetItemOutput, err error) {
					if err != nil {
						t.Error(err)
					}
					outs <- out
				}
				for i := range askers {
					in := &dynamodb.GetItemInput{TableName: aws.String(plain), Key: keyAt(plain, i%keys, 0)}
					if names != nil {
						in.ProjectionExpression = aws.String(names[0])
					}
					if face.sync {
						go func() { take(ex.Sync().GetItem(ctx, in)) }()
					} else {
						ex.GetItem(ctx, in).Then(take)
					}
				}
				synctest.Wait()
				h.release()
				owner := map[uintptr]int{}
				for i := range askers {
					out := <-outs
					if len(out.Item) == 0 {
						t.Fatal("no item")
					}
					pointers(reflect.ValueOf(out.Item), func(p uintptr) {
						if other, ok := owner[p]; ok && other != i {
							t.Errorf("askers %d and %d share memory at %x", other, i, p)
						}
						owner[p] = i
					})
				}
				if calls := len(h.calls()); calls >= askers {
					t.Errorf("%d askers made %d calls: nothing was shared, so nothing was tested", askers, calls)
				}
			})
		}
	}
}

// The outputs of a batch of puts are not one output.
func TestOutputsOfTwoAskersAreTwo(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		ex := open(t, f, schemas)
		const puts = 50
		outs := make(chan *dynamodb.PutItemOutput, puts)
		take := func(out *dynamodb.PutItemOutput, err error) {
			if err != nil {
				t.Error(err)
			}
			outs <- out
		}
		for k := range puts {
			in := &dynamodb.PutItemInput{TableName: aws.String(plain), Item: keyAt(plain, k, 0)}
			if face.sync {
				go func() { take(ex.Sync().PutItem(context.Background(), in)) }()
			} else {
				ex.PutItem(context.Background(), in).Then(take)
			}
		}
		seen := map[*dynamodb.PutItemOutput]bool{}
		for range puts {
			out := <-outs
			if out == nil || seen[out] {
				t.Fatalf("output %p, seen before: %v", out, seen[out])
			}
			seen[out] = true
			out.Attributes = map[string]types.AttributeValue{}
		}
	})
}
