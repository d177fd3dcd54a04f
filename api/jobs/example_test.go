package jobs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
)

// orders opens an executor on a DynamoDB in this process, with the tables orders, of so many items, and archive,
// which is empty.
func orders(n int) (ex *api.Executor, closeAll func()) {
	db, err := local.New()
	must(err)
	client := db.Client()
	for _, table := range []string{"orders", "archive"} {
		_, err = client.CreateTable(context.Background(), &dynamodb.CreateTableInput{
			TableName: &table, BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		})
		must(err)
	}
	ex, err = api.Open(client)
	must(err)
	if n > 0 {
		_, err = jobs.New(ex).Sync().Fill(context.Background(), jobs.Fill{Table: "orders", Count: int64(n), Generate: order})
		must(err)
	}
	return ex, func() { must(ex.Close(context.Background())); must(db.Close()) }
}

// order is the nth order.
func order(n int64) (jobs.Item, error) {
	return jobs.Item{"id": str(fmt.Sprintf("order/%03d", n)), "amount": num(n % 50)}, nil
}

// folder is one for an example's files, and what removes it.
func folder() (name string, remove func()) {
	name, err := os.MkdirTemp("", "jobs")
	must(err)
	return name, func() { must(os.RemoveAll(name)) }
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func ExampleRunner_Import() {
	ex, closeAll := orders(0)
	defer closeAll()
	dir, remove := folder()
	defer remove()
	file := filepath.Join(dir, "orders.csv")
	must(os.WriteFile(file, []byte("id:S,amount:N\na,5\nb,many\nc,7\n"), 0o600))

	job := jobs.New(ex).Import(context.Background(), jobs.Import{
		Options: jobs.Options{Rejects: filepath.Join(dir, "rejects.jsonl")},
		From:    jobs.Files{Names: []string{file}},
		Table:   "orders",
	}) // runs
	summary, err := job.Await(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "written,", summary.Counts.Rejected, "rejected")
	// Output: 2 written, 1 rejected
}

func ExampleSyncRunner_Import() {
	ex, closeAll := orders(0)
	defer closeAll()
	dir, remove := folder()
	defer remove()
	file := filepath.Join(dir, "orders.jsonl")
	must(os.WriteFile(file, []byte(`{"id":"a","amount":5}`+"\n"+`{"id":"b","tags":{"$SS":["x","y"]}}`+"\n"), 0o600))

	summary, err := jobs.New(ex).Sync().Import(context.Background(), jobs.Import{
		From:  jobs.Files{Names: []string{file}, Format: jobs.PlainJSON},
		Table: "orders",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "written")
	// Output: 2 written
}

func ExampleRunner_Export() {
	ex, closeAll := orders(100)
	defer closeAll()
	dir, remove := folder()
	defer remove()

	job := jobs.New(ex).Export(context.Background(), jobs.Export{
		From: jobs.Source{Table: "orders", Filter: "amount < :n", Values: jobs.Item{":n": num(10)}},
		To:   jobs.Files{Names: []string{filepath.Join(dir, "small.parquet")}},
	})
	summary, err := job.Await(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "written to", filepath.Base(summary.Files[0]))
	// Output: 20 written to small.parquet
}

func ExampleSyncRunner_Export() {
	ex, closeAll := orders(2)
	defer closeAll()
	dir, remove := folder()
	defer remove()

	file := filepath.Join(dir, "orders.json")
	_, err := jobs.New(ex).Sync().Export(context.Background(), jobs.Export{
		From: jobs.Source{Table: "orders", KeyCondition: "id = :id", Values: jobs.Item{":id": str("order/001")}},
		To:   jobs.Files{Names: []string{file}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(file)
	must(err)
	fmt.Print(string(text))
	// Output: {"Item":{"amount":{"N":"1"},"id":{"S":"order/001"}}}
}

func ExampleRunner_Copy() {
	ex, closeAll := orders(100)
	defer closeAll()

	job := jobs.New(ex).Copy(context.Background(), jobs.Copy{
		Options: jobs.Options{Transform: func(order jobs.Item) (jobs.Item, error) {
			order["archived"] = &types.AttributeValueMemberBOOL{Value: true}
			return order, nil
		}},
		From:  jobs.Source{Table: "orders"},
		Table: "archive",
	})
	summary, err := job.Await(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "copied")
	// Output: 100 copied
}

func ExampleSyncRunner_Copy() {
	ex, closeAll := orders(100)
	defer closeAll()

	summary, err := jobs.New(ex).Sync().Copy(context.Background(), jobs.Copy{
		From:  jobs.Source{Table: "orders", Limit: 30},
		Table: "archive",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "copied")
	// Output: 30 copied
}

func ExampleRunner_Delete() {
	ex, closeAll := orders(100)
	defer closeAll()
	ctx := context.Background()

	spec := jobs.Delete{From: jobs.Source{Table: "orders", Filter: "amount < :n", Values: jobs.Item{":n": num(10)}}}
	spec.DryRun = true
	would, err := jobs.New(ex).Delete(ctx, spec).Await(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	spec.DryRun = false
	did, err := jobs.New(ex).Delete(ctx, spec).Await(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("it would delete", would.Counts.Deleted, "and deleted", did.Counts.Deleted)
	// Output: it would delete 20 and deleted 20
}

func ExampleSyncRunner_Delete() {
	ex, closeAll := orders(100)
	defer closeAll()

	summary, err := jobs.New(ex).Sync().Delete(context.Background(), jobs.Delete{From: jobs.Source{Table: "orders"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Deleted, "deleted")
	// Output: 100 deleted
}

func ExampleRunner_Update() {
	ex, closeAll := orders(100)
	defer closeAll()

	job := jobs.New(ex).Update(context.Background(), jobs.Update{
		From: jobs.Source{
			Table: "orders", Filter: "amount >= :n",
			Names: map[string]string{"#s": "size"}, Values: jobs.Item{":n": num(40), ":large": str("large")},
		},
		Set: "SET #s = :large",
	})
	summary, err := job.Await(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Updated, "updated")
	// Output: 20 updated
}

func ExampleSyncRunner_Update() {
	ex, closeAll := orders(100)
	defer closeAll()

	summary, err := jobs.New(ex).Sync().Update(context.Background(), jobs.Update{
		From:      jobs.Source{Table: "orders", Values: jobs.Item{":zero": num(0), ":one": num(1)}},
		Set:       "SET amount = :one",
		Condition: "amount = :zero", // DynamoDB looks again when it's changed
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Updated, "updated,", summary.Counts.Unchanged, "unchanged")
	// Output: 2 updated, 98 unchanged
}

func ExampleRunner_Count() {
	ex, closeAll := orders(100)
	defer closeAll()
	ctx := context.Background()

	runner := jobs.New(ex)
	all := runner.Count(ctx, jobs.Count{From: jobs.Source{Table: "orders"}})
	small := runner.Count(ctx, jobs.Count{From: jobs.Source{
		Table: "orders", Filter: "amount < :n", Values: jobs.Item{":n": num(10)},
	}}) // at the same time
	summaries, err := api.All(all.Result(), small.Result()).Await(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summaries[1].Counts.Counted, "of", summaries[0].Counts.Counted)
	// Output: 20 of 100
}

func ExampleSyncRunner_Count() {
	ex, closeAll := orders(100)
	defer closeAll()

	summary, err := jobs.New(ex).Sync().Count(context.Background(), jobs.Count{From: jobs.Source{Table: "orders", Consistent: true}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Counted)
	// Output: 100
}

func ExampleRunner_Diff() {
	ex, closeAll := orders(100)
	defer closeAll()
	ctx := context.Background()
	runner := jobs.New(ex)
	_, err := runner.Copy(ctx, jobs.Copy{From: jobs.Source{Table: "orders", Filter: "amount < :n", Values: jobs.Item{":n": num(40)}}, Table: "archive"}).Await(ctx)
	must(err)

	summary, err := runner.Diff(ctx, jobs.Diff{Left: jobs.Source{Table: "orders"}, Right: "archive"}).Await(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := summary.Counts
	fmt.Println(c.Same, "same,", c.Different, "different,", c.OnlyLeft, "only left,", c.OnlyRight, "only right")
	// Output: 80 same, 0 different, 20 only left, 0 only right
}

func ExampleSyncRunner_Diff() {
	ex, closeAll := orders(1)
	defer closeAll()
	dir, remove := folder()
	defer remove()

	file := filepath.Join(dir, "differences.jsonl")
	_, err := jobs.New(ex).Sync().Diff(context.Background(), jobs.Diff{
		Left: jobs.Source{Table: "orders"}, Right: "archive", To: jobs.Files{Names: []string{file}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(file)
	must(err)
	line, _, _ := strings.Cut(string(text), `,"left":`)
	fmt.Println(line)
	// Output: {"kind":"left","key":{"id":{"S":"order/000"}}
}

func ExampleRunner_Fill() {
	ex, closeAll := orders(0)
	defer closeAll()

	job := jobs.New(ex).Fill(context.Background(), jobs.Fill{Table: "orders", Count: 1000, Size: 200}) // items for the table's key
	summary, err := job.Await(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "written")
	// Output: 1000 written
}

func ExampleSyncRunner_Fill() {
	ex, closeAll := orders(0)
	defer closeAll()

	summary, err := jobs.New(ex).Sync().Fill(context.Background(), jobs.Fill{Table: "orders", Count: 1000, Generate: order})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Counts.Written, "written")
	// Output: 1000 written
}

func ExampleControl() {
	ex, closeAll := orders(0)
	defer closeAll()
	dir, remove := folder()
	defer remove()

	var control jobs.Control
	spec := jobs.Fill{
		Options: jobs.Options{Checkpoint: filepath.Join(dir, "checkpoint"), Control: &control},
		Table:   "orders", Count: 50_000,
		Generate: func(n int64) (jobs.Item, error) {
			if n == 2000 {
				control.Cancel() // as somebody else might
			}
			return order(n)
		},
	}
	runner := jobs.New(ex).Sync()
	first, err := runner.Fill(context.Background(), spec)
	fmt.Println(err)

	spec.Control = nil // one is for one job
	second, err := runner.Fill(context.Background(), spec)
	fmt.Println(second.Resumed, first.Counts.Written < second.Counts.Written, second.Counts.Written, err)
	// Output:
	// cancelled: what was settled is in the checkpoint, if there's one
	// true true 50000 <nil>
}
