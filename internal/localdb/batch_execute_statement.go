package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// STUB, to be replaced by its author.
func (e *Engine) batchExecuteStatement(ctx context.Context, in *dynamodb.BatchExecuteStatementInput) (*dynamodb.BatchExecuteStatementOutput, error) {
	return nil, validation("not built yet: BatchExecuteStatement")
}
