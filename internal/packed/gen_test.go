package packed

import (
	"bytes"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/number"
)

type attributes = map[string]types.AttributeValue

// sample is an item of about 0.4 KB, with numbers as they come back.
func sample() attributes {
	return attributes{
		"pk":       &types.AttributeValueMemberS{Value: "customer#00012345"},
		"sk":       &types.AttributeValueMemberN{Value: "1700000000123"},
		"status":   &types.AttributeValueMemberS{Value: "shipped"},
		"paid":     &types.AttributeValueMemberBOOL{Value: true},
		"total":    &types.AttributeValueMemberN{Value: "129.95"},
		"note":     &types.AttributeValueMemberS{Value: strings.Repeat("n", 200)},
		"digest":   &types.AttributeValueMemberB{Value: make([]byte, 32)},
		"tags":     &types.AttributeValueMemberSS{Value: []string{"fragile", "gift"}},
		"discount": &types.AttributeValueMemberNULL{Value: true},
		"lines": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: attributes{
				"sku": &types.AttributeValueMemberS{Value: "A-1"},
				"qty": &types.AttributeValueMemberN{Value: "2"},
			}},
			&types.AttributeValueMemberM{Value: attributes{
				"sku": &types.AttributeValueMemberS{Value: "B-7"},
				"qty": &types.AttributeValueMemberN{Value: "1"},
			}},
		}},
	}
}

// text is mostly short, and sometimes longer than what one byte of length can tell.
var text = rapid.OneOf(rapid.StringN(0, 8, 24), rapid.StringN(0, 8, 24), rapid.StringN(120, 260, 800))

var blob = rapid.OneOf(rapid.SliceOfN(rapid.Byte(), 0, 8), rapid.SliceOfN(rapid.Byte(), 125, 300))

// spelled is a number in any spelling that DynamoDB takes.
var spelled = rapid.StringMatching(`[-+]?[0-9]{1,20}(\.[0-9]{1,10})?([eE][-+]?[0-9]{1,2})?`)

func value(depth int) *rapid.Generator[types.AttributeValue] {
	return rapid.Custom(func(t *rapid.T) types.AttributeValue {
		kinds := 10
		if depth == 0 {
			kinds = 8
		}
		switch rapid.IntRange(1, kinds).Draw(t, "type") {
		case 1:
			return &types.AttributeValueMemberS{Value: text.Draw(t, "S")}
		case 2:
			return &types.AttributeValueMemberN{Value: spelled.Draw(t, "N")}
		case 3:
			return &types.AttributeValueMemberB{Value: blob.Draw(t, "B")}
		case 4:
			return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(t, "BOOL")}
		case 5:
			return &types.AttributeValueMemberNULL{Value: true}
		case 6:
			return &types.AttributeValueMemberSS{Value: rapid.SliceOfN(text, 0, 4).Draw(t, "SS")}
		case 7:
			return &types.AttributeValueMemberNS{Value: rapid.SliceOfN(spelled, 0, 4).Draw(t, "NS")}
		case 8:
			return &types.AttributeValueMemberBS{Value: rapid.SliceOfN(blob, 0, 4).Draw(t, "BS")}
		case 9:
			return &types.AttributeValueMemberL{Value: rapid.SliceOfN(value(depth-1), 0, 4).Draw(t, "L")}
		default:
			return &types.AttributeValueMemberM{Value: items(depth-1).Draw(t, "M")}
		}
	})
}

func items(depth int) *rapid.Generator[attributes] {
	return rapid.MapOfN(text, value(depth), 0, 5)
}

// canonical spells all numbers as DynamoDB answers with them.
func canonical(v types.AttributeValue) types.AttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberN:
		return &types.AttributeValueMemberN{Value: respell(v.Value)}
	case *types.AttributeValueMemberNS:
		set := make([]string, len(v.Value))
		for i, n := range v.Value {
			set[i] = respell(n)
		}
		slices.SortFunc(set, func(a, b string) int { return parse(a).Cmp(parse(b)) })
		return &types.AttributeValueMemberNS{Value: set}
	case *types.AttributeValueMemberSS:
		set := append([]string{}, v.Value...)
		slices.Sort(set)
		return &types.AttributeValueMemberSS{Value: set}
	case *types.AttributeValueMemberBS:
		set := append([][]byte{}, v.Value...)
		slices.SortFunc(set, bytes.Compare)
		return &types.AttributeValueMemberBS{Value: set}
	case *types.AttributeValueMemberL:
		list := make([]types.AttributeValue, len(v.Value))
		for i, e := range v.Value {
			list[i] = canonical(e)
		}
		return &types.AttributeValueMemberL{Value: list}
	case *types.AttributeValueMemberM:
		return &types.AttributeValueMemberM{Value: canonicalItem(v.Value)}
	}
	return v
}

func canonicalItem(m attributes) attributes {
	c := make(attributes, len(m))
	for name, v := range m {
		c[name] = canonical(v)
	}
	return c
}

func respell(n string) string { return parse(n).String() }

func parse(n string) number.Decimal {
	d, err := number.Parse(n)
	if err != nil {
		panic(err)
	}
	return d
}
