package peers

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/server"
)

// Limited are the contestants where a table is short of capacity: what differs
// is how they meet throttles.
func Limited() []Contestant {
	return []Contestant{
		{Name: "sdk", Open: openSDK},
		{Name: "sdk-adaptive", Open: openAdaptive},
		{Name: "workers", Open: openPatientWorkers},
		{Name: "dynactor-async", Open: openAsync},
		{Name: "dynactor-sync", Open: openSync},
	}
}

// openAdaptive is the SDK with the retries that it calls adaptive: the client
// has a rate of its own, in calls, that falls with throttles.
func openAdaptive(_ context.Context, on Target) (*Opened, error) {
	client := on.Client(func(o *dynamodb.Options) {
		o.Retryer = retry.NewAdaptiveMode()
		o.RetryMode = aws.RetryModeAdaptive
	})
	return &Opened{Store: clientStore{client}, Close: nothing}, nil
}

// openPatientWorkers is openWorkers where a batch that is refused as a whole is
// sent again like one that is in part, for as long as it takes.
func openPatientWorkers(_ context.Context, on Target) (*Opened, error) {
	sdk := on.Client()
	return startWorkers(sdk, patient{sdk}), nil
}

// patient makes all of a throttled batch unprocessed.
type patient struct{ sdk batcher }

func (p patient) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, options ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	out, err := p.sdk.BatchWriteItem(ctx, in, options...)
	if server.Throttling(err) {
		return &dynamodb.BatchWriteItemOutput{UnprocessedItems: in.RequestItems}, nil
	}
	return out, err
}

func (p patient) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	out, err := p.sdk.BatchGetItem(ctx, in, options...)
	if server.Throttling(err) {
		return &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}, UnprocessedKeys: in.RequestItems}, nil
	}
	return out, err
}
