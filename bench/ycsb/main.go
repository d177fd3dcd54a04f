// The program ycsb is go-ycsb's runner with two databases: dynactor, and
// go-ycsb's own binding of DynamoDB. See README.md, or run it with --help.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// commands are the stages of a benchmark, and a server for them.
type commands struct {
	Load  stage `cmd:"" help:"Make the table and insert the records."`
	Run   stage `cmd:"" help:"Run the workload on the loaded table."`
	Serve serve `cmd:"" help:"Be a DynamoDB in memory for the stages, until interrupted."`
}

// run is the whole program; it returns the exit code. What go-ycsb prints goes
// to the process's standard output.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	var (
		c      commands
		exited = false
	)
	parser, err := kong.New(&c,
		kong.Name("go -C bench run ./ycsb"),
		kong.Description(description),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { exited = true }), // after --help
	)
	if err != nil {
		fmt.Fprintln(stderr, "ycsb:", err)
		return 2
	}
	parsed, err := parser.Parse(arguments)
	switch {
	case exited:
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "ycsb:", err)
		return 2
	}
	switch parsed.Selected().Name {
	case "load":
		err = c.Load.do(ctx, "load", stdout)
	case "run":
		err = c.Run.do(ctx, "run", stdout)
	case "serve":
		err = c.Serve.do(ctx, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "ycsb:", err)
		return 1
	}
	return 0
}

const description = `Runs YCSB workloads by go-ycsb's runner, on dynactor or on go-ycsb's own binding of DynamoDB.

Examples; the server may be any other, such as DynamoDB Local, and AWS without an endpoint:

    go -C bench run ./ycsb serve --latency 3ms
    go -C bench run ./ycsb load dynactor -P ycsb/workloads/workloada -P ycsb/workloads/local
    go -C bench run ./ycsb run dynactor -P ycsb/workloads/workloada -P ycsb/workloads/local
    go -C bench run ./ycsb run dynamodb -P ycsb/workloads/workloada -P ycsb/workloads/local

Files are looked for from the folder bench. Credentials come from where the SDK looks for them.`
