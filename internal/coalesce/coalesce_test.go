package coalesce

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

var someItem = map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "1"}}

// setting gives a field of that type a value that a caller could have set.
func setting(t *testing.T, typ reflect.Type) reflect.Value {
	switch typ.Kind() {
	case reflect.String:
		return reflect.ValueOf("ANYTHING").Convert(typ)
	case reflect.Pointer:
		p := reflect.New(typ.Elem())
		return p
	case reflect.Map:
		return reflect.MakeMap(typ)
	case reflect.Slice:
		return reflect.MakeSlice(typ, 0, 0)
	}
	t.Fatalf("no setting for a field of type %v", typ)
	return reflect.Value{}
}

// harmless are the fields that a batch carries as well. Any other field, one that a new SDK adds
// included, must keep the request out of batches.
func checkFields[In any](t *testing.T, plain In, carries func(*In) bool, harmless ...string) {
	require.True(t, carries(&plain))
	ok := map[string]bool{"noSmithyDocumentSerde": true}
	for _, name := range harmless {
		ok[name] = true
	}
	typ := reflect.TypeFor[In]()
	for i := range typ.NumField() {
		f := typ.Field(i)
		if ok[f.Name] {
			continue
		}
		in := plain
		reflect.ValueOf(&in).Elem().Field(i).Set(setting(t, f.Type))
		require.False(t, carries(&in), "an input that sets %s was let into a batch", f.Name)
	}
}

func TestWhateverABatchCannotCarryKeepsARequestOut(t *testing.T) {
	table := aws.String("table")
	t.Run("put", func(t *testing.T) {
		checkFields(t, dynamodb.PutItemInput{TableName: table, Item: someItem}, Put, "TableName", "Item")
	})
	t.Run("delete", func(t *testing.T) {
		checkFields(t, dynamodb.DeleteItemInput{TableName: table, Key: someItem}, Delete, "TableName", "Key")
	})
	t.Run("get", func(t *testing.T) {
		checkFields(t, dynamodb.GetItemInput{TableName: table, Key: someItem, ProjectionExpression: aws.String("a")}, Get,
			"TableName", "Key", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames")
	})
}

func TestSettingsThatMeanNothingAreLetIn(t *testing.T) {
	table := aws.String("table")
	require.True(t, Put(&dynamodb.PutItemInput{
		TableName: table, Item: someItem, ReturnValues: types.ReturnValueNone,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityNone,
		ReturnItemCollectionMetrics:         types.ReturnItemCollectionMetricsNone,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureNone,
	}))
	require.True(t, Get(&dynamodb.GetItemInput{TableName: table, Key: someItem, ConsistentRead: aws.Bool(true)}))
	require.False(t, Get(&dynamodb.GetItemInput{TableName: table, Key: someItem, ExpressionAttributeNames: map[string]string{"#a": "a"}}),
		"names without an expression are DynamoDB's to refuse")
	require.False(t, Put(&dynamodb.PutItemInput{Item: someItem}))
	require.False(t, Put(&dynamodb.PutItemInput{TableName: aws.String(""), Item: someItem}))
	require.False(t, Put(&dynamodb.PutItemInput{TableName: table}))
	require.False(t, Delete(&dynamodb.DeleteItemInput{TableName: table}))
	require.False(t, Get(&dynamodb.GetItemInput{TableName: table}))
}
