package schema

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAStructWithoutTagsHasTheKeyThatIsNamed(t *testing.T) {
	type plainItem struct {
		ID string `dynamodbav:"id"`
		At int    `dynamodbav:"at"`
	}
	s := Untyped(reflect.TypeFor[plainItem](), "id", "at")
	require.NoError(t, s.Validate())
	assert.Equal(t, Attribute{Name: "id", Type: typeS, Field: "ID"}, plain(s.Partition))
	assert.Equal(t, Attribute{Name: "at", Type: typeN, Field: "At"}, plain(s.Sort))
}

func TestWrongUntypedKeysAreRefused(t *testing.T) {
	type item struct {
		ID   string
		Flag bool
	}
	type rawItem struct {
		ID    string
		Value types.AttributeValue
	}
	maps, structs := reflect.TypeFor[map[string]any](), reflect.TypeFor[item]()
	for _, tt := range []struct {
		t               reflect.Type
		partition, sort string
		want            string
	}{
		{maps, "", "", "the name of the partition key is empty"},
		{maps, "id", "id", `the partition key and the sort key are both "id"`},
		{maps, strings.Repeat("x", 256), "", "the name of the partition key has 256 bytes: DynamoDB allows 255"},
		{maps, "a[0]", "", "the name of the partition key is \"a[0]\", and the SDK's expressions can't name an attribute with brackets"},
		{reflect.TypeFor[rawItem](), "ID", "", "schema.rawItem.Value: a types.AttributeValue isn't marshalled as what it is"},
		{structs, "id", "", "the partition key is \"id\", and no field of schema.item is marshalled to that: name one that is, or give a field the tag `dynamodbav:\"id\"`"},
		{structs, "ID", "Flag", `the sort key "Flag": field Flag is marshalled to a boolean: a key is a string, a number or binary`},
		{reflect.TypeFor[*item](), "ID", "", "use TableOf[item], not TableOf[*item]"},
		{reflect.TypeFor[int](), "ID", "", "an item is a struct or a map"},
		{nil, "ID", "", "an item's type is nil"},
	} {
		assert.ErrorContains(t, Untyped(tt.t, tt.partition, tt.sort).Validate(), tt.want)
	}
	assert.NoError(t, Untyped(maps, "id", "").Validate())
	assert.NoError(t, of[order](t).Validate())
}
