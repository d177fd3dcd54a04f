package binding

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/magiconair/properties"
	"github.com/pingcap/go-ycsb/pkg/ycsb"

	"github.com/dynactor/dynactor/api"
)

func init() { ycsb.RegisterDBCreator("dynactor", creator{}) }

type creator struct{}

// patience is how long making, deleting and closing may take.
const patience = 5 * time.Minute

// database is the binding. Its methods are called by as many goroutines as
// go-ycsb has threads.
type database struct {
	settings
	client    *dynamodb.Client
	transport *http.Transport
	ex        *api.Executor
	failures
}

var (
	_ ycsb.DB      = (*database)(nil)
	_ ycsb.BatchDB = (*database)(nil)
)

// Create opens the database for a stage: "load" makes the table, "run" needs it
// to be there.
func (creator) Create(p *properties.Properties) (ycsb.DB, error) {
	s, err := read(p)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d := &database{settings: s}
	if err := d.connect(ctx); err != nil {
		return nil, err
	}
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(err, d.disconnect(ctx))
	}
	return d, nil
}

// connect takes credentials, and what else the properties don't say, from where
// the SDK looks for them.
func (d *database) connect(ctx context.Context) error {
	var options []func(*config.LoadOptions) error
	if d.region != "" {
		options = append(options, config.WithRegion(d.region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return err
	}
	// The SDK's own HTTP client has the user's certificates and proxies, and keeps 10 connections. Here
	// there's one for each call in flight, and some for updates and scans, which are calls of their own.
	built, ok := cfg.HTTPClient.(interface{ GetTransport() *http.Transport })
	if !ok {
		return fmt.Errorf("the SDK's config has an HTTP client %T, whose connections can't be set", cfg.HTTPClient)
	}
	d.transport = built.GetTransport()
	d.transport.MaxIdleConnsPerHost = int(min(2*d.callsInFlight, math.MaxInt32))
	d.transport.MaxIdleConns = 0 // no bound but the one above
	cfg.HTTPClient = &http.Client{Transport: d.transport}
	d.client = dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) {
		if d.endpoint != "" {
			o.BaseEndpoint = &d.endpoint
		}
	})
	settings := []api.Option{
		api.WithKeySchema(d.table, d.key, ""),
		api.WithCallsInFlight(int(min(d.callsInFlight, math.MaxInt32))),
		api.WithMaxPending(int(min(d.maxPending, math.MaxInt32)), math.MaxInt64),
	}
	if !d.coalescing {
		settings = append(settings, api.WithTableNoCoalescing(d.table))
	}
	d.ex, err = api.Open(d.client, settings...)
	return err
}

func (d *database) disconnect(ctx context.Context) error {
	err := d.ex.Close(ctx)
	d.transport.CloseIdleConnections()
	return err
}

// Close ends the stage. It fails if operations did: go-ycsb tells of those only
// in its figures.
func (d *database) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	if d.command == "run" && d.deleteAfterRun {
		err = d.deleteTable(ctx)
	}
	return errors.Join(d.failures.err(), err, d.disconnect(ctx))
}

// InitThread does nothing: all threads share the executor.
func (d *database) InitThread(ctx context.Context, _, _ int) context.Context { return ctx }

// CleanupThread does nothing.
func (d *database) CleanupThread(context.Context) {}
