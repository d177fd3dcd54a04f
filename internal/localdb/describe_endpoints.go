package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// describeEndpoints answers the region's endpoint and for how long to remember it, as the service does:
// a day. A client wired to the engine ignores endpoints.
func (e *Engine) describeEndpoints(ctx context.Context, in *dynamodb.DescribeEndpointsInput) (*dynamodb.DescribeEndpointsOutput, error) {
	return &dynamodb.DescribeEndpointsOutput{Endpoints: []types.Endpoint{
		{Address: ptr.String("dynamodb." + e.Region + ".amazonaws.com"), CachePeriodInMinutes: 1440},
	}}, nil
}
