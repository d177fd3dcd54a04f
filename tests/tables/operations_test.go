package tables

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// operations are all that a typed table and an executor can be asked for, each once, on orders.
var operations = map[string]func(context.Context, table[order]) error{
	"Get":     func(ctx context.Context, o table[order]) error { return of(o.Get(ctx, ann("1"))) },
	"GetMany": func(ctx context.Context, o table[order]) error { return of(o.GetMany(ctx, []api.Key{ann("1")})) },
	"Put": func(ctx context.Context, o table[order]) error {
		return of(o.Put(ctx, order{Customer: "ann", ID: "1"}))
	},
	"PutMany": func(ctx context.Context, o table[order]) error {
		return of(o.PutMany(ctx, []order{{Customer: "ann", ID: "1"}}))
	},
	"Put on a condition": func(ctx context.Context, o table[order]) error {
		return of(o.Put(ctx, order{Customer: "ann", ID: "1"}, api.IfNotExists()))
	},
	"Delete":     func(ctx context.Context, o table[order]) error { return of(o.Delete(ctx, ann("1"))) },
	"DeleteMany": func(ctx context.Context, o table[order]) error { return of(o.DeleteMany(ctx, []api.Key{ann("1")})) },
	"Update": func(ctx context.Context, o table[order]) error {
		return of(o.Update(ctx, ann("1"), api.Changes(api.Set("total", 1))))
	},
	"Query": func(ctx context.Context, o table[order]) error {
		return of(api.Collect(o.Query(ctx, api.Query{Partition: "ann"})))
	},
	"QueryCount": func(ctx context.Context, o table[order]) error {
		return of(o.QueryCount(ctx, api.Query{Partition: "ann"}))
	},
	"Scan": func(ctx context.Context, o table[order]) error { return of(api.Collect(o.Scan(ctx, api.Scan{}))) },
	"Scan of many segments": func(ctx context.Context, o table[order]) error {
		return of(api.Collect(o.Scan(ctx, api.Scan{TotalSegments: api.AutoSegments})))
	},
	"ScanCount": func(ctx context.Context, o table[order]) error {
		// One segment: of several, one may not have been sent yet when another one's call is withdrawn.
		return of(o.ScanCount(ctx, api.Scan{}))
	},
	"TransactWrite": func(ctx context.Context, o table[order]) error {
		return of(o.TransactWrite(ctx, []api.TxWrite{o.TxDelete(ann("1"))}))
	},
	"TransactGet": func(ctx context.Context, o table[order]) error {
		return of(o.TransactGet(ctx, []api.TxGet{o.TxGet(ann("1"))}))
	},
	"Execute": func(ctx context.Context, o table[order]) error {
		return of(api.Collect(o.Execute(ctx, o.statement("SELECT * FROM %s"))))
	},
	"ExecuteBatch": func(ctx context.Context, o table[order]) error {
		return of(o.ExecuteBatch(ctx, []api.Statement{o.statement("SELECT * FROM %s WHERE customer = 'ann' AND id = '1'")}))
	},
	"ExecuteTransaction": func(ctx context.Context, o table[order]) error {
		return of(o.ExecuteTransaction(ctx, []api.Statement{o.statement("DELETE FROM %s WHERE customer = 'ann' AND id = '1'")}))
	},
	"CreateTable":   func(ctx context.Context, o table[order]) error { return of(o.CreateTable(ctx, api.IfMissing())) },
	"WaitForTable":  func(ctx context.Context, o table[order]) error { return of(o.WaitForTable(ctx)) },
	"DescribeTable": func(ctx context.Context, o table[order]) error { return of(o.DescribeTable(ctx)) },
	"TableExists":   func(ctx context.Context, o table[order]) error { return of(o.TableExists(ctx)) },
	"EnableTTL":     func(ctx context.Context, o table[order]) error { return of(o.EnableTTL(ctx)) },
	"DeleteTable":   func(ctx context.Context, o table[order]) error { return of(o.DeleteTable(ctx)) },
}

// of is the error of a result.
func of[R any](_ R, err error) error { return err }

func TestOperationsWhoseCtxHasEndedAreNotSent(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 5))
		why := errors.New("enough")
		ended := map[string]func() (context.Context, error){
			"cancelled": func() (context.Context, error) {
				ctx, cancel := context.WithCancelCause(t.Context())
				cancel(why)
				return ctx, context.Canceled
			},
			"out of time": func() (context.Context, error) {
				ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
				cancel()
				return ctx, context.DeadlineExceeded
			},
		}
		for name, do := range operations {
			for how, end := range ended {
				t.Run(name+"/"+how, func(t *testing.T) {
					ctx, want := end()
					orders.client.made()
					err := do(ctx, orders)
					require.ErrorIs(t, err, want)
					var op *api.OperationError
					require.ErrorAs(t, err, &op)
					assert.Equal(t, api.NotSent, op.Outcome)
					assert.Zero(t, orders.client.made())
				})
			}
		}
		orders.holds(t, rawOrder("1", 5))
	})
}

func TestOperationsAreWithdrawnByTheirCtx(t *testing.T) {
	eachFace(t, func(t *testing.T, made table[order]) {
		for name, do := range operations {
			t.Run(name, func(t *testing.T) {
				// No call of another operation, which may end later than that, may be taken for this one's.
				orders := openTable[order](t, newSubject(t, made.sync), made.Name())
				require.NoError(t, operations["Get"](t.Context(), orders)) // the executor knows the key now
				held := make(chan struct{}, 1)
				orders.client.hold(held)
				defer orders.client.hold(nil)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				done := make(chan error, 1)
				go func() { done <- do(ctx, orders) }()
				select {
				case <-held:
				case err := <-done:
					t.Fatalf("it ended without a call: %v", err)
				}
				cancel()
				err := <-done
				require.ErrorIs(t, err, context.Canceled)
				var op *api.OperationError
				require.ErrorAs(t, err, &op)
				assert.Equal(t, api.Unknown, op.Outcome)
			})
		}
	})
}

func TestOperationsOfAClosedExecutorAreNotSent(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		require.NoError(t, orders.ex.Close(t.Context()))
		for name, do := range operations {
			t.Run(name, func(t *testing.T) {
				orders.client.made()
				err := do(t.Context(), orders)
				require.ErrorIs(t, err, api.ErrClosed)
				var op *api.OperationError
				require.ErrorAs(t, err, &op)
				assert.Equal(t, api.NotSent, op.Outcome)
				assert.Zero(t, orders.client.made())
			})
		}
	})
}
