package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/ptr"
)

// describeLimits answers the quotas of an account that has asked for nothing.
func (e *Engine) describeLimits(ctx context.Context, in *dynamodb.DescribeLimitsInput) (*dynamodb.DescribeLimitsOutput, error) {
	return &dynamodb.DescribeLimitsOutput{
		AccountMaxReadCapacityUnits: ptr.Int64(mostAccountUnits), AccountMaxWriteCapacityUnits: ptr.Int64(mostAccountUnits),
		TableMaxReadCapacityUnits: ptr.Int64(mostTableUnits), TableMaxWriteCapacityUnits: ptr.Int64(mostTableUnits),
	}, nil
}
