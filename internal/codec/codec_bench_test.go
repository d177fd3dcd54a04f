package codec

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"
)

// Each benchmark runs the same document through this package (own) and through the SDK's
// own codec (sdk). What the SDK's protocol does beside its codec is in sdk too: headers and
// a stream; BenchmarkAppend/empty tells how much that is.

// order is an item of 0.4 KB with eight attributes, as applications have them.
func order(i int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk":     &types.AttributeValueMemberS{Value: fmt.Sprintf("customer#%08d", i)},
		"sk":     &types.AttributeValueMemberN{Value: "1700000000123"},
		"status": &types.AttributeValueMemberS{Value: "shipped"},
		"paid":   &types.AttributeValueMemberBOOL{Value: true},
		"total":  &types.AttributeValueMemberN{Value: "129.95"},
		"note":   &types.AttributeValueMemberS{Value: strings.Repeat("leave it at the door ", 12)},
		"tags":   &types.AttributeValueMemberSS{Value: []string{"gift", "fragile"}},
		"address": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"street": &types.AttributeValueMemberS{Value: "12 Harbour Street"},
			"zip":    &types.AttributeValueMemberS{Value: "20457"},
		}},
	}
}

// blob is an item of 0.4 KB with three attributes: two keys and one text.
func blob(i int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk":   &types.AttributeValueMemberS{Value: fmt.Sprintf("customer#%08d", i)},
		"sk":   &types.AttributeValueMemberN{Value: "1700000000123"},
		"data": &types.AttributeValueMemberS{Value: strings.Repeat("x", 360)},
	}
}

func put(item map[string]types.AttributeValue) *dynamodb.PutItemInput {
	table := "orders"
	return &dynamodb.PutItemInput{TableName: &table, Item: item}
}

func batchWrite(n int, item func(int) map[string]types.AttributeValue) *dynamodb.BatchWriteItemInput {
	writes := make([]types.WriteRequest, n)
	for i := range writes {
		writes[i].PutRequest = &types.PutRequest{Item: item(i)}
	}
	return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"orders": writes}}
}

func batchGot(n int, item func(int) map[string]types.AttributeValue) *dynamodb.BatchGetItemOutput {
	items := make([]map[string]types.AttributeValue, n)
	for i := range items {
		items[i] = item(i)
	}
	return &dynamodb.BatchGetItemOutput{
		Responses:       map[string][]map[string]types.AttributeValue{"orders": items},
		UnprocessedKeys: map[string]types.KeysAndAttributes{},
	}
}

func BenchmarkAppend(b *testing.B) {
	for name, in := range map[string]smithy.Serializable{
		"empty":            &dynamodb.ListTablesInput{},
		"put 8 attributes": put(order(1)),
		"put 3 attributes": put(blob(1)),
		"batch write 25":   batchWrite(25, order),
		"batch got 100":    batchGot(100, order),
	} {
		b.Run(name+"/own", func(b *testing.B) {
			buf := GetBuffer()
			defer PutBuffer(buf)
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if buf.B, err = Append(buf.B[:0], in); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(len(buf.B)))
		})
		b.Run(name+"/sdk", func(b *testing.B) {
			req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
			b.ReportAllocs()
			for b.Loop() {
				if err := sdk.SerializeRequest(context.Background(), anyOperation, in, req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, out := range map[string]smithy.Serializable{
		"empty":            &dynamodb.PutItemOutput{},
		"got 8 attributes": &dynamodb.GetItemOutput{Item: order(1)},
		"got 3 attributes": &dynamodb.GetItemOutput{Item: blob(1)},
		"batch got 100":    batchGot(100, order),
	} {
		data, err := Append(nil, out)
		require.NoError(b, err)
		into := func() smithy.Deserializable {
			switch out.(type) {
			case *dynamodb.PutItemOutput:
				return new(dynamodb.PutItemOutput)
			case *dynamodb.GetItemOutput:
				return new(dynamodb.GetItemOutput)
			}
			return new(dynamodb.BatchGetItemOutput)
		}
		b.Run(name+"/own", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if err := Decode(data, into()); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/sdk", func(b *testing.B) {
			body := bytes.NewReader(data)
			resp := &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body)}}
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				body.Reset(data)
				err := sdk.DeserializeResponse(context.Background(), anyOperation, dynamodb.TypeRegistry, resp, into())
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDecodeInput is what a server does. The SDK cannot read Inputs.
func BenchmarkDecodeInput(b *testing.B) {
	for name, in := range map[string]any{
		"put 8 attributes": put(order(1)),
		"put 3 attributes": put(blob(1)),
		"batch write 25":   batchWrite(25, order),
	} {
		data, err := Append(nil, in)
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				var into any = new(dynamodb.PutItemInput)
				if _, ok := in.(*dynamodb.BatchWriteItemInput); ok {
					into = new(dynamodb.BatchWriteItemInput)
				}
				if err := Decode(data, into); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkItem(b *testing.B) {
	for name, item := range map[string]map[string]types.AttributeValue{
		"8 attributes": order(1),
		"3 attributes": blob(1),
	} {
		data, err := AppendItem(nil, item)
		require.NoError(b, err)
		b.Run(name+"/append", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				data, _ = AppendItem(data[:0], item)
			}
		})
		b.Run(name+"/parse", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseItem(data); err != nil {
					b.Fatal(err)
				}
			}
		})
		// The part of parse that makes Go's maps and the SDK's values, which no codec is
		// spared. It takes over the texts.
		b.Run(name+"/build", func(b *testing.B) {
			var m memory
			attributes := flat(item)
			b.ReportAllocs()
			for b.Loop() {
				build(&m, attributes)
			}
		})
	}
}

// An attr is an attribute out of its map, which takes long to range over.
type attr struct {
	name  string
	value types.AttributeValue
	inner []attr // of an M
}

func flat(item map[string]types.AttributeValue) (attrs []attr) {
	for name, v := range item {
		a := attr{name: name, value: v}
		if m, ok := v.(*types.AttributeValueMemberM); ok {
			a.inner = flat(m.Value)
		}
		attrs = append(attrs, a)
	}
	return attrs
}

func build(m *memory, attrs []attr) map[string]types.AttributeValue {
	item := make(map[string]types.AttributeValue)
	for i := range attrs {
		a := &attrs[i]
		switch v := a.value.(type) {
		case *types.AttributeValueMemberS:
			s := m.newScalar(0)
			s.Value = v.Value
			item[a.name] = s
		case *types.AttributeValueMemberN:
			n := m.newScalar(0)
			n.Value = v.Value
			item[a.name] = (*types.AttributeValueMemberN)(n)
		case *types.AttributeValueMemberBOOL:
			item[a.name] = &types.AttributeValueMemberBOOL{Value: v.Value}
		case *types.AttributeValueMemberSS:
			item[a.name] = &types.AttributeValueMemberSS{Value: clone(v.Value)}
		case *types.AttributeValueMemberM:
			item[a.name] = &types.AttributeValueMemberM{Value: build(m, a.inner)}
		}
	}
	return item
}
