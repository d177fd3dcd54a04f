package snippets

// region sync
import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

func startSync(ctx context.Context) (item, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	ex, err := api.Open(dynamodb.NewFromConfig(cfg))
	if err != nil {
		return nil, err
	}
	db := ex.Sync()
	defer db.Close(context.WithoutCancel(ctx)) // closes the executor: both faces share it

	order := item{"id": text("order/1"), "total": number(42)}
	if _, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}); err != nil {
		return nil, err
	}
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &table,
		Key:            item{"id": order["id"]},
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, err
	}
	return out.Item, nil
}

// endregion
