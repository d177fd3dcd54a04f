package snippets

import (
	"testing"
	"testing/synctest"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// region typed-async
func TestPaidOrdersAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := local.New()
		if err != nil {
			t.Fatal(err)
		}
		ex, err := api.Open(db.Client())
		if err != nil {
			t.Fatal(err)
		}
		defer ex.Close(t.Context())
		orders, err := api.TableOf[Order](ex, "shop-orders")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := orders.CreateTable(t.Context()).Await(t.Context()); err != nil { // its keys and indexes, by the tags
			t.Fatal(err)
		}

		put := orders.Put(t.Context(), Order{Customer: "ada", ID: "1", Status: "paid"})
		if _, err := put.Await(t.Context()); err != nil {
			t.Fatal(err)
		}
		paid, err := orders.QueryCount(t.Context(), api.Query{Index: "by-status", Partition: "paid"}).Await(t.Context())
		if err != nil || paid != 1 {
			t.Errorf("%d are paid, %v", paid, err)
		}
	})
}

// endregion

// region typed-sync
func TestPaidOrdersSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dynamo, err := local.New()
		if err != nil {
			t.Fatal(err)
		}
		ex, err := api.Open(dynamo.Client())
		if err != nil {
			t.Fatal(err)
		}
		db := ex.Sync()
		defer db.Close(t.Context())
		orders, err := api.TableOf[Order](ex, "shop-orders")
		if err != nil {
			t.Fatal(err)
		}
		ordersSync := orders.Sync()
		if _, err := ordersSync.CreateTable(t.Context()); err != nil {
			t.Fatal(err)
		}

		if _, err := ordersSync.Put(t.Context(), Order{Customer: "ada", ID: "1", Status: "paid"}); err != nil {
			t.Fatal(err)
		}
		paid, err := ordersSync.QueryCount(t.Context(), api.Query{Index: "by-status", Partition: "paid"})
		if err != nil || paid != 1 {
			t.Errorf("%d are paid, %v", paid, err)
		}
	})
}

// endregion
