package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// deleteTable answers DELETING, and the table is gone. Operations that have found it before go on with
// what nobody will see any more.
func (e *Engine) deleteTable(ctx context.Context, in *dynamodb.DeleteTableInput) (*dynamodb.DeleteTableOutput, error) {
	t, err := e.adminTable(in.TableName)
	if err != nil {
		return nil, err
	}
	d, err := e.remove(t)
	if err != nil {
		return nil, err
	}
	return &dynamodb.DeleteTableOutput{TableDescription: d}, nil
}

// remove takes a table away that was found a moment ago.
func (e *Engine) remove(t *table) (*types.TableDescription, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.tables[t.name] != t { // somebody was quicker
		return nil, noTableNamed(t.name)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deletionProtection {
		return nil, validation("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
	}
	delete(e.tables, t.name)
	t.status = types.TableStatusDeleting
	d := t.description(e.Now())
	// What the service answers: the table, but not what it is made of.
	d.AttributeDefinitions, d.KeySchema, d.CreationDateTime = nil, nil, nil
	d.LocalSecondaryIndexes, d.GlobalSecondaryIndexes, d.WarmThroughput = nil, nil, nil
	return d, nil
}
