package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// CreateOption is an option of CreateTable: [IfMissing] or [CreateInput].
type CreateOption func(*createConfig)

type createConfig struct {
	ifMissing bool
	inputs    []func(*dynamodb.CreateTableInput)
}

// IfMissing has CreateTable take a table that exists as the one it was to create, if its keys and
// indexes are as the tags of T say, and fail with a [*TableMismatchError] if they aren't. It may
// have more indexes. Default: a table that exists is an error.
func IfMissing() CreateOption { return func(c *createConfig) { c.ifMissing = true } }

// CreateInput has change set what the tags of T don't say: deletion protection, encryption, streams,
// the table's class, the AWS tags. It's called with the finished input, on the caller's goroutine.
func CreateInput(change func(*dynamodb.CreateTableInput)) CreateOption {
	return func(c *createConfig) {
		if change != nil {
			c.inputs = append(c.inputs, change)
		}
	}
}

// CreateTable creates the table that the tags of T describe: keys, indexes and billing. It waits until
// the table and its indexes are ACTIVE, and then enables time to live if there's a ttl tag; give
// ctx an end. The value is the table's description. A table that exists is an error, the SDK's
// *types.ResourceInUseException, unless [IfMissing] is given.
//
// If waiting or time to live fails, the table exists all the same: call it again with IfMissing.
//
// Without tags the types of the key's attributes must be known from the fields of T, so it doesn't
// work for maps.
func (t *Table[T]) CreateTable(ctx context.Context, opts ...CreateOption) *Future[*types.TableDescription] {
	var c createConfig
	for _, o := range opts {
		if o != nil {
			o(&c)
		}
	}
	in, err := t.spec.CreateTableInput(t.name)
	if err != nil {
		return refused[*types.TableDescription](t, messages.CreateTable, err)
	}
	for _, change := range c.inputs {
		change(in)
	}
	if in.TableName == nil || *in.TableName != t.name {
		return refused[*types.TableDescription](t, messages.CreateTable, errors.New("an option CreateInput changes the table's name: pass the name to TableOf"))
	}
	return run(t.ex, ctx, messages.CreateTable, t.name, func(ctx context.Context) (*types.TableDescription, error) {
		return t.createTable(ctx, in, c.ifMissing)
	})
}

func (t *Table[T]) createTable(ctx context.Context, in *dynamodb.CreateTableInput, ifMissing bool) (*types.TableDescription, error) {
	var exists *types.ResourceInUseException
	_, err := t.ex.CreateTable(ctx, in).Await(ctx)
	existed := errors.As(err, &exists)
	if err != nil && (!existed || !ifMissing) {
		return nil, err
	}
	d, err := t.waitForTable(ctx)
	if err != nil {
		return nil, fmt.Errorf("the table exists, and isn't ready: %w", err)
	}
	if existed {
		if differences := differences(in, d); differences != nil {
			return nil, &OperationError{
				Operation: messages.CreateTable, Table: t.name, Attempts: 1, Outcome: Rejected,
				Err: &TableMismatchError{Table: t.name, Differences: differences},
			}
		}
	}
	if t.spec.TTL.Name != "" {
		if _, err := t.enableTTL(ctx); err != nil {
			return nil, fmt.Errorf("the table exists, and its time to live isn't enabled: %w", err)
		}
	}
	return d, nil
}
