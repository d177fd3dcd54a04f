package api_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/dynactor/dynactor/api"
)

// may are visits of one page in a month, and one of another page.
func may() []Visit {
	return []Visit{
		{Page: "/", Day: "2024-04-30", Count: 9},
		{Page: "/", Day: "2024-05-01", Count: 3},
		{Page: "/", Day: "2024-05-02", Count: 40},
		{Page: "/", Day: "2024-05-03", Count: 5},
		{Page: "/docs", Day: "2024-05-01", Count: 7},
	}
}

func ExampleTable_Query() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	inMay := visits.Query(ctx, api.Query{Partition: "/", Sort: expression.Key("day").BeginsWith("2024-05-")})
	busiest := visits.Query(ctx, api.Query{ // both are under way
		Partition: "/", Filter: expression.Name("count").GreaterThan(expression.Value(8)), Descending: true, Limit: 1,
	})

	for visit, err := range inMay.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(visit.Day, visit.Count)
	}
	fmt.Println(must(busiest.Collect().Await(ctx))[0].Day, "was busy")
	// Output:
	// 2024-05-01 3
	// 2024-05-02 40
	// 2024-05-03 5
	// 2024-05-02 was busy
}

func ExampleSyncTable_Query() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)
	db := visits.Sync()

	for visit, err := range db.Query(ctx, api.Query{Partition: "/", Sort: expression.Key("day").BeginsWith("2024-05-")}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(visit.Day, visit.Count)
	}
	busiest := must(api.Collect(db.Query(ctx, api.Query{
		Partition: "/", Filter: expression.Name("count").GreaterThan(expression.Value(8)), Descending: true, Limit: 1,
	})))
	fmt.Println(busiest[0].Day, "was busy")
	// Output:
	// 2024-05-01 3
	// 2024-05-02 40
	// 2024-05-03 5
	// 2024-05-02 was busy
}

func ExampleTable_QueryCount() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	home := visits.QueryCount(ctx, api.Query{Partition: "/"})
	docs := visits.QueryCount(ctx, api.Query{Partition: "/docs"})
	fmt.Println(must(home.Await(ctx)), must(docs.Await(ctx)))
	// Output: 4 1
}

func ExampleSyncTable_QueryCount() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	fmt.Println(must(visits.Sync().QueryCount(ctx, api.Query{Partition: "/"})))
	// Output: 4
}

// Segments are read at the same time, so the items come in no order.
func ExampleTable_Scan() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	total := 0
	scan := visits.Scan(ctx, api.Scan{TotalSegments: 4, Project: []string{"count"}})
	n := must(scan.Each(func(visit Visit) error {
		total += visit.Count
		return nil
	}).Await(ctx))
	fmt.Println(total, "visits on", n, "days")
	// Output: 64 visits on 5 days
}

func ExampleSyncTable_Scan() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	total, n := 0, 0
	for visit, err := range visits.Sync().Scan(ctx, api.Scan{TotalSegments: 4, Project: []string{"count"}}) {
		if err != nil {
			log.Fatal(err)
		}
		total += visit.Count
		n++
	}
	fmt.Println(total, "visits on", n, "days")
	// Output: 64 visits on 5 days
}

func ExampleTable_ScanCount() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	busy := visits.ScanCount(ctx, api.Scan{
		TotalSegments: api.AutoSegments, Filter: expression.Name("count").GreaterThan(expression.Value(8)),
	})
	fmt.Println(must(busy.Await(ctx)))
	// Output: 2
}

func ExampleSyncTable_ScanCount() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	fmt.Println(must(visits.Sync().ScanCount(ctx, api.Scan{
		TotalSegments: api.AutoSegments, Filter: expression.Name("count").GreaterThan(expression.Value(8)),
	})))
	// Output: 2
}

func ExampleTable_Execute() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	// A write is made at once; the end of its stream says that it's done.
	update := visits.Execute(ctx, api.Statement{
		Text: `UPDATE visits SET "count" = ? WHERE page = ? AND "day" = ?`, Params: []any{8, "/docs", "2024-05-01"},
	})
	must(update.Collect().Await(ctx))

	docs := visits.Execute(ctx, api.Statement{Text: "SELECT * FROM visits WHERE page = ?", Params: []any{"/docs"}})
	for visit, err := range docs.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(visit.Day, visit.Count)
	}
	// Output: 2024-05-01 8
}

func ExampleSyncTable_Execute() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)
	db := visits.Sync()

	// Collect executes the statement, which nobody ranges over otherwise.
	must(api.Collect(db.Execute(ctx, api.Statement{
		Text: `UPDATE visits SET "count" = ? WHERE page = ? AND "day" = ?`, Params: []any{8, "/docs", "2024-05-01"},
	})))

	for visit, err := range db.Execute(ctx, api.Statement{Text: "SELECT * FROM visits WHERE page = ?", Params: []any{"/docs"}}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(visit.Day, visit.Count)
	}
	// Output: 2024-05-01 8
}

func ExampleStream_Next() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	stream := visits.Query(ctx, api.Query{Partition: "/", Descending: true})
	defer stream.Stop()
	for range 2 {
		visit, ok, err := stream.Next(ctx)
		fmt.Println(visit.Day, ok, err)
	}
	// Output:
	// 2024-05-03 true <nil>
	// 2024-05-02 true <nil>
}

// A loop that is left withdraws what is still in flight.
func ExampleStream_All() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	for visit, err := range visits.Query(ctx, api.Query{Partition: "/", PageSize: 1}).All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		if visit.Count >= 40 {
			fmt.Println(visit.Day)
			break
		}
	}
	// Output: 2024-05-02
}

func ExampleStream_Each() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	errBusy := errors.New("too busy")
	visited := visits.Query(ctx, api.Query{Partition: "/"}).Each(func(visit Visit) error {
		if visit.Count >= 40 {
			return errBusy
		}
		return nil
	})
	fmt.Println(visited.Await(ctx))
	// Output: 2 too busy
}

func ExampleStream_Collect() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	home := visits.Query(ctx, api.Query{Partition: "/", Limit: 3}).Collect()
	docs := visits.Query(ctx, api.Query{Partition: "/docs", Limit: 3}).Collect()
	both := must(api.All(home, docs).Await(ctx))
	fmt.Println(len(both[0]), len(both[1]))
	// Output: 3 1
}

func ExampleStream_Stop() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	stream := visits.Scan(ctx, api.Scan{})
	must(fmt.Println("it's being fetched"))
	stream.Stop()
	_, ok, err := stream.Next(ctx)
	fmt.Println(ok, err)
	// Output:
	// it's being fetched
	// false <nil>
}

func ExampleCollect() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	all, err := api.Collect(visits.Sync().Query(ctx, api.Query{Partition: "/", Limit: 2}))
	fmt.Println(len(all), err)
	// Output: 2 <nil>
}

// A token is where to go on, as text that can go to a browser and come back to another process.
func ExampleToken() {
	ctx := context.Background()
	ex, visits := visitsTable(may()...)
	defer ex.Close(ctx)

	page := func(start api.Token) (days []string, next api.Token) {
		q := api.Query{Partition: "/", Limit: 2, Start: start, Last: &next}
		for _, visit := range must(visits.Query(ctx, q).Collect().Await(ctx)) {
			days = append(days, visit.Day)
		}
		return days, next
	}
	days, next := page("")
	fmt.Println(days, next != "")
	days, next = page(next)
	fmt.Println(days, next != "")
	if next != "" { // the page ended with the last visit, which DynamoDB doesn't know before it's asked
		days, next = page(next)
		fmt.Println(days, next != "")
	}
	// Output:
	// [2024-04-30 2024-05-01] true
	// [2024-05-02 2024-05-03] true
	// [] false
}
