package snippets

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func readmeAsync(ctx context.Context, cfg aws.Config, orders []item) error {
	// region async
	ex, err := api.Open(dynamodb.NewFromConfig(cfg)) // one executor for the whole program
	if err != nil {
		return err
	}
	defer ex.Close(ctx)

	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, order := range orders {
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}))
	}
	_, err = api.All(puts...).Await(ctx) // or each future for itself
	// endregion
	return err
}

func readmeSync(ctx context.Context, ex *api.Executor, orders []item) error {
	// region sync
	db := ex.Sync() // has the methods of *dynamodb.Client, with their signatures

	var wg sync.WaitGroup
	errs := make([]error, len(orders))
	for i, order := range orders {
		wg.Go(func() {
			_, errs[i] = db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
		})
	}
	wg.Wait()
	err := errors.Join(errs...)
	// endregion
	return err
}

func readmeDropin(ctx context.Context, ex *api.Executor) (orders []item, err error) {
	db := ex.Sync()
	// region dropin
	pages := dynamodb.NewScanPaginator(db, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		orders = append(orders, page.Items...)
	}
	// endregion
	return orders, nil
}

func TestReadme(t *testing.T) {
	endpoint(t)
	cfg, err := config.LoadDefaultConfig(t.Context())
	require.NoError(t, err)
	require.NoError(t, readmeAsync(t.Context(), cfg, numbered(100)))

	db := newDatabase(t)
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		if err := readmeSync(ctx, ex, numbered(100)); err != nil {
			return err
		}
		orders, err := readmeDropin(ctx, ex)
		require.Len(t, orders, 100)
		return err
	})
	require.Equal(t, 4, db.count("BatchWriteItem"))
}
