// Package target has what the benchmark can be aimed at, and makes the clients
// and tables there: the server with a fixed latency, api/local, DynamoDB Local,
// any other endpoint, and AWS.
package target

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/server"
)

// Target is what the benchmark is aimed at. Close it.
type Target struct {
	// Name is for people: "fixed 3ms".
	Name string
	// Endpoint is the URL, or "" for AWS.
	Endpoint, Region string
	// Fixed says that the target is the benchmark's own server: it has any table,
	// finds an item under any key, counts what arrives with a fingerprint, and its
	// latency can be set. Other targets have only what is created and filled.
	Fixed bool
	// Local says that the target is api/local in a process of the benchmark's: it tells what it served over
	// time, and can be made to fail.
	Local bool
	// Cloud says that the target is paid for.
	Cloud bool

	options dynamodb.Options
	process *server.Process // nil unless Fixed or Local
	meter   *meter          // nil if Fixed
	clients clients
	tables  *tables
	stop    func() error
}

// NewFixed aims at the benchmark's server. Close stops it.
func NewFixed(process *server.Process, latency time.Duration) *Target {
	return &Target{
		Name:     fmt.Sprintf("fixed %v", latency),
		Endpoint: process.URL,
		Region:   region,
		Fixed:    true,
		options:  plain(process.URL),
		process:  process,
		stop:     process.Stop,
	}
}

// NewEndpoint aims at any engine that speaks DynamoDB's protocol. Close deletes
// the tables that were created there, and calls stop if there is one. Units are
// those of provisioned tables; 0 makes tables on demand.
func NewEndpoint(name, endpoint string, units int64, stop func() error) *Target {
	return newStoring(name, endpoint, region, plain(endpoint), units, stop)
}

func newStoring(name, endpoint, region string, options dynamodb.Options, units int64, stop func() error) *Target {
	t := &Target{Name: name, Endpoint: endpoint, Region: region, options: options, meter: newMeter(), stop: stop}
	// What the benchmark itself does to its tables isn't metered: it isn't any peer's.
	t.tables = &tables{
		client: t.clients.add(newClient(options, nil)),
		prefix: "dynactor-bench-" + strings.ToLower(rand.Text()[:8]) + "-",
		units:  units,
	}
	return t
}

// NewLocal aims at an engine in a process of the benchmark's. Close stops it.
func NewLocal(name string, process *server.Process, units int64) *Target {
	t := NewEndpoint(name, process.URL, units, process.Stop)
	t.Local, t.process = true, process
	return t
}

// Client makes a client with a transport of its own, as the target's clients are
// but for the changes. What it does is metered.
func (t *Target) Client(changes ...func(*dynamodb.Options)) *dynamodb.Client {
	return t.clients.add(newClient(t.options, t.meter, changes...)).Client
}

// Unmetered is Client for calls that only the target counts.
func (t *Target) Unmetered(changes ...func(*dynamodb.Options)) *dynamodb.Client {
	return t.clients.add(newClient(t.options, nil, changes...)).Client
}

// Release closes the idle connections of all clients. They stay usable.
func (t *Target) Release() {
	t.clients.mu.Lock()
	defer t.clients.mu.Unlock()
	for _, client := range t.clients.all {
		client.transport.CloseIdleConnections()
	}
}

// Counts is what arrived so far. Only a fixed target has fingerprints of keys;
// what others threw back for lack of capacity is counted by Throttled alone.
func (t *Target) Counts(ctx context.Context) (server.Counts, error) {
	if t.Fixed {
		return t.process.Counts(ctx)
	}
	counts, _, _ := t.meter.read()
	return counts, nil
}

// Throttled is how many items were thrown back so far for lack of capacity.
func (t *Target) Throttled() int {
	if t.Fixed {
		return 0
	}
	_, throttled, _ := t.meter.read()
	return throttled
}

// SetLatency changes the latency of a fixed target, and its Name.
func (t *Target) SetLatency(ctx context.Context, latency time.Duration) error {
	if !t.Fixed {
		return fmt.Errorf("the latency of %s can't be set: only --target fixed can", t.Name)
	}
	t.Name = fmt.Sprintf("fixed %v", latency)
	return t.process.SetLatency(ctx, latency)
}

// Close deletes the tables and ends what was started for the target. It takes
// its own time, since a run that was interrupted has to clean up, too.
func (t *Target) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var err error
	if t.tables != nil {
		err = t.tables.delete(ctx, func(string) bool { return true })
	}
	t.clients.close()
	if t.stop != nil {
		err = errors.Join(err, t.stop())
	}
	return err
}
