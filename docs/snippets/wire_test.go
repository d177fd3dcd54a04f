package snippets

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func offAsync(ctx context.Context, client *dynamodb.Client, put *dynamodb.PutItemInput) error {
	// region off-async
	ex, err := api.Open(client, api.WithSDKWire()) // every call by the SDK alone
	if err != nil {
		return err
	}
	defer ex.Close(ctx)

	_, err = ex.PutItem(ctx, put).Await(ctx)
	// endregion
	return err
}

func offSync(ctx context.Context, client *dynamodb.Client, put *dynamodb.PutItemInput) error {
	// region off-sync
	ex, err := api.Open(client, api.WithSDKWire()) // every call by the SDK alone
	if err != nil {
		return err
	}
	db := ex.Sync()
	defer db.Close(ctx)

	_, err = db.PutItem(ctx, put)
	// endregion
	return err
}

func TestTheWirePathSwitchedOff(t *testing.T) {
	endpoint(t)
	cfg, err := config.LoadDefaultConfig(t.Context())
	require.NoError(t, err)
	client := dynamodb.NewFromConfig(cfg)
	put := &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/2")}}

	t.Run("Async", func(t *testing.T) { require.NoError(t, offAsync(t.Context(), client, put)) })
	t.Run("Sync", func(t *testing.T) { require.NoError(t, offSync(t.Context(), client, put)) })
}
