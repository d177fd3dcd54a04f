// Localserver serves a DynamoDB that lives in this process's memory, for clients in any language:
//
//	go run ./examples/localserver                                  # http://127.0.0.1:8000
//	go run ./examples/localserver -latency 3ms -p99 20ms           # as slow as a region
//	go run ./examples/localserver -capacity -errors 0.01           # throttles, and fails now and then
//
//	aws dynamodb list-tables --endpoint-url http://127.0.0.1:8000  # any region and credentials will do
//
// It takes any credentials, so it listens on the loopback interface unless another host is named.
// Ctrl-C ends it, and what was in its tables is gone.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/dynactor/dynactor/api/local"
)

func main() {
	s := settings{}
	flag.StringVar(&s.listen, "listen", ":8000", "`address` to listen on; without a host it is 127.0.0.1, with port 0 the system chooses")
	flag.DurationVar(&s.latency.Median, "latency", 0, "what half of the calls take at most")
	flag.DurationVar(&s.latency.P99, "p99", 0, "what 99 of 100 calls take at most; 0: all take what -latency says")
	flag.BoolVar(&s.capacity, "capacity", false, "throttle as the service does: by each table's throughput and by partition")
	flag.IntVar(&s.partitions, "partitions", 0, "with -capacity, how many partitions a table has; 0: as many as the service would make")
	flag.Float64Var(&s.errors, "errors", 0, "`share` of calls, 0 to 1, that fail with an InternalServerError")
	flag.DurationVar(&s.lag, "index-lag", 0, "how long global secondary indexes take to follow their tables")
	flag.Int64Var(&s.seed, "seed", 1, "what is left to chance repeats itself with the same seed")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "localserver: unexpected argument %q: see -help\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends a server that hangs
	if err := s.serve(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "localserver: %v\n", err)
		os.Exit(1)
	}
}

// settings are what the flags say.
type settings struct {
	listen     string
	latency    local.Latency
	capacity   bool
	partitions int
	errors     float64
	lag        time.Duration
	seed       int64
}

func (s settings) options() []local.Option {
	options := []local.Option{
		local.WithSeed(s.seed), local.WithLatency(s.latency), local.WithErrorRate(s.errors), local.WithIndexLag(s.lag),
	}
	if s.capacity {
		options = append(options, local.WithCapacity(local.Capacity{Partitions: s.partitions}))
	}
	return options
}

// serve ends with ctx.
func (s settings) serve(ctx context.Context) error {
	db, err := local.New(s.options()...)
	if err != nil {
		return err
	}
	server, err := db.Listen(s.listen)
	if err != nil {
		return err
	}
	fmt.Printf("DynamoDB in memory at %s, for any region and credentials; Ctrl-C ends it\n", server.URL())
	<-ctx.Done()
	return db.Close()
}
