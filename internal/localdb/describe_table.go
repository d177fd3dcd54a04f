package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func (e *Engine) describeTable(ctx context.Context, in *dynamodb.DescribeTableInput) (*dynamodb.DescribeTableOutput, error) {
	t, err := e.adminTable(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return &dynamodb.DescribeTableOutput{Table: t.description(e.Now())}, nil
}
