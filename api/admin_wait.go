package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/backoff"
	"github.com/dynactor/dynactor/messages"
)

// polling is how long to wait between two looks at a table: creating one takes some seconds, filling
// an index hours.
var polling = backoff.Policy{Base: 100 * time.Millisecond, Max: 5 * time.Second}

// WaitForTable waits until the table and all its global secondary indexes are ACTIVE. A table that
// doesn't exist is waited for, so give ctx an end. The value is the description that said so. It
// fails if the table is being deleted, is being archived, or has lost its encryption key.
//
// It asks DescribeTable at once, and then after 100 ms and twice as long each time, at most 5 s.
func (t *Table[T]) WaitForTable(ctx context.Context) *Future[*types.TableDescription] {
	return run(t.ex, ctx, messages.DescribeTable, t.name, t.waitForTable)
}

func (t *Table[T]) waitForTable(ctx context.Context) (*types.TableDescription, error) {
	return t.poll(ctx, func(d *types.TableDescription) (bool, error) {
		if d == nil {
			return false, nil
		}
		switch d.TableStatus {
		case types.TableStatusActive:
		case types.TableStatusCreating, types.TableStatusUpdating:
			return false, nil
		case types.TableStatusDeleting:
			return false, errors.New("the table is DELETING, so it won't become ACTIVE: wait until it's gone, and create it again")
		default:
			return false, fmt.Errorf("the table is %s, so it won't become ACTIVE by itself", d.TableStatus)
		}
		for _, index := range d.GlobalSecondaryIndexes {
			if index.IndexStatus != types.IndexStatusActive {
				return false, nil
			}
		}
		return true, nil
	})
}

// poll asks for the table's description, nil if there's no table, until it's done.
func (t *Table[T]) poll(ctx context.Context, done func(*types.TableDescription) (bool, error)) (*types.TableDescription, error) {
	for asked := 1; ; asked++ {
		d, err := t.describe(ctx)
		if err != nil && !isMissing(err) {
			return nil, err
		}
		ready, err := done(d)
		if err != nil {
			return nil, t.refusal(messages.DescribeTable, err)
		}
		if ready {
			return d, nil
		}
		if err := pause(ctx, polling.Ceiling(asked)); err != nil {
			return nil, t.refusal(messages.DescribeTable, fmt.Errorf("the table %s, and waiting for it ended: %w", stateOf(d), err))
		}
	}
}

// stateOf says what of a table isn't as it's waited for.
func stateOf(d *types.TableDescription) string {
	if d == nil {
		return "doesn't exist"
	}
	if d.TableStatus == types.TableStatusActive {
		for _, index := range d.GlobalSecondaryIndexes {
			if index.IndexStatus != types.IndexStatusActive {
				return fmt.Sprintf("is ACTIVE, and its index %q is %s", aws.ToString(index.IndexName), index.IndexStatus)
			}
		}
	}
	return fmt.Sprintf("is %s", d.TableStatus)
}

// pause waits for d, or fails with ctx's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// describe is the table's description; the error of a table that doesn't exist is isMissing's.
func (t *Table[T]) describe(ctx context.Context) (*types.TableDescription, error) {
	out, err := t.ex.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &t.name}).Await(ctx)
	if err != nil {
		return nil, err
	}
	return out.Table, nil
}

func isMissing(err error) bool {
	var missing *types.ResourceNotFoundException
	return errors.As(err, &missing)
}
