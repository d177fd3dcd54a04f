package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

// Pages are written from what the store has, but when a control may look at them: the answers are the same.
func TestPagesAreTheSameWithAndWithoutControls(t *testing.T) {
	db, err := New()
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	key := func(names ...string) (schema []types.KeySchemaElement) {
		for i, n := range names {
			schema = append(schema, types.KeySchemaElement{AttributeName: aws.String(n), KeyType: []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}[i]})
		}
		return schema
	}
	client := db.Client()
	_, err = client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("orders"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeN}, {AttributeName: aws.String("at"), AttributeType: types.ScalarAttributeTypeN}},
		KeySchema:            key("pk", "sk"),
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{
			{IndexName: aws.String("whole"), KeySchema: key("pk", "at"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll}},
			{IndexName: aws.String("keys"), KeySchema: key("pk", "at"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}},
		},
	})
	require.NoError(t, err)
	for i := range 40 {
		_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: fmt.Sprintf("p%d", i%3)}, "sk": &types.AttributeValueMemberN{Value: fmt.Sprint(i)}, "at": &types.AttributeValueMemberN{Value: fmt.Sprint(-i)},
			"text": &types.AttributeValueMemberS{Value: "\"\u2028\x00ä"}, "none": &types.AttributeValueMemberNULL{Value: true}, "yes": &types.AttributeValueMemberBOOL{Value: i%2 == 0},
			"bin": &types.AttributeValueMemberB{Value: []byte{}}, "set": &types.AttributeValueMemberBS{Value: [][]byte{{2}, {1}}}, "list": &types.AttributeValueMemberL{Value: []types.AttributeValue{}},
			"map": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": &types.AttributeValueMemberNS{Value: []string{"1", "10"}}}},
		}})
		require.NoError(t, err)
	}
	ask := func(operation, body string) (status int, answer map[string]any) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte(body)))
		r.Header = http.Header{"Content-Type": typeAWSJSON, "X-Amz-Target": {targetPrefix + operation}}
		w := httptest.NewRecorder()
		db.Handler().ServeHTTP(w, r)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
		return w.Code, answer
	}
	const ofP1 = `"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"p1"}}`
	for operation, bodies := range map[string][]string{
		"Scan": {`{}`, `{"Limit":7}`, `{"Select":"COUNT"}`, `{"ProjectionExpression":"sk, yes"}`, `{"FilterExpression":"yes = :y","ExpressionAttributeValues":{":y":{"BOOL":true}},"ReturnConsumedCapacity":"TOTAL"}`,
			`{"FilterExpression":"sk < :n","ExpressionAttributeValues":{":n":{"N":"-1"}}}`, `{"IndexName":"whole"}`, `{"IndexName":"keys"}`, `{"Segment":1,"TotalSegments":3}`, `{"ExclusiveStartKey":{"pk":{"S":"p1"},"sk":{"N":"10"}}}`},
		"Query": {`{` + ofP1 + `}`, `{` + ofP1 + `,"ScanIndexForward":false,"Limit":3}`, `{` + ofP1 + `,"IndexName":"keys"}`, `{` + ofP1 + `,"IndexName":"keys","Select":"ALL_ATTRIBUTES","ReturnConsumedCapacity":"INDEXES"}`,
			`{` + ofP1 + `,"Select":"COUNT"}`, `{"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"nobody"}}}`, `{}`},
	} {
		for _, body := range bodies {
			whole := `{"TableName":"orders"`
			if body != `{}` {
				whole += "," + body[1:]
			} else {
				whole += "}"
			}
			status, packed := ask(operation, whole)
			var looked any
			remove := db.Control(func(_ context.Context, r *Request) error {
				r.After(func(_ context.Context, output any, err error) error {
					looked = output
					return nil
				})
				return nil
			})
			seen, unpacked := ask(operation, whole)
			remove()
			require.Equal(t, seen, status, whole)
			if out, ok := looked.(*dynamodb.ScanOutput); ok && seen == http.StatusOK && !strings.Contains(whole, "COUNT") {
				require.Len(t, out.Items, int(out.Count))
			}
			require.Equal(t, unpacked, packed, whole)
		}
	}
}
