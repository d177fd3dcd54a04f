package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/dynactor/dynactor/api/local"
)

// serve is the command line of the server.
type serve struct {
	Address string        `help:"Where to listen." default:"127.0.0.1:8000" placeholder:"HOST:PORT"`
	Latency time.Duration `help:"How long half of the calls take at most." default:"0" placeholder:"TIME"`
	P99     time.Duration `name:"p99" help:"How long 99 of 100 calls take at most; 0 is the latency." default:"0" placeholder:"TIME"`
}

// do serves until ctx ends. Its data is then gone.
func (s *serve) do(ctx context.Context, stdout io.Writer) error {
	db, err := local.New(local.WithLatency(local.Latency{Median: s.Latency, P99: s.P99}))
	if err != nil {
		return err
	}
	server, err := db.Listen(s.Address)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	fmt.Fprintf(stdout, "DynamoDB in memory at %s, until interrupted\n", server.URL())
	<-ctx.Done()
	return db.Close()
}
