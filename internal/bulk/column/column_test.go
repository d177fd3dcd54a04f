package column

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

// named holds every type with its name and a value of it, but for those that no value has.
var named = []struct {
	name  string
	typ   Type
	value types.AttributeValue
}{
	{"S", S, &types.AttributeValueMemberS{}},
	{"N", N, &types.AttributeValueMemberN{}},
	{"B", B, &types.AttributeValueMemberB{}},
	{"BOOL", BOOL, &types.AttributeValueMemberBOOL{}},
	{"NULL", NULL, &types.AttributeValueMemberNULL{}},
	{"SS", SS, &types.AttributeValueMemberSS{}},
	{"NS", NS, &types.AttributeValueMemberNS{}},
	{"BS", BS, &types.AttributeValueMemberBS{}},
	{"L", L, &types.AttributeValueMemberL{}},
	{"M", M, &types.AttributeValueMemberM{}},
	{"ANY", ANY, nil},
}

func TestTypesHaveDynamoDBsNames(t *testing.T) {
	for _, tt := range named {
		assert.Equal(t, tt.name, tt.typ.String())
		got, err := Parse(tt.name)
		require.NoError(t, err)
		assert.Equal(t, tt.typ, got)
		if tt.value != nil {
			assert.Equal(t, tt.typ, TypeOf(tt.value))
		}
	}
	assert.Empty(t, Untyped.String())
	assert.Equal(t, "Type(12)", (ANY + 1).String())
	assert.Equal(t, Untyped, TypeOf(nil))
	assert.Equal(t, Untyped, TypeOf(&types.UnknownUnionMember{}))
}

func TestOtherNamesAreNoTypes(t *testing.T) {
	for _, name := range []string{"", "s", "any", "S ", "STRING", "Type(12)"} {
		got, err := Parse(name)
		assert.ErrorContains(t, err, "use one of S, N, B, BOOL, NULL, SS, NS, BS, L, M, ANY", name)
		assert.Equal(t, Untyped, got)
	}
}

func TestInferSortsByNameAndMixesToANY(t *testing.T) {
	got := Infer([]record.Item{
		{"pk": &types.AttributeValueMemberS{}, "mixed": &types.AttributeValueMemberS{}},
		{"a": &types.AttributeValueMemberBS{}, "mixed": &types.AttributeValueMemberN{}, "Z": &types.AttributeValueMemberM{}},
		{"pk": &types.AttributeValueMemberS{}, "mixed": &types.AttributeValueMemberN{}, "gone": nil},
	})
	assert.Equal(t, []Column{{"Z", M}, {"a", BS}, {"gone", ANY}, {"mixed", ANY}, {"pk", S}}, got)
	assert.Empty(t, Infer(nil))
	assert.Empty(t, Infer([]record.Item{{}}))
}

func TestCheckNamesTheColumnAtFault(t *testing.T) {
	require.NoError(t, Check([]Column{{"a", S}, {"A", Untyped}, {"b", ANY}}))
	assert.ErrorContains(t, Check(nil), "no columns")
	assert.ErrorContains(t, Check([]Column{{"a", S}, {"", S}}), "column 2 has no name")
	assert.ErrorContains(t, Check([]Column{{"a", S}, {"b", N}, {"a", N}}), `columns 1 and 3 have the same name, "a"`)
	assert.ErrorContains(t, Check([]Column{{"a", ANY + 1}}), `column 1, "a", has the unknown type Type(12)`)
}
