package schema

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type attributes = map[string]types.AttributeValue

func orderItem(changes attributes) attributes {
	m := attributes{"customer": avS("c"), "id": avS("i"), "status": avS("open"), "placed": avN("1"), "total": avN("2")}
	for name, v := range changes {
		if v == nil {
			delete(m, name)
			continue
		}
		m[name] = v
	}
	return m
}

func TestItemsAreCheckedForWhatDynamoDBRefusesOfKeys(t *testing.T) {
	s := of[order](t)
	null := &types.AttributeValueMemberNULL{Value: true}
	for _, tt := range []struct {
		name string
		item attributes
		want string // "" is good
		key  bool   // KeyOf says it too
	}{
		{"whole", orderItem(nil), "", false},
		{"not in the indexes", attributes{"customer": avS("c"), "id": avS("i")}, "", false},
		{"other attributes are free", orderItem(attributes{"total": avS(""), "expires": avS("x")}), "", false},
		{"no partition key", orderItem(attributes{"customer": nil}), `the partition key "customer" is missing in the item: set the field Customer (with "omitempty" in its tag a zero value is left out)`, true},
		{"no sort key", orderItem(attributes{"id": nil}), `the sort key "id" is missing in the item`, true},
		{"no item", nil, `the partition key "customer" is missing`, true},
		{"partition key is nil", attributes{"customer": (*types.AttributeValueMemberS)(nil)}, `the partition key "customer" is missing`, true},
		{"partition key of another type", orderItem(attributes{"customer": avN("1")}), `the partition key "customer" is a number in the item, and must be a string`, true},
		{"sort key is null", orderItem(attributes{"id": null}), `the sort key "id" is null in the item, and must be a string`, true},
		{"empty partition key", orderItem(attributes{"customer": avS("")}), `the partition key "customer" is empty`, true},
		{"large sort key", orderItem(attributes{"id": avS(strings.Repeat("x", 1025))}), `the sort key "id" has 1025 bytes: DynamoDB allows 1024`, true},
		{"index key of another type", orderItem(attributes{"status": avN("1")}), `the partition key of index "by-status" "status" is a number in the item, and must be a string`, false},
		{"index key is null", orderItem(attributes{"status": null}), `"status" is null in the item, and must be a string; to keep the item out of the index, leave the attribute out, with "omitempty" in the field's tag`, false},
		{"index key is nil", orderItem(attributes{"status": (*types.AttributeValueMemberS)(nil)}), `"status" is missing`, false},
		{"empty index key", orderItem(attributes{"status": avS("")}), `"status" is empty: DynamoDB allows no empty value in the key of an index; to keep the item out`, false},
		{"large index key", orderItem(attributes{"status": avS(strings.Repeat("x", 2049))}), `has 2049 bytes: DynamoDB allows 2048`, false},
		{"index sort key of another type", orderItem(attributes{"placed": avS("secret")}), `the sort key of index "by-status" "placed" is a string in the item`, false},
		{"index sort key is no number", orderItem(attributes{"placed": avN("NaN")}), `"placed" is a number that DynamoDB can't hold`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := s.CheckItem(tt.item)
			key, keyErr := s.KeyOf(tt.item)
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
				assert.NotContains(t, err.Error(), "secret")
			}
			if tt.key {
				assert.Equal(t, err, keyErr)
				assert.Nil(t, key)
				return
			}
			require.NoError(t, keyErr)
			assert.Equal(t, attributes{"customer": tt.item["customer"], "id": tt.item["id"]}, key)
		})
	}
}

func TestItemsOfUnknownTypesNeedAnyKey(t *testing.T) {
	s := Untyped(reflect.TypeFor[map[string]any](), "id", "")
	for _, v := range []types.AttributeValue{avS("a"), avN("1"), avB("a")} {
		assert.NoError(t, s.CheckItem(attributes{"id": v}))
	}
	assert.EqualError(t, s.CheckItem(attributes{}), `the partition key "id" is missing in the item: set it`)
	assert.ErrorContains(t, s.CheckItem(attributes{"id": &types.AttributeValueMemberBOOL{}}), `the partition key "id" is a boolean in the item, and must be a string, number or binary`)
}

func TestCheckingAGoodItemAllocatesNothing(t *testing.T) {
	s, item := of[order](t), orderItem(nil)
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = s.CheckItem(item) }))
}

func BenchmarkCheckItem(b *testing.B) {
	s, item := of[order](b), orderItem(nil)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.CheckItem(item); err != nil {
			b.Fatal(err)
		}
	}
}
