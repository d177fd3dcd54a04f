package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"github.com/dynactor/dynactor/internal/packed"
)

// packedKey is what a ctx has the wish under, and an output's metadata the items.
type packedKey struct{}

// Packed returns a ctx for requests whose answers are only written to the wire: a Query or Scan that asks for whole items doesn't
// unpack them. They're not among the output's Items, but are what [PackedItems] returns.
func Packed(ctx context.Context) context.Context {
	return context.WithValue(ctx, packedKey{}, true)
}

func wantsPacked(ctx context.Context) bool { return ctx.Value(packedKey{}) != nil }

// PackedItems returns the items of an output that came packed. ok is false if it has none such.
func PackedItems(output any) (items []packed.Item, ok bool) {
	switch out := output.(type) {
	case *dynamodb.ScanOutput:
		items, ok = out.ResultMetadata.Get(packedKey{}).([]packed.Item)
	case *dynamodb.QueryOutput:
		items, ok = out.ResultMetadata.Get(packedKey{}).([]packed.Item)
	}
	return items, ok
}

// metadata has the items of a page that are packed.
func (r *result) metadata() (m middleware.Metadata) {
	if r.packed != nil {
		m.Set(packedKey{}, r.packed)
	}
	return m
}
