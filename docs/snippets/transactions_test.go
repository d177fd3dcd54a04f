package snippets

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// region types
type Account struct {
	Name    string `dynamodbav:"name" dynactor:"partition"`
	Balance int    `dynamodbav:"balance"`
	Closed  bool   `dynamodbav:"closed,omitempty"`
}

type Transfer struct {
	ID     string `dynamodbav:"id" dynactor:"partition"`
	From   string `dynamodbav:"from"`
	To     string `dynamodbav:"to"`
	Amount int    `dynamodbav:"amount"`
}

var (
	ada, bob = api.Key{Partition: "ada"}, api.Key{Partition: "bob"}
	enough   = api.If(expression.Name("balance").GreaterThanEqual(expression.Value(30)))
)

// endregion

func moveAsync(ctx context.Context, ex *api.Executor, accounts *api.Table[Account], transfers *api.Table[Transfer], id string) error {
	// region move-async
	_, err := ex.TransactWrite(ctx, []api.TxWrite{
		accounts.TxUpdate(ada, api.Changes(api.Increment("balance", -30)), enough, api.ReturnOnFailure()),
		accounts.TxUpdate(bob, api.Changes(api.Increment("balance", 30)), api.IfExists()),
		transfers.TxPut(Transfer{ID: id, From: "ada", To: "bob", Amount: 30}, api.IfNotExists()),
	}).Await(ctx)
	// endregion
	return err
}

func moveSync(ctx context.Context, db *api.SyncExecutor, accountsSync *api.SyncTable[Account], transfersSync *api.SyncTable[Transfer], id string) error {
	// region move-sync
	_, err := db.TransactWrite(ctx, []api.TxWrite{
		accountsSync.TxUpdate(ada, api.Changes(api.Increment("balance", -30)), enough, api.ReturnOnFailure()),
		accountsSync.TxUpdate(bob, api.Changes(api.Increment("balance", 30)), api.IfExists()),
		transfersSync.TxPut(Transfer{ID: id, From: "ada", To: "bob", Amount: 30}, api.IfNotExists()),
	})
	// endregion
	return err
}

func blameAsync(accounts *api.Table[Account], err error) error {
	// region blame-async
	var cancelled *api.TransactionError
	if errors.As(err, &cancelled) {
		for _, f := range cancelled.Failures {
			fmt.Printf("action %d, %s on %s: %s\n", f.Index, f.Action, f.Table, f.Code)
			if f.Index == 0 && f.Item != nil { // it had ReturnOnFailure
				account, err := accounts.Decode(f.Item)
				if err != nil {
					return err
				}
				fmt.Println(account.Name, "has", account.Balance)
			}
		}
	}
	// endregion
	return nil
}

func blameSync(accountsSync *api.SyncTable[Account], err error) error {
	// region blame-sync
	var cancelled *api.TransactionError
	if errors.As(err, &cancelled) {
		for _, f := range cancelled.Failures {
			fmt.Printf("action %d, %s on %s: %s\n", f.Index, f.Action, f.Table, f.Code)
			if f.Index == 0 && f.Item != nil {
				account, err := accountsSync.Decode(f.Item)
				if err != nil {
					return err
				}
				fmt.Println(account.Name, "has", account.Balance)
			}
		}
	}
	// endregion
	return nil
}

func closeAccountAsync(ctx context.Context, ex *api.Executor, accounts *api.Table[Account]) error {
	// region check-async
	open := api.NotExists("closed")
	_, err := ex.TransactWrite(ctx, []api.TxWrite{
		accounts.TxCheck(bob, open), // writes nothing
		accounts.TxDelete(ada, api.If(open)),
	}).Await(ctx)
	// endregion
	return err
}

func closeAccountSync(ctx context.Context, db *api.SyncExecutor, accountsSync *api.SyncTable[Account]) error {
	// region check-sync
	open := api.NotExists("closed")
	_, err := db.TransactWrite(ctx, []api.TxWrite{
		accountsSync.TxCheck(bob, open), // writes nothing
		accountsSync.TxDelete(ada, api.If(open)),
	})
	// endregion
	return err
}

func tokenAsync(ctx context.Context, ex *api.Executor, accounts *api.Table[Account], id string) error {
	// region token-async
	pay := accounts.TxUpdate(bob, api.Changes(api.Increment("balance", 30)))
	_, err := ex.TransactWrite(ctx, []api.TxWrite{pay}, api.WithTxToken("pay-"+id)).Await(ctx)
	// endregion
	return err
}

func tokenSync(ctx context.Context, db *api.SyncExecutor, accountsSync *api.SyncTable[Account], id string) error {
	// region token-sync
	pay := accountsSync.TxUpdate(bob, api.Changes(api.Increment("balance", 30)))
	_, err := db.TransactWrite(ctx, []api.TxWrite{pay}, api.WithTxToken("pay-"+id))
	// endregion
	return err
}

func snapshotAsync(ctx context.Context, ex *api.Executor, accounts *api.Table[Account], transfers *api.Table[Transfer], id string) (sum int, done bool, err error) {
	// region read-async
	found, err := ex.TransactGet(ctx, []api.TxGet{
		accounts.TxGet(ada),
		accounts.TxGet(bob, api.Project("balance")),
		transfers.TxGet(api.Key{Partition: id}),
	}).Await(ctx)
	if err != nil {
		return 0, false, err
	}
	for _, it := range found[:2] {
		account, err := accounts.From(it)
		if err != nil {
			return 0, false, err
		}
		sum += account.Item.Balance // 0 if it wasn't Found
	}
	transfer, err := transfers.From(found[2])
	// endregion
	return sum, transfer.Found, err
}

func snapshotSync(ctx context.Context, db *api.SyncExecutor, accountsSync *api.SyncTable[Account], transfersSync *api.SyncTable[Transfer], id string) (sum int, done bool, err error) {
	// region read-sync
	found, err := db.TransactGet(ctx, []api.TxGet{
		accountsSync.TxGet(ada),
		accountsSync.TxGet(bob, api.Project("balance")),
		transfersSync.TxGet(api.Key{Partition: id}),
	})
	if err != nil {
		return 0, false, err
	}
	for _, it := range found[:2] {
		account, err := accountsSync.From(it)
		if err != nil {
			return 0, false, err
		}
		sum += account.Item.Balance // 0 if it wasn't Found
	}
	transfer, err := transfersSync.From(found[2])
	// endregion
	return sum, transfer.Found, err
}

// bank is what the snippets of this page work on: ada has 40, and bob has 5.
type bank struct {
	db        *database
	ex        *api.Executor
	accounts  *api.Table[Account]
	transfers *api.Table[Transfer]
}

func inBank(t *testing.T, code func(context.Context, bank) error, opts ...api.Option) {
	t.Helper()
	b := bank{db: newDatabase(t)}
	run(t, b.db.client, func(ctx context.Context, ex *api.Executor) (err error) {
		b.ex = ex
		b.accounts, err = api.TableOf[Account](ex, "accounts")
		require.NoError(t, err)
		b.transfers, err = api.TableOf[Transfer](ex, "transfers")
		require.NoError(t, err)
		_, err = api.All(b.accounts.CreateTable(ctx), b.transfers.CreateTable(ctx)).Await(ctx)
		require.NoError(t, err)
		_, err = b.accounts.PutMany(ctx, []Account{{Name: "ada", Balance: 40}, {Name: "bob", Balance: 5}}).Await(ctx)
		require.NoError(t, err)
		return code(ctx, b)
	}, opts...)
}

// balances are what ada and bob have, -1 for who is gone.
func (b bank) balances(ctx context.Context, t *testing.T) [2]int {
	t.Helper()
	found, err := b.accounts.GetMany(ctx, []api.Key{ada, bob}, api.Consistent()).Await(ctx)
	require.NoError(t, err)
	have := [2]int{-1, -1}
	for i, account := range found {
		if account.Found {
			have[i] = account.Item.Balance
		}
	}
	return have
}

func TestATransferIsDoneWhollyOrNotAtAll(t *testing.T) {
	for _, faces := range []struct {
		move  func(context.Context, bank, string) error
		blame func(bank, error) error
		read  func(context.Context, bank, string) (int, bool, error)
	}{
		{
			func(ctx context.Context, b bank, id string) error {
				return moveAsync(ctx, b.ex, b.accounts, b.transfers, id)
			},
			func(b bank, err error) error { return blameAsync(b.accounts, err) },
			func(ctx context.Context, b bank, id string) (int, bool, error) {
				return snapshotAsync(ctx, b.ex, b.accounts, b.transfers, id)
			},
		}, {
			func(ctx context.Context, b bank, id string) error {
				return moveSync(ctx, b.ex.Sync(), b.accounts.Sync(), b.transfers.Sync(), id)
			},
			func(b bank, err error) error { return blameSync(b.accounts.Sync(), err) },
			func(ctx context.Context, b bank, id string) (int, bool, error) {
				return snapshotSync(ctx, b.ex.Sync(), b.accounts.Sync(), b.transfers.Sync(), id)
			},
		},
	} {
		text := printed(t, func() {
			inBank(t, func(ctx context.Context, b bank) error {
				b.db.Control(local.Times(3, local.On(local.DropAnswer(), "TransactWriteItems"))) // it's applied once all the same
				require.NoError(t, faces.move(ctx, b, "1"))
				require.Equal(t, [2]int{10, 35}, b.balances(ctx, t))
				err := faces.move(ctx, b, "2")
				require.Error(t, err)
				require.Equal(t, [2]int{10, 35}, b.balances(ctx, t))
				require.NoError(t, faces.blame(b, err))

				sum, done, err := faces.read(ctx, b, "1")
				require.NoError(t, err)
				require.True(t, done)
				require.Equal(t, 45, sum)
				_, done, err = faces.read(ctx, b, "2")
				require.False(t, done)
				return err
			})
		})
		require.Equal(t, "action 0, Update on accounts: ConditionalCheckFailed\nada has 10\n", text)
	}
}

func TestACheckWritesNothing(t *testing.T) {
	for _, closeAccount := range []func(context.Context, bank) error{
		func(ctx context.Context, b bank) error { return closeAccountAsync(ctx, b.ex, b.accounts) },
		func(ctx context.Context, b bank) error { return closeAccountSync(ctx, b.ex.Sync(), b.accounts.Sync()) },
	} {
		inBank(t, func(ctx context.Context, b bank) error {
			require.NoError(t, closeAccount(ctx, b))
			require.Equal(t, [2]int{-1, 5}, b.balances(ctx, t))
			_, err := b.accounts.PutMany(ctx, []Account{{Name: "ada"}, {Name: "bob", Closed: true}}).Await(ctx)
			require.NoError(t, err)
			var failed *types.TransactionCanceledException // the SDK's own type
			require.ErrorAs(t, closeAccount(ctx, b), &failed)
			require.Equal(t, [2]int{0, 0}, b.balances(ctx, t))
			return nil
		})
	}
}

func TestATokenMakesATransactionRepeatable(t *testing.T) {
	for _, pay := range []func(ctx context.Context, b bank, id string) error{
		func(ctx context.Context, b bank, id string) error { return tokenAsync(ctx, b.ex, b.accounts, id) },
		func(ctx context.Context, b bank, id string) error {
			return tokenSync(ctx, b.ex.Sync(), b.accounts.Sync(), id)
		},
	} {
		inBank(t, func(ctx context.Context, b bank) error {
			for _, id := range []string{"1", "1", "1", "2"} {
				require.NoError(t, pay(ctx, b, id))
			}
			require.Equal(t, [2]int{40, 65}, b.balances(ctx, t))
			return nil
		})
	}
}
