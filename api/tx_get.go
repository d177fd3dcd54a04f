package api

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// TxGet is one action of a read transaction: what [Table.TxGet] made, for [Executor.TransactGet].
// It names its table and belongs to no executor. Its zero value is no action.
type TxGet struct {
	txAction
	get types.Get
}

// TxItem is what one action of a read transaction found. [Table.From] makes a T of it.
type TxItem struct {
	// Table is the table's name as the action had it.
	Table string
	// Item is the item, nil if there is none.
	Item map[string]types.AttributeValue
}

// TxGet is [Table.Get] as an action of a read transaction. It makes no call; what's wrong with it is
// told by TransactGet. The option [Consistent] changes nothing: transactions always read that way.
func (t *Table[T]) TxGet(key Key, opts ...GetOption) TxGet {
	g := TxGet{txAction: t.txOn("Get")}
	in, err := t.getInput(key, opts)
	if err != nil {
		g.err = err
		return g
	}
	g.key = in.Key
	g.get = types.Get{
		TableName: in.TableName, Key: in.Key,
		ProjectionExpression: in.ProjectionExpression, ExpressionAttributeNames: in.ExpressionAttributeNames,
	}
	return g
}

// From is what an action of this table found in a read transaction: the item as a T, or Found is
// false. It fails if the item is another table's, or with a [*DecodeError] if it doesn't fit T. It
// makes no call.
func (t *Table[T]) From(found TxItem) (Result[T], error) {
	if found.Table != t.name {
		return Result[T]{}, fmt.Errorf("the item was read from table %q and is asked of table %q: pass it to the From of the table whose TxGet is at its place", found.Table, t.name)
	}
	return t.result(found.Item)
}
