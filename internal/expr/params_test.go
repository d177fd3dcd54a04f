package expr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type (
	nameMap  = map[string]string
	valueMap = map[string]types.AttributeValue
)

func given(kind Kind) Expression { text := "x"; return Expression{kind, &text} }

func absent(kind Kind) Expression { return Expression{Kind: kind} }

func nested(levels int) types.AttributeValue {
	v := num("1")
	for range levels {
		v = &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
	}
	return v
}

func TestPlaceholdersAreRefusedInTheServicesWords(t *testing.T) {
	filter := []Expression{given(FilterExpression)}
	long := strings.Repeat("a", 255)
	for _, tt := range []struct {
		name        string
		names       nameMap
		values      valueMap
		expressions []Expression
		want        string
	}{
		{"none", nil, nil, nil, ""},
		{"names without an expression", nameMap{"#a": "a"}, nil, []Expression{absent(FilterExpression), absent(ProjectionExpression)}, "ExpressionAttributeNames can only be specified when using expressions"},
		{"empty names without an expression", nameMap{}, nil, []Expression{absent(ConditionExpression)}, "ExpressionAttributeNames can only be specified when using expressions"},
		{"names with a projection", nameMap{"#a": "a"}, nil, []Expression{absent(FilterExpression), given(ProjectionExpression)}, ""},
		{"values without an expression", nil, valueMap{":a": num("1")}, []Expression{absent(ConditionExpression)}, "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"},
		{"values with a projection", nil, valueMap{":a": num("1")}, []Expression{absent(FilterExpression), given(ProjectionExpression)}, "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"},
		{"values of an update", nil, valueMap{":a": num("1")}, []Expression{absent(UpdateExpression), absent(ConditionExpression)}, "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null"},
		{"values of a query", nil, valueMap{}, []Expression{absent(FilterExpression), absent(KeyConditionExpression)}, "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null"},
		{"no names", nameMap{}, valueMap{}, filter, "ExpressionAttributeNames must not be empty"},
		{"no values", nil, valueMap{}, filter, "ExpressionAttributeValues must not be empty"},
		{"empty key", nameMap{"": "a"}, nil, filter, "ExpressionAttributeNames contains invalid key: The expression attribute map contains an empty key;"},
		{"no hash", nameMap{"a": "a"}, nil, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: "a"`},
		{"a lone hash", nameMap{"#": "a"}, nil, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: "#"`},
		{"a colon for a hash", nameMap{":a": "a"}, nil, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: ":a"`},
		{"a space", nameMap{"#a b": "a"}, nil, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: "#a b"`},
		{"a space before", nameMap{" #a": "a"}, nil, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: " #a"`},
		{"a letter beyond ASCII", nameMap{"#é": "a"}, nil, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: "#é"`},
		{"a digit", nameMap{"#1": "a"}, nil, filter, ""},
		{"a key of 255 bytes", nameMap{"#" + long[:254]: "a"}, nil, filter, ""},
		{"a key of 256 bytes", nameMap{"#" + long: "a"}, nil, filter, "ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; size of key: 256"},
		{"a value's key of 255 bytes", nil, valueMap{":" + long[:254]: num("1")}, filter, ""},
		{"a value's key of 256 bytes", nil, valueMap{":" + long: num("1")}, filter, "ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long;"},
		{"an empty name", nameMap{"#a": ""}, nil, filter, "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a"},
		{"a name of 65,535 bytes", nameMap{"#a": strings.Repeat("a", 65535)}, nil, filter, ""},
		{"a name of 65,536 bytes", nameMap{"#a": strings.Repeat("a", 65536)}, nil, filter, "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than 65536 bytes for key #a"},
		{"names before values", nameMap{"a": "a"}, valueMap{"a": nil}, filter, `ExpressionAttributeNames contains invalid key: Syntax error; key: "a"`},
		{"keys before values", nil, valueMap{":a": nil, "b": num("1")}, filter, `ExpressionAttributeValues contains invalid key: Syntax error; key: "b"`},
		{"a lone colon", nil, valueMap{":": num("1")}, filter, `ExpressionAttributeValues contains invalid key: Syntax error; key: ":"`},
		{"nil", nil, valueMap{":a": nil}, filter, "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :a"},
		{"not a number", nil, valueMap{":a": num("abc")}, filter, "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: abc for key :a"},
		{"too large a number", nil, valueMap{":a": num("1e126")}, filter, "ExpressionAttributeValues contains invalid value: Number overflow. Attempting to store a number with magnitude larger than supported range for key :a"},
		{"too small a number", nil, valueMap{":a": num("1e-131")}, filter, "ExpressionAttributeValues contains invalid value: Number underflow. Attempting to store a number with magnitude smaller than supported range for key :a"},
		{"too many digits", nil, valueMap{":a": num(strings.Repeat("1", 39))}, filter, "ExpressionAttributeValues contains invalid value: Attempting to store more than 38 significant digits in a Number for key :a"},
		{"a false NULL", nil, valueMap{":a": &types.AttributeValueMemberNULL{}}, filter, "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: Null attribute value types must have the value of true for key :a"},
		{"an empty SS", nil, valueMap{":a": &types.AttributeValueMemberSS{}}, filter, "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :a"},
		{"an empty NS", nil, valueMap{":a": &types.AttributeValueMemberNS{}}, filter, "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An number set  may not be empty for key :a"},
		{"an empty BS", nil, valueMap{":a": &types.AttributeValueMemberBS{}}, filter, "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: Binary sets should not be empty for key :a"},
		{"duplicates in an SS", nil, valueMap{":a": &types.AttributeValueMemberSS{Value: []string{"a", "a"}}}, filter, "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: Input collection [a, a] contains duplicates. for key :a"},
		{"duplicates in an NS", nil, valueMap{":a": &types.AttributeValueMemberNS{Value: []string{"1", "1.0"}}}, filter, "ExpressionAttributeValues contains invalid value: Input collection contains duplicates for key :a"},
		{"duplicates in a BS", nil, valueMap{":a": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2}, {1}}}}, filter, "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: Input collection [AQ==, Ag==, AQ==]of type BS contains duplicates. for key :a"},
		{"not a number in an NS", nil, valueMap{":a": &types.AttributeValueMemberNS{Value: []string{"x"}}}, filter, "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :a"},
		{"an empty name in a map", nil, valueMap{":a": &types.AttributeValueMemberM{Value: valueMap{"": num("1")}}}, filter, "ExpressionAttributeValues contains invalid value: Empty attribute name for key :a"},
		{"32 levels", nil, valueMap{":a": nested(32)}, filter, ""},
		{"33 levels", nil, valueMap{":a": nested(33)}, filter, "ExpressionAttributeValues contains invalid value: Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit for key :a"},
		{"empty S and B", nil, valueMap{":a": str(""), ":b": &types.AttributeValueMemberB{}}, filter, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewParams(tt.names, tt.values, tt.expressions...)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Equal(t, tt.want, message(err))
			var api *smithy.GenericAPIError
			require.ErrorAs(t, err, &api)
			assert.Equal(t, "ValidationException", api.Code)
		})
	}
}

func TestSharedPlaceholdersMustAllBeUsed(t *testing.T) {
	params := func(names nameMap, values valueMap) *Params {
		p, err := NewParams(names, values, given(FilterExpression))
		require.NoError(t, err)
		return p
	}
	t.Run("by any expression", func(t *testing.T) {
		p := params(nameMap{"#a": "a", "#b": "b"}, valueMap{":a": num("1")})
		_, err := ParseCondition(FilterExpression, "#a = :a", p)
		require.NoError(t, err)
		require.EqualError(t, p.CheckAllUsed(), "api error ValidationException: Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}")
		_, err = ParseProjection("#b", p)
		require.NoError(t, err)
		require.NoError(t, p.CheckAllUsed())
	})
	t.Run("names come before values", func(t *testing.T) {
		p := params(nameMap{"#a": "a"}, valueMap{":a": num("1")})
		assert.Equal(t, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}", message(p.CheckAllUsed()))
	})
	// The orders are DynamoDB Local's.
	t.Run("several names", func(t *testing.T) {
		p := params(nameMap{"#zz": "a", "#a": "a", "#c": "c", "#y": "d", "#b": "d", "#x1": "d"}, nil)
		assert.Equal(t, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#c, #zz, #y, #x1, #a, #b}", message(p.CheckAllUsed()))
	})
	t.Run("several values", func(t *testing.T) {
		p := params(nil, valueMap{":zz": num("1"), ":a": num("1"), ":c": num("1"), ":y": num("1"), ":b": num("1"), ":x1": num("1")})
		assert.Equal(t, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x1, :a, :b, :c, :zz, :y}", message(p.CheckAllUsed()))
	})
	t.Run("more than are kept in line", func(t *testing.T) {
		values := valueMap{}
		src := "a IN ("
		for i := range 50 {
			key := fmt.Sprintf(":v%d", i)
			values[key] = num("1")
			src += key + ", " + key + ","
		}
		p := params(nil, values)
		_, err := ParseCondition(FilterExpression, strings.TrimSuffix(src, ",")+")", p)
		require.NoError(t, err)
		require.NoError(t, p.CheckAllUsed())
	})
}

func TestReservedWords(t *testing.T) {
	assert.Len(t, reserved, 573)
	for _, word := range []string{"name", "NAME", "Status", "LocalTimestamp", "zone", "abort"} {
		assert.True(t, IsReserved(word), word)
	}
	for _, word := range []string{"", "names2", "pk", "customer", "LOCALTIMESTAMPS", strings.Repeat("a", 100), "naMé"} {
		assert.False(t, IsReserved(word), word)
	}
}
