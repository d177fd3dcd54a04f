// Package jsonltest has what the tests of the formats of JSON lines share.
package jsonltest

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

var (
	text = rapid.OneOf(rapid.StringN(0, 12, 40), rapid.SampledFrom([]string{
		"", `quote " slash \ / done`, "tab\tline\nreturn\rbell\a\b\f\x00\x1f\x7f", "\u2028\u2029", "🎉 8 bytes", "12345678\\", `a":"b`, "\ufffd",
		strings.Repeat("long ", 200), "{", "[}],:",
	}))
	name = rapid.OneOf(text, rapid.SampledFrom([]string{"pk", "sk", "S", "M", "L", "Item", "Keys", "NewImage", "Metadata", "$B", "$SS", "$NS", "$BS", "$M", "$N"}))
	// digits are numbers as JSON has them.
	digits = rapid.OneOf(rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,10})?([eE][-+]?[0-9]{1,2})?`),
		rapid.SampledFrom([]string{"0", "-0", "1e-130", "9.9e125", strings.Repeat("9", 38), "1" + strings.Repeat("0", 100)}))
	binary = rapid.SliceOfN(rapid.Byte(), 0, 8)
)

// Item draws an item that both formats give back as it is. Nothing in it is nil.
func Item() *rapid.Generator[record.Item] { return items(3) }

func items(depth int) *rapid.Generator[record.Item] {
	return rapid.MapOfN(name, Value(depth), 0, 5)
}

// Value draws an attribute value with up to depth lists and maps inside each other.
func Value(depth int) *rapid.Generator[types.AttributeValue] {
	kinds := 10
	if depth == 0 {
		kinds = 8
	}
	return rapid.Custom(func(t *rapid.T) types.AttributeValue {
		switch rapid.IntRange(0, kinds-1).Draw(t, "type") {
		case 0:
			return &types.AttributeValueMemberS{Value: text.Draw(t, "S")}
		case 1:
			return &types.AttributeValueMemberN{Value: digits.Draw(t, "N")}
		case 2:
			return &types.AttributeValueMemberB{Value: binary.Draw(t, "B")}
		case 3:
			return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(t, "BOOL")}
		case 4:
			return &types.AttributeValueMemberNULL{Value: true}
		case 5:
			return &types.AttributeValueMemberSS{Value: rapid.SliceOfN(text, 0, 4).Draw(t, "SS")}
		case 6:
			return &types.AttributeValueMemberNS{Value: rapid.SliceOfN(digits, 0, 4).Draw(t, "NS")}
		case 7:
			return &types.AttributeValueMemberBS{Value: rapid.SliceOfN(binary, 0, 4).Draw(t, "BS")}
		case 8:
			return &types.AttributeValueMemberL{Value: rapid.SliceOfN(Value(depth-1), 0, 4).Draw(t, "L")}
		}
		return &types.AttributeValueMemberM{Value: items(depth-1).Draw(t, "M")}
	})
}

// Nested returns a text with levels lists and maps around it.
func Nested(levels int) types.AttributeValue {
	var v types.AttributeValue = &types.AttributeValueMemberS{Value: "x"}
	for i := range levels {
		if i%2 == 0 {
			v = &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
		} else {
			v = &types.AttributeValueMemberM{Value: record.Item{"m": v}}
		}
	}
	return v
}

// Order returns an item of 1 KB with nine attributes, as applications have them.
func Order(i int) record.Item {
	return record.Item{
		"pk":       &types.AttributeValueMemberS{Value: fmt.Sprintf("customer#%08d", i)},
		"sk":       &types.AttributeValueMemberN{Value: "1700000000123"},
		"status":   &types.AttributeValueMemberS{Value: "shipped"},
		"paid":     &types.AttributeValueMemberBOOL{Value: true},
		"total":    &types.AttributeValueMemberN{Value: "129.95"},
		"note":     &types.AttributeValueMemberS{Value: strings.Repeat("leave it at the door, ", 32)},
		"tags":     &types.AttributeValueMemberSS{Value: []string{"gift", "fragile"}},
		"checksum": &types.AttributeValueMemberB{Value: []byte("0123456789abcdef")},
		"address": &types.AttributeValueMemberM{Value: record.Item{
			"street": &types.AttributeValueMemberS{Value: "12 Harbour Street"},
			"zip":    &types.AttributeValueMemberS{Value: "20457"},
		}},
	}
}
