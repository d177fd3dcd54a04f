package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// TxOption is an option of a transaction: [WithTxToken].
type TxOption func(*txConfig)

type txConfig struct {
	tokened bool
	token   string
}

// WithTxToken sets a write transaction's idempotency token, 1 to 36 characters: DynamoDB's
// ClientRequestToken. For 10 minutes after it was carried out, the same transaction with the same
// token has success and no effect, and another one with that token is refused. Set one to repeat a
// transaction after a crash. Default: each transaction has a token of its own through all the
// attempts of the executor, so a retry after a lost answer is never applied twice.
func WithTxToken(token string) TxOption {
	return func(c *txConfig) { c.tokened, c.token = true, token }
}

// maxToken is the longest ClientRequestToken, from the API reference of TransactWriteItems.
const maxToken = 36

func txConfigOf(opts []TxOption) (c txConfig, err error) {
	for _, o := range opts {
		if o != nil {
			o(&c)
		}
	}
	if c.tokened && (c.token == "" || len(c.token) > maxToken) {
		return c, fmt.Errorf("the token of WithTxToken has %d characters: pass 1 to %d, or leave the option out", len(c.token), maxToken)
	}
	return c, nil
}

// set is the token as an input has it.
func (c *txConfig) set() *string {
	if !c.tokened {
		return nil
	}
	return &c.token
}

// TransactWrite does up to 100 actions, on items of any tables and types, all or none. An item may
// be in one action only, and the items together may have 4 MB. Actions are made by the tables'
// TxPut, TxUpdate, TxDelete and TxCheck; which executor those tables have doesn't matter.
//
// Conflicts with other requests are retried. A transaction that was cancelled fails with an error in
// which errors.As finds a [*TransactionError], which says what each action is to blame for, and
// the SDK's *types.TransactionCanceledException. What can be checked is checked before anything is
// sent; that error names the place of each action that can't be done, from 0.
//
// Transactions have no order with other requests of the same goroutine: await those first that
// the transaction depends on.
func (ex *Executor) TransactWrite(ctx context.Context, writes []TxWrite, opts ...TxOption) *Future[*dynamodb.TransactWriteItemsOutput] {
	config, err := txConfigOf(opts)
	actions := make([]*txAction, len(writes))
	for i := range writes {
		actions[i] = &writes[i].txAction
	}
	if err == nil {
		err = checkActions(actions, "api.TxWrite{}: make it with a table's TxPut, TxUpdate, TxDelete or TxCheck")
	}
	if err != nil {
		return failed[*dynamodb.TransactWriteItemsOutput](notSent(messages.TransactWriteItems, err))
	}
	in := &dynamodb.TransactWriteItemsInput{TransactItems: make([]types.TransactWriteItem, len(writes)), ClientRequestToken: config.set()}
	names := make([]txName, len(writes))
	for i, w := range writes {
		in.TransactItems[i], names[i] = w.write, txName{w.kind, w.table}
	}
	return transact(ex, ctx, messages.TransactWriteItems, in, names, func(out any) (*dynamodb.TransactWriteItemsOutput, error) {
		return out.(*dynamodb.TransactWriteItemsOutput), nil
	})
}

// TransactGet reads up to 100 items, of any tables and types, as they all are at one moment. The
// value has one place for each action, in order; [Table.From] of the action's table makes a T of
// it. Actions are made by the tables' TxGet; which executor those tables have doesn't matter. The
// items together may have 4 MB.
//
// Conflicts with other requests are retried. Errors are those of TransactWrite. Reads need no token,
// so there's no option for them yet.
func (ex *Executor) TransactGet(ctx context.Context, gets []TxGet, opts ...TxOption) *Future[[]TxItem] {
	config, err := txConfigOf(opts)
	if err == nil && config.tokened {
		err = errors.New("a transaction that reads takes no token: leave WithTxToken out")
	}
	actions := make([]*txAction, len(gets))
	for i := range gets {
		actions[i] = &gets[i].txAction
	}
	if err == nil {
		err = checkActions(actions, "api.TxGet{}: make it with a table's TxGet")
	}
	if err != nil {
		return failed[[]TxItem](notSent(messages.TransactGetItems, err))
	}
	in := &dynamodb.TransactGetItemsInput{TransactItems: make([]types.TransactGetItem, len(gets))}
	names := make([]txName, len(gets))
	for i, g := range gets {
		in.TransactItems[i].Get, names[i] = &g.get, txName{g.kind, g.table}
	}
	return transact(ex, ctx, messages.TransactGetItems, in, names, func(out any) ([]TxItem, error) {
		responses := out.(*dynamodb.TransactGetItemsOutput).Responses
		if len(responses) != len(names) {
			return nil, fmt.Errorf("DynamoDB answered %d gets of a transaction with %d items", len(names), len(responses))
		}
		items := make([]TxItem, len(names))
		for i, r := range responses {
			items[i] = TxItem{Table: names[i].table, Item: r.Item}
		}
		return items, nil
	})
}

// transact makes a transaction's request, whose error is told in terms of its actions.
func transact[R any](ex *Executor, ctx context.Context, op messages.Operation, in any, names []txName, make func(any) (R, error)) *Future[R] {
	p := prepareLazy(make)
	p.lazy.fail = func(err error) error { return blame(err, names) }
	return p.send(ex, ctx, op, in, false)
}

// notSent is the error of a request without a table that wasn't made for what's wrong with it.
func notSent(op messages.Operation, err error) error {
	return &OperationError{Operation: op, Outcome: NotSent, Err: err}
}
