package peers

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/items"
)

func TestLimitedPeersPutAndReadItems(t *testing.T) {
	for _, c := range Limited() {
		t.Run(c.Name, func(t *testing.T) {
			r := open(t, c)
			if r.Async != nil {
				require.NoError(t, r.Async.Put(t.Context(), items.Table, items.New("a"))())
				require.NoError(t, r.Async.Read(t.Context(), items.Table, "a")())
				return
			}
			require.NoError(t, r.Store.Put(t.Context(), items.Table, items.New("a")))
			require.NoError(t, r.Store.Read(t.Context(), items.Table, "a"))
		})
	}
}

func TestTheAdaptivePeerRetriesAdaptively(t *testing.T) {
	var made *dynamodb.Client
	on := Target{Client: func(changes ...func(*dynamodb.Options)) *dynamodb.Client {
		made = dynamodb.New(dynamodb.Options{Region: "eu-north-1"}, changes...)
		return made
	}}
	_, err := openAdaptive(t.Context(), on)
	require.NoError(t, err)
	retryer := made.Options().Retryer
	require.IsType(t, &retry.AdaptiveMode{}, retryer)
}

func TestPatientWorkersSendARefusedBatchUntilItIsTaken(t *testing.T) {
	r := open(t, Contestant{Name: "workers", Open: func(ctx context.Context, on Target) (*Opened, error) {
		client := on.Client
		on.Client = func(...func(*dynamodb.Options)) *dynamodb.Client {
			return client(func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
		}
		return openPatientWorkers(ctx, on)
	}})
	r.db.Control(local.Times(3, local.Fail(&types.ProvisionedThroughputExceededException{Message: aws.String("enough")})))
	require.NoError(t, r.Store.Put(t.Context(), items.Table, items.New("a")))
	r.db.Control(local.Times(3, local.Fail(&types.ThrottlingException{Message: aws.String("enough")})))
	require.NoError(t, r.Store.Read(t.Context(), items.Table, "a"))
	r.db.Control(local.Fail(&types.ResourceNotFoundException{Message: aws.String("gone")}))
	require.ErrorContains(t, r.Store.Put(t.Context(), items.Table, items.New("a")), "gone")
	require.ErrorContains(t, r.Store.Read(t.Context(), items.Table, "a"), "gone")
}
