// The program bench measures dynactor. See README.md, or run it with --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/scenario"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/target"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	// A second interrupt ends the program at once, also while tables are being deleted.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// The exit codes.
const (
	good        = 0
	failed      = 1
	misused     = 2
	interrupted = 130
)

// run is the whole program; it returns the exit code.
func run(ctx context.Context, arguments []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var (
		c      commands
		exited = false
		chosen *kong.Context
	)
	parser, err := kong.New(&c,
		kong.Name("go -C bench run ."),
		kong.Description(description),
		kong.Vars{
			"scenarios":  strings.Join(scenario.Names(), ", "),
			"writePrice": fmt.Sprint(target.DefaultWritePrice),
			"readPrice":  fmt.Sprint(target.DefaultReadPrice),
		},
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { exited = true }), // after --help
	)
	if err == nil {
		chosen, err = parser.Parse(arguments)
	}
	switch {
	case exited:
		return good
	case err != nil:
		fmt.Fprintln(stderr, "bench:", err)
		return misused
	}
	name, _, _ := strings.Cut(chosen.Command(), " ")
	switch name {
	case "serve":
		err = server.Serve(stdin, stdout, c.Serve.Latency)
	case "serve-local":
		err = engine.Serve(stdin, stdout, engine.Settings(c.ServeLocal))
	case "compare":
		err = compare(c.Compare, stdout)
	case "report":
		err = render(c.Report)
	default:
		err = measure(ctx, c.Run, arguments, stdin, stdout, stderr)
	}
	switch {
	case err == nil:
		return good
	case errors.Is(err, errInterrupted):
		fmt.Fprintln(stderr, "bench:", err)
		return interrupted
	default:
		fmt.Fprintln(stderr, "bench:", err)
		return failed
	}
}

func compare(f compareFlags, stdout io.Writer) error {
	before, err := report.ReadFile(f.Before)
	if err != nil {
		return err
	}
	after, err := report.ReadFile(f.After)
	if err != nil {
		return err
	}
	return report.Compare(stdout, before, after)
}

func render(f reportFlags) error {
	results, err := report.ReadFile(f.Results)
	if err != nil {
		return err
	}
	return report.WriteAll(f.Out, results)
}
