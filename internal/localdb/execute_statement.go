package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// STUB, to be replaced by its author.
func (e *Engine) executeStatement(ctx context.Context, in *dynamodb.ExecuteStatementInput) (*dynamodb.ExecuteStatementOutput, error) {
	return nil, validation("not built yet: ExecuteStatement")
}
