package item

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"
)

// sample is an item of about 0.4 KB, the size the benchmarks of this project agree on.
func sample() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk":       &types.AttributeValueMemberS{Value: "customer#00012345"},
		"sk":       &types.AttributeValueMemberN{Value: "1700000000123"},
		"status":   &types.AttributeValueMemberS{Value: "shipped"},
		"paid":     &types.AttributeValueMemberBOOL{Value: true},
		"total":    &types.AttributeValueMemberN{Value: "129.95"},
		"note":     &types.AttributeValueMemberS{Value: strings.Repeat("n", 200)},
		"digest":   &types.AttributeValueMemberB{Value: make([]byte, 32)},
		"tags":     &types.AttributeValueMemberSS{Value: []string{"gift", "fragile"}},
		"discount": &types.AttributeValueMemberNULL{Value: true},
		"lines": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
				"sku": &types.AttributeValueMemberS{Value: "A-1"},
				"qty": &types.AttributeValueMemberN{Value: "2"},
			}},
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
				"sku": &types.AttributeValueMemberS{Value: "B-7"},
				"qty": &types.AttributeValueMemberN{Value: "1"},
			}},
		}},
	}
}

// nested returns a string inside depth containers, lists and maps by turns, the innermost
// a list or a map.
func nested(depth int, inMap bool) types.AttributeValue {
	var v types.AttributeValue = &types.AttributeValueMemberS{Value: "x"}
	for i := range depth {
		if (i%2 == 1) == inMap {
			v = &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
		} else {
			v = &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": v}}
		}
	}
	return v
}

// Generators of whole items. Nil slices and maps are drawn on purpose, since nil and
// empty are what a careless copy mixes up.

var text = rapid.StringN(0, 8, 24)

func numeral() *rapid.Generator[string] {
	return rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{1,10})?(E-?[0-9]{1,2})?`)
}

func orNil[T any](g *rapid.Generator[[]T]) *rapid.Generator[[]T] {
	return rapid.OneOf(g, rapid.Just[[]T](nil))
}

func value(depth int) *rapid.Generator[types.AttributeValue] {
	return rapid.Custom(func(t *rapid.T) types.AttributeValue {
		kinds := 10
		if depth == 0 {
			kinds = 8
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "type") {
		case 0:
			return &types.AttributeValueMemberS{Value: text.Draw(t, "S")}
		case 1:
			return &types.AttributeValueMemberN{Value: numeral().Draw(t, "N")}
		case 2:
			return &types.AttributeValueMemberB{Value: orNil(rapid.SliceOfN(rapid.Byte(), 0, 8)).Draw(t, "B")}
		case 3:
			return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(t, "BOOL")}
		case 4:
			return &types.AttributeValueMemberNULL{Value: rapid.Bool().Draw(t, "NULL")}
		case 5:
			return &types.AttributeValueMemberSS{Value: orNil(rapid.SliceOfN(text, 0, 4)).Draw(t, "SS")}
		case 6:
			return &types.AttributeValueMemberNS{Value: orNil(rapid.SliceOfN(numeral(), 0, 4)).Draw(t, "NS")}
		case 7:
			b := orNil(rapid.SliceOfN(rapid.Byte(), 0, 8))
			return &types.AttributeValueMemberBS{Value: orNil(rapid.SliceOfN(b, 0, 4)).Draw(t, "BS")}
		case 8:
			return &types.AttributeValueMemberL{Value: orNil(rapid.SliceOfN(value(depth-1), 0, 4)).Draw(t, "L")}
		default:
			return &types.AttributeValueMemberM{Value: attributes(depth-1).Draw(t, "M")}
		}
	})
}

func attributes(depth int) *rapid.Generator[map[string]types.AttributeValue] {
	return rapid.OneOf(
		rapid.MapOfN(text, value(depth), 0, 4),
		rapid.Just[map[string]types.AttributeValue](nil),
	)
}
