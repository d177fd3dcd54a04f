package dynamodblocal

import (
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTempTableHasTheKeysItWasGiven(t *testing.T) {
	client := ForTest(t)
	tests := map[string]struct {
		keys []Key
		want string
	}{
		"none":         {nil, "HASH pk S"},
		"a partition":  {[]Key{N("customer")}, "HASH customer N"},
		"and a sort":   {[]Key{S("customer"), B("order")}, "HASH customer S, RANGE order B"},
		"bytes, too":   {[]Key{B("customer"), N("order")}, "HASH customer B, RANGE order N"},
		"and a string": {[]Key{N("customer"), S("order")}, "HASH customer N, RANGE order S"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			table := TempTable(t, client, test.keys...)
			got, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
			require.NoError(t, err)
			assert.Equal(t, types.TableStatusActive, got.Table.TableStatus)
			assert.Equal(t, types.BillingModePayPerRequest, got.Table.BillingModeSummary.BillingMode)
			assert.Equal(t, test.want, schema(got.Table))
		})
	}
}

func schema(table *types.TableDescription) string {
	kinds := map[string]types.ScalarAttributeType{}
	for _, a := range table.AttributeDefinitions {
		kinds[*a.AttributeName] = a.AttributeType
	}
	var keys []string
	for _, k := range table.KeySchema {
		keys = append(keys, string(k.KeyType)+" "+*k.AttributeName+" "+string(kinds[*k.AttributeName]))
	}
	return strings.Join(keys, ", ")
}

func TestTempTableIsGoneAfterItsTest(t *testing.T) {
	client := ForTest(t)
	var kept, dropped string
	t.Run("inner", func(t *testing.T) {
		kept = TempTable(t, client)
		dropped = TempTable(t, client)
		_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &dropped})
		require.NoError(t, err, "a test may delete its table itself")
	})
	for _, table := range []string{kept, dropped} {
		_, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
		require.ErrorAs(t, err, new(*types.ResourceNotFoundException))
	}
}

func TestTableNameIsValidAndUnique(t *testing.T) {
	valid := regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
	for _, test := range []string{"TestA", "TestA/a_#01/ü b", strings.Repeat("Test", 100), ""} {
		first, second := tableName(test), tableName(test)
		assert.Regexp(t, valid, first)
		assert.NotEqual(t, first, second)
	}
	assert.Contains(t, tableName("TestA/b c"), "dynactor-TestA-b-c-")
}
