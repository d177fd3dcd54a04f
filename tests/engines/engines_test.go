package engines

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(Suite{M: m}) }

// A table that the first run leaves behind is unknown in the second, or both would be runs on one engine.
func TestEachRunHasAnEngineOfItsOwn(t *testing.T) {
	name := aws.String("dynactor-engines-left-behind")
	client := Client(t)
	_, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: name})
	require.ErrorContains(t, err, "ResourceNotFoundException")
	if Running() == DynamoDBLocal {
		return
	}
	require.Equal(t, InProcess, Running())
	_, err = client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: name, BillingMode: types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
	})
	require.NoError(t, err)
}
