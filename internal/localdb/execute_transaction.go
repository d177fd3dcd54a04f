package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// STUB, to be replaced by its author.
func (e *Engine) executeTransaction(ctx context.Context, in *dynamodb.ExecuteTransactionInput) (*dynamodb.ExecuteTransactionOutput, error) {
	return nil, validation("not built yet: ExecuteTransaction")
}
