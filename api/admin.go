package api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// DescribeTable asks for the table's description. A table that doesn't exist is an error, the SDK's
// *types.ResourceNotFoundException.
func (t *Table[T]) DescribeTable(ctx context.Context) *Future[*types.TableDescription] {
	return ask(t, ctx, messages.DescribeTable, &dynamodb.DescribeTableInput{TableName: &t.name}, func(out any) (*types.TableDescription, error) {
		return out.(*dynamodb.DescribeTableOutput).Table, nil
	})
}

// TableExists asks whether there is a table of that name, in whatever state: one that is still
// being created or deleted exists. That there is none is no error, all else is.
func (t *Table[T]) TableExists(ctx context.Context) *Future[bool] {
	p := prepareLazy(func(any) (bool, error) { return true, nil })
	p.lazy.fail = func(err error) error {
		if isMissing(err) {
			return nil
		}
		return err
	}
	return p.send(t.ex, ctx, messages.DescribeTable, &dynamodb.DescribeTableInput{TableName: &t.name}, t.seated)
}

// DeleteTable deletes the table with all that is in it, and waits until it's gone; give ctx an end.
// The value is the description that DynamoDB gave when it began. A table that doesn't exist is
// an error, the SDK's *types.ResourceNotFoundException.
func (t *Table[T]) DeleteTable(ctx context.Context) *Future[*types.TableDescription] {
	return run(t.ex, ctx, messages.DeleteTable, t.name, func(ctx context.Context) (*types.TableDescription, error) {
		out, err := t.ex.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &t.name}).Await(ctx)
		if err != nil {
			return nil, err
		}
		deleted := out.TableDescription
		_, err = t.poll(ctx, func(d *types.TableDescription) (bool, error) {
			return d == nil || isAnother(d, deleted), nil
		})
		if err != nil {
			return nil, err
		}
		return deleted, nil
	})
}

// isAnother says that a description is of a table that was created after the one of that name was
// deleted.
func isAnother(d, deleted *types.TableDescription) bool {
	return deleted != nil && deleted.TableId != nil && d.TableId != nil && *d.TableId != *deleted.TableId
}
