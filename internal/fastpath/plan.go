package fastpath

import (
	"context"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/sealed"
	"github.com/dynactor/dynactor/messages"
)

// plan says how one operation is made.
type plan struct {
	op   messages.Operation
	slot int
	// plain says that the SDK would send the input as it is: it has what the SDK demands, and
	// nothing that needs its help.
	plain  func(input any) bool
	output func() (out any, metadata *middleware.Metadata)
}

// planOf returns nil for operations that always go through the SDK.
func planOf(op messages.Operation) *plan {
	for i := range plans {
		if plans[i].op == op {
			return &plans[i]
		}
	}
	return nil
}

// Of the inputs that have them, the legacy conditions are left to the SDK, which checks what is
// in them. So are table ARNs: the endpoint may depend on them.
var plans = [...]plan{
	{messages.PutItem, 0, func(input any) bool {
		in := input.(*dynamodb.PutItemInput)
		return in != nil && named(in.TableName) && in.Item != nil && in.Expected == nil
	}, func() (any, *middleware.Metadata) {
		out := new(dynamodb.PutItemOutput)
		return out, &out.ResultMetadata
	}},
	{messages.GetItem, 1, func(input any) bool {
		in := input.(*dynamodb.GetItemInput)
		return in != nil && named(in.TableName) && in.Key != nil
	}, func() (any, *middleware.Metadata) {
		out := new(dynamodb.GetItemOutput)
		return out, &out.ResultMetadata
	}},
	{messages.UpdateItem, 2, func(input any) bool {
		in := input.(*dynamodb.UpdateItemInput)
		return in != nil && named(in.TableName) && in.Key != nil && in.Expected == nil && in.AttributeUpdates == nil
	}, func() (any, *middleware.Metadata) {
		out := new(dynamodb.UpdateItemOutput)
		return out, &out.ResultMetadata
	}},
	{messages.DeleteItem, 3, func(input any) bool {
		in := input.(*dynamodb.DeleteItemInput)
		return in != nil && named(in.TableName) && in.Key != nil && in.Expected == nil
	}, func() (any, *middleware.Metadata) {
		out := new(dynamodb.DeleteItemOutput)
		return out, &out.ResultMetadata
	}},
	{messages.BatchWriteItem, 4, plainBatchWrite, func() (any, *middleware.Metadata) {
		out := new(dynamodb.BatchWriteItemOutput)
		return out, &out.ResultMetadata
	}},
	{messages.BatchGetItem, 5, plainBatchGet, func() (any, *middleware.Metadata) {
		out := new(dynamodb.BatchGetItemOutput)
		return out, &out.ResultMetadata
	}},
	{messages.Query, 6, func(input any) bool {
		in := input.(*dynamodb.QueryInput)
		return in != nil && named(in.TableName) && in.KeyConditions == nil && in.QueryFilter == nil
	}, func() (any, *middleware.Metadata) {
		out := new(dynamodb.QueryOutput)
		return out, &out.ResultMetadata
	}},
	{messages.Scan, 7, func(input any) bool {
		in := input.(*dynamodb.ScanInput)
		return in != nil && named(in.TableName) && in.ScanFilter == nil
	}, func() (any, *middleware.Metadata) {
		out := new(dynamodb.ScanOutput)
		return out, &out.ResultMetadata
	}},
}

func plainBatchWrite(input any) bool {
	in := input.(*dynamodb.BatchWriteItemInput)
	if in == nil {
		return false
	}
	for table, writes := range in.RequestItems {
		if !named(&table) {
			return false
		}
		for i := range writes {
			put, del := writes[i].PutRequest, writes[i].DeleteRequest
			if put != nil && put.Item == nil || del != nil && del.Key == nil {
				return false
			}
		}
	}
	return in.RequestItems != nil
}

func plainBatchGet(input any) bool {
	in := input.(*dynamodb.BatchGetItemInput)
	if in == nil {
		return false
	}
	for table, gets := range in.RequestItems {
		if !named(&table) || gets.Keys == nil {
			return false
		}
	}
	return in.RequestItems != nil
}

// named says that a table is given by its name: an ARN has colons.
func named(table *string) bool { return table != nil && strings.IndexByte(*table, ':') < 0 }

// encode appends the body; false means that the codec refuses it, and dst is as it was.
func (p *plan) encode(dst []byte, input any) ([]byte, bool) {
	out, err := codec.Append(dst, input)
	return out, err == nil
}

// decode reads an answer. kept says that the output has parts of the answer's memory.
func (p *plan) decode(ctx context.Context, a *answer, timing awsmiddleware.RecordResponseTiming) (out any, kept, ok bool) {
	out, metadata := p.output()
	if kept = decodeSealed(ctx, a.body, out); !kept {
		if err := codec.DecodeAnswer(a.body, out); err != nil {
			return nil, false, false
		}
	}
	*metadata = a.metadata(timing)
	return out, kept, true
}

// decodeSealed reads an answer whose items may stay sealed, if who asked for them wants that and it can be done. They share the
// answer's memory. Otherwise out is as it was.
func decodeSealed(ctx context.Context, body []byte, out any) bool {
	var list *[]map[string]types.AttributeValue
	switch out := out.(type) {
	case *dynamodb.ScanOutput:
		list = &out.Items
	case *dynamodb.QueryOutput:
		list = &out.Items
	default:
		return false
	}
	keys := sealed.Wanted(ctx)
	if keys == nil {
		return false
	}
	items, rest, ok := codec.SealItems(body, keys)
	if !ok || codec.DecodeAnswer(rest, out) != nil {
		*list = nil
		return false
	}
	*list = items
	return true
}
