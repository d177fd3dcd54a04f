package engine

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/api/local"
)

// Like a table in the region that a program runs in. Without any latency there would be little to
// see: a call is over before the next request comes.
const (
	median = 3 * time.Millisecond
	p99    = 10 * time.Millisecond
)

// startLocal makes a DynamoDB in this process that lives as long as this run.
func startLocal() (*database, error) {
	db, err := local.New(local.WithLatency(local.Latency{Median: median, P99: p99}))
	if err != nil {
		return nil, err
	}
	return &database{
		client: db.Client(),
		where:  "api/local, in this process, with the latency of a region (" + median.String() + ")",
		own:    true,
		close:  func(context.Context) error { return db.Close() },
	}, nil
}
