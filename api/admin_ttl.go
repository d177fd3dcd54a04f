package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// EnableTTL has DynamoDB delete items some time after they expire, by the attribute with T's ttl tag:
// seconds since 1970. It's fine if that is enabled already; if it's enabled for another attribute
// that's an error. The service takes up to an hour to begin, and this doesn't wait for it.
func (t *Table[T]) EnableTTL(ctx context.Context) *Future[*types.TimeToLiveSpecification] {
	if t.spec.TTL.Name == "" {
		return refused[*types.TimeToLiveSpecification](t, messages.UpdateTimeToLive, fmt.Errorf("no field of %s has the tag `dynactor:\"ttl\"`: give it to the one with the time of expiry", t.typeName()))
	}
	return run(t.ex, ctx, messages.UpdateTimeToLive, t.name, t.enableTTL)
}

func (t *Table[T]) enableTTL(ctx context.Context) (*types.TimeToLiveSpecification, error) {
	spec := &types.TimeToLiveSpecification{AttributeName: aws.String(t.spec.TTL.Name), Enabled: aws.Bool(true)}
	enabled, err := t.enabledTTL(ctx)
	if err != nil {
		return nil, err
	}
	if enabled {
		return spec, nil
	}
	_, err = t.ex.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{TableName: &t.name, TimeToLiveSpecification: spec}).Await(ctx)
	if err != nil {
		// Somebody else may have enabled it meanwhile, or it was this request, whose first answer
		// got lost.
		if enabled, _ := t.enabledTTL(ctx); !enabled {
			return nil, err
		}
	}
	return spec, nil
}

// enabledTTL says whether time to live is enabled for the tagged attribute. For another one it's an
// error.
func (t *Table[T]) enabledTTL(ctx context.Context) (bool, error) {
	out, err := t.ex.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &t.name}).Await(ctx)
	if err != nil {
		return false, err
	}
	d := out.TimeToLiveDescription
	if d == nil {
		return false, nil
	}
	switch d.TimeToLiveStatus {
	case types.TimeToLiveStatusEnabled, types.TimeToLiveStatusEnabling:
		if current := aws.ToString(d.AttributeName); current != t.spec.TTL.Name {
			return false, t.refusal(messages.UpdateTimeToLive, fmt.Errorf("time to live is enabled for attribute %q, and the tag of %s is on %q: disable it first, or move the tag", current, t.typeName(), t.spec.TTL.Name))
		}
		return true, nil
	case types.TimeToLiveStatusDisabling:
		return false, t.refusal(messages.UpdateTimeToLive, errors.New("time to live is being disabled, which takes up to an hour: enable it after that"))
	}
	return false, nil
}
