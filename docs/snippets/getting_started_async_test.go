package snippets

// region async
import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

func startAsync(ctx context.Context) (item, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	ex, err := api.Open(dynamodb.NewFromConfig(cfg))
	if err != nil {
		return nil, err
	}
	defer ex.Close(context.WithoutCancel(ctx)) // waits for what is still on its way

	order := item{"id": text("order/1"), "total": number(42)}
	put := ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &table,
		Key:            item{"id": order["id"]},
		ConsistentRead: aws.Bool(true),
	}) // starts when the put is done, since it is about the same key

	if _, err := put.Await(ctx); err != nil {
		return nil, err
	}
	out, err := get.Await(ctx)
	if err != nil {
		return nil, err
	}
	return out.Item, nil
}

// endregion
