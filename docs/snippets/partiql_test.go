package snippets

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func statementAsync(ctx context.Context, orders *api.Table[Order]) error {
	// region select-async
	large := orders.Execute(ctx, api.Statement{
		Text:   `SELECT * FROM "shop-orders" WHERE customer = ? AND total > ?`,
		Params: []any{"ada", 100},
	})
	for order, err := range large.All(ctx) {
		if err != nil {
			return err
		}
		fmt.Println(order.ID, order.Total)
	}
	// endregion
	return nil
}

func statementSync(ctx context.Context, ordersSync *api.SyncTable[Order]) error {
	// region select-sync
	large := ordersSync.Execute(ctx, api.Statement{
		Text:   `SELECT * FROM "shop-orders" WHERE customer = ? AND total > ?`,
		Params: []any{"ada", 100},
	})
	for order, err := range large {
		if err != nil {
			return err
		}
		fmt.Println(order.ID, order.Total)
	}
	// endregion
	return nil
}

func pagedAsync(ctx context.Context, orders *api.Table[Order], customer string, start api.Token) (found []Order, next api.Token, err error) {
	// region paged-async
	found, err = orders.Execute(ctx, api.Statement{
		Text:     `SELECT * FROM "shop-orders" WHERE customer = ?`,
		Params:   []any{customer},
		Limit:    20,
		PageSize: 20, // what DynamoDB reads for one answer
		Start:    start,
		Last:     &next,
	}).Collect().Await(ctx)
	// endregion
	return found, next, err
}

func pagedSync(ctx context.Context, ordersSync *api.SyncTable[Order], customer string, start api.Token) (found []Order, next api.Token, err error) {
	// region paged-sync
	found, err = api.Collect(ordersSync.Execute(ctx, api.Statement{
		Text:     `SELECT * FROM "shop-orders" WHERE customer = ?`,
		Params:   []any{customer},
		Limit:    20,
		PageSize: 20, // what DynamoDB reads for one answer
		Start:    start,
		Last:     &next,
	}))
	// endregion
	return found, next, err
}

func writeStatementAsync(ctx context.Context, orders *api.Table[Order]) ([]Order, error) {
	// region write-async
	was, err := orders.Execute(ctx, api.Statement{
		Text:   `UPDATE "shop-orders" SET "status" = ? WHERE customer = ? AND id = ? RETURNING ALL OLD *`,
		Params: []any{"paid", "ada", "2026-12"},
	}).Collect().Await(ctx)
	// endregion
	return was, err
}

func writeStatementSync(ctx context.Context, ordersSync *api.SyncTable[Order]) ([]Order, error) {
	// region write-sync
	was, err := api.Collect(ordersSync.Execute(ctx, api.Statement{
		Text:   `UPDATE "shop-orders" SET "status" = ? WHERE customer = ? AND id = ? RETURNING ALL OLD *`,
		Params: []any{"paid", "ada", "2026-12"},
	}))
	// endregion
	return was, err
}

func batchAsync(ctx context.Context, orders *api.Table[Order], ids []string) error {
	// region batch-async
	var statements []api.Statement
	for _, id := range ids {
		statements = append(statements, api.Statement{
			Text:   `UPDATE "shop-orders" SET total = total + 1 WHERE customer = ? AND id = ?`,
			Params: []any{"ada", id},
		})
	}
	_, err := orders.ExecuteBatch(ctx, statements).Await(ctx) // any number of them

	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Println("not raised:", ids[failure.Index])
		}
		return nil
	}
	// endregion
	return err
}

func batchSync(ctx context.Context, ordersSync *api.SyncTable[Order], ids []string) error {
	// region batch-sync
	var statements []api.Statement
	for _, id := range ids {
		statements = append(statements, api.Statement{
			Text:   `UPDATE "shop-orders" SET total = total + 1 WHERE customer = ? AND id = ?`,
			Params: []any{"ada", id},
		})
	}
	_, err := ordersSync.ExecuteBatch(ctx, statements) // any number of them

	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Println("not raised:", ids[failure.Index])
		}
		return nil
	}
	// endregion
	return err
}

func statementsAsync(ctx context.Context, orders *api.Table[Order]) error {
	// region transaction-async
	_, err := orders.ExecuteTransaction(ctx, []api.Statement{
		{
			Text:   `EXISTS (SELECT * FROM "shop-orders" WHERE customer = ? AND id = ? AND "status" = ?)`,
			Params: []any{"ada", "2026-12", "paid"},
		},
		{
			Text:   `UPDATE "shop-orders" SET "status" = ? WHERE customer = ? AND id = ?`,
			Params: []any{"sent", "ada", "2026-11"},
		},
	}).Await(ctx)

	var cancelled *api.TransactionError
	if errors.As(err, &cancelled) {
		fmt.Println("statement", cancelled.Failures[0].Index, cancelled.Failures[0].Code)
		return nil
	}
	// endregion
	return err
}

func statementsSync(ctx context.Context, ordersSync *api.SyncTable[Order]) error {
	// region transaction-sync
	_, err := ordersSync.ExecuteTransaction(ctx, []api.Statement{
		{
			Text:   `EXISTS (SELECT * FROM "shop-orders" WHERE customer = ? AND id = ? AND "status" = ?)`,
			Params: []any{"ada", "2026-12", "paid"},
		},
		{
			Text:   `UPDATE "shop-orders" SET "status" = ? WHERE customer = ? AND id = ?`,
			Params: []any{"sent", "ada", "2026-11"},
		},
	})

	var cancelled *api.TransactionError
	if errors.As(err, &cancelled) {
		fmt.Println("statement", cancelled.Failures[0].Index, cancelled.Failures[0].Code)
		return nil
	}
	// endregion
	return err
}

func TestAStatementThatReads(t *testing.T) {
	for _, read := range []func(context.Context, *api.Table[Order]) error{
		statementAsync,
		func(ctx context.Context, orders *api.Table[Order]) error { return statementSync(ctx, orders.Sync()) },
	} {
		text := printed(t, func() {
			onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				return read(ctx, orders)
			}, monthly("ada", "new")...)
		})
		require.Regexp(t, "^2025-12 110\n(.*\n){11}2026-12 230\n$", text)
	}
}

func TestAStatementHasPages(t *testing.T) {
	for _, paged := range []func(context.Context, *api.Table[Order], string, api.Token) ([]Order, api.Token, error){
		pagedAsync,
		func(ctx context.Context, orders *api.Table[Order], customer string, start api.Token) ([]Order, api.Token, error) {
			return pagedSync(ctx, orders.Sync(), customer, start)
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			first, next, err := paged(ctx, orders, "ada", "")
			require.NoError(t, err)
			require.Len(t, first, 20)
			_, _, err = paged(ctx, orders, "bob", next)
			require.ErrorContains(t, err, "the token is of another statement")
			second, next, err := paged(ctx, orders, "ada", next)
			require.Empty(t, next)
			require.Equal(t, monthly("ada", "new"), append(first, second...))
			return err
		}, monthly("ada", "new")...)
	}
}

func TestAStatementThatWrites(t *testing.T) {
	for _, write := range []func(context.Context, *api.Table[Order]) ([]Order, error){
		writeStatementAsync,
		func(ctx context.Context, orders *api.Table[Order]) ([]Order, error) {
			return writeStatementSync(ctx, orders.Sync())
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			was, err := write(ctx, orders)
			require.Equal(t, monthly("ada", "new")[23:], was)
			require.NoError(t, err)
			is, err := orders.Get(ctx, api.Key{Partition: "ada", Sort: "2026-12"}, api.Consistent()).Await(ctx)
			require.Equal(t, "paid", is.Item.Status)
			return err
		}, monthly("ada", "new")...)
	}
}

func TestStatementsInABatch(t *testing.T) {
	for _, batch := range []func(context.Context, *api.Table[Order], []string) error{
		batchAsync,
		func(ctx context.Context, orders *api.Table[Order], ids []string) error {
			return batchSync(ctx, orders.Sync(), ids)
		},
	} {
		text := printed(t, func() {
			db := onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				var ids []string
				for _, order := range monthly("ada", "new") {
					ids = append(ids, order.ID)
				}
				require.NoError(t, batch(ctx, orders, append(ids, "2027-01", "2027-02")))
				found, err := orders.Query(ctx, api.Query{Partition: "ada", Consistent: true}).Collect().Await(ctx)
				require.Len(t, found, 24)
				for i, order := range found {
					require.Equal(t, 10*i+1, order.Total)
				}
				return err
			}, monthly("ada", "new")...)
			require.Equal(t, 2, db.count("BatchExecuteStatement"))
		})
		require.Equal(t, "not raised: 2027-01\nnot raised: 2027-02\n", text)
	}
}

func TestStatementsInATransaction(t *testing.T) {
	for _, transaction := range []func(context.Context, *api.Table[Order]) error{
		statementsAsync,
		func(ctx context.Context, orders *api.Table[Order]) error { return statementsSync(ctx, orders.Sync()) },
	} {
		text := printed(t, func() {
			onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				require.NoError(t, transaction(ctx, orders))
				_, err := writeStatementAsync(ctx, orders)
				require.NoError(t, err)
				require.NoError(t, transaction(ctx, orders))
				is, err := orders.Get(ctx, api.Key{Partition: "ada", Sort: "2026-11"}, api.Consistent()).Await(ctx)
				require.Equal(t, "sent", is.Item.Status)
				return err
			}, monthly("ada", "new")...)
		})
		require.Equal(t, "statement 0 ConditionalCheckFailed\n", text)
	}
}
