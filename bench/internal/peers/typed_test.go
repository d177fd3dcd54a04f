package peers

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
)

func TestATypedItemHasAllAttributesOrThereIsAnError(t *testing.T) {
	text, number := &types.AttributeValueMemberS{Value: "x"}, &types.AttributeValueMemberN{Value: "1"}
	for name, c := range map[string]struct {
		item   items.Item
		record bool
		want   string
	}{
		"an order":                  {items.New("item-1"), false, ""},
		"an unknown attribute":      {items.Item{"color": text}, false, `attribute "color"`},
		"another type of key":       {items.Item{items.PartitionKey: number}, false, `attribute "pk"`},
		"another type of number":    {items.Item{"amount": text}, false, `attribute "amount"`},
		"another type of time":      {items.Item{"placed": text}, false, `attribute "placed"`},
		"another type of token":     {items.Item{"token": text}, false, `attribute "token"`},
		"another type of address":   {items.Item{"address": text}, false, `attribute "address"`},
		"an unknown entry of a map": {items.Item{"address": &types.AttributeValueMemberM{Value: items.Item{"zip": text}}}, false, `attribute "zip"`},
		"a record":                  {items.Item{items.PartitionKey: text, "field0": text, "field9": text}, true, ""},
		"a field too many":          {items.Item{"field10": text}, true, `attribute "field10"`},
		"another type of field":     {items.Item{"field1": number}, true, `attribute "field1"`},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			if c.record {
				_, err = typedOf[record](c.item)
			} else {
				_, err = typedOf[order](c.item)
			}
			if c.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.want)
			}
		})
	}
}

func TestFlatteningLosesNothing(t *testing.T) {
	fields := map[string][]byte{}
	require.NoError(t, flatten(fields, "", items.New("item-1")))
	require.Len(t, fields, len(items.New("item-1"))+2) // three of the address instead of one
	require.Equal(t, "Trondheim", string(fields["address.city"]))
	require.Equal(t, "1249.95", string(fields["amount"]))
	require.ErrorContains(t, flatten(fields, "", items.Item{"gone": &types.AttributeValueMemberNULL{Value: true}}), `attribute "gone"`)
}
