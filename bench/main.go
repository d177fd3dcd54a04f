// The program bench measures dynactor. See README.md, or run it with --help.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dynactor/dynactor/bench/internal/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program; it returns the exit code.
func run(ctx context.Context, arguments []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var (
		f      flags
		exited = false
	)
	parser, err := kong.New(&f,
		kong.Name("go -C bench run ."),
		kong.Description(description),
		kong.Vars{"scenarios": strings.Join(scenarioNames(), ", ")},
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { exited = true }), // after --help
	)
	if err == nil {
		_, err = parser.Parse(arguments)
	}
	switch {
	case exited:
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "bench:", err)
		return 2
	case f.Serve:
		err = server.Serve(stdin, stdout, f.Latency)
	default:
		err = measure(ctx, f, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}
