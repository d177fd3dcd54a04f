package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
)

// A table of 160 MB with all items in one partition key, whose pages take 20 ms each: 3.2 s page after page.
func BenchmarkCountOfOnePartitionKey(b *testing.B) {
	const items = 20_000
	db, err := local.New()
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	_, err = db.Client().CreateTable(b.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("events"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: aws.String("at"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("at"), KeyType: types.KeyTypeRange}},
	})
	require.NoError(b, err)
	ex, err := api.Open(db.Client())
	require.NoError(b, err)
	defer func() { require.NoError(b, ex.Close(b.Context())) }()
	runner := jobs.New(ex).Sync()
	body := strings.Repeat("x", 8_000)
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err = runner.Fill(b.Context(), jobs.Fill{Table: "events", Count: items, Generate: func(n int64) (jobs.Item, error) {
		at := began.Add(time.Duration(n) * time.Minute).Format(time.RFC3339)
		return jobs.Item{"pk": &types.AttributeValueMemberS{Value: "all"}, "at": &types.AttributeValueMemberS{Value: at}, "body": &types.AttributeValueMemberS{Value: body}}, nil
	}})
	require.NoError(b, err)
	defer db.Control(local.On(local.Delay(20*time.Millisecond), "Scan", "Query"))()
	for _, workers := range []int{1, 8} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				s, err := runner.Count(b.Context(), jobs.Count{From: jobs.Source{Table: "events", Workers: workers}})
				require.NoError(b, err)
				require.EqualValues(b, items, s.Counts.Counted)
			}
		})
	}
}
