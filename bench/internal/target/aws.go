package target

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Prices are those of on-demand tables, in USD for a million request units.
type Prices struct{ Write, Read float64 }

// The defaults are those of us-east-1 in November 2024, after AWS had halved
// them: https://aws.amazon.com/blogs/database/new-amazon-dynamodb-lowers-pricing-for-on-demand-throughput-and-global-tables/
const (
	DefaultWritePrice = 0.625
	DefaultReadPrice  = 0.125
)

// A new on-demand table serves at most so many units a second, until its
// traffic has made it grow:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
const (
	newTableWrites = 4_000
	newTableReads  = 12_000
)

const (
	writeUnit = 1 << 10 // bytes
	readUnit  = 4 << 10 // bytes; an eventually consistent read takes half a unit
)

// Work is what a run on AWS is about to do at most.
type Work struct {
	// Seconds is how long peers will ask for items, all in all.
	Seconds float64
	// PerSecond is how many items they ask for in an open loop, and 0 in a closed
	// one, which takes what it gets.
	PerSecond float64
	// Items is how many items are written before, and counted afterwards.
	Items int
	// ItemBytes is how large an item is.
	ItemBytes int
}

// units of an item: to write it, and to read it with eventual consistency.
func units(itemBytes int) (write, read float64) {
	return math.Ceil(float64(itemBytes) / writeUnit), math.Ceil(float64(itemBytes)/readUnit) / 2
}

// Estimate is about the most that the work costs, in USD, while its tables
// serve what new ones do. Storage isn't in it: cents, for a table that lives an hour.
func (p Prices) Estimate(work Work) float64 {
	write, read := units(work.ItemBytes)
	// Which share is written depends on the scenario: the dearest one counts.
	writes, reads := float64(newTableWrites), float64(newTableReads)
	if work.PerSecond > 0 {
		writes, reads = min(writes, work.PerSecond*write), min(reads, work.PerSecond*read)
	}
	second := max(p.cost(writes, 0), p.cost(0, reads))
	return second*work.Seconds + p.cost(float64(work.Items)*write, 2*float64(work.Items)*read)
}

func (p Prices) cost(writeUnits, readUnits float64) float64 {
	return (writeUnits*p.Write + readUnits*p.Read) / 1e6
}

// ErrDeclined says that the user didn't want to pay.
var ErrDeclined = errors.New("declined: nothing was sent to AWS")

// Confirm prints what a run costs and asks whether to go on, unless that was
// answered beforehand. It fails if the estimate is more than the most that the
// run may cost, and with ErrDeclined for any answer but y or yes.
func Confirm(in io.Reader, out io.Writer, estimate, most float64, yes bool) error {
	if estimate > most {
		return fmt.Errorf("this run may cost some $%.2f, and --max-cost is $%.2f: "+
			"take fewer scenarios, peers, rounds or records, a shorter --duration, a lower --rate, or raise --max-cost", estimate, most)
	}
	fmt.Fprintf(out, "On AWS, this run costs up to some $%.2f. It ends when it has spent $%.2f.\n", estimate, most)
	if yes {
		return nil
	}
	fmt.Fprint(out, "It creates tables named dynactor-bench-* and deletes them at the end. Go on? [y/N] ")
	line, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return nil
	}
	return ErrDeclined
}

// NewAWS aims at DynamoDB itself, with tables on demand. The config is the
// SDK's default one, or one for a test.
func NewAWS(config aws.Config) (*Target, error) {
	if config.Region == "" {
		return nil, errors.New("no AWS region is set: set AWS_REGION, or a region in the profile")
	}
	options := dynamodb.NewFromConfig(config).Options()
	options.HTTPClient = nil // each client has a transport of its own
	t := newStoring("AWS "+config.Region, "", config.Region, options, 0, nil)
	t.Cloud = true
	return t, nil
}

// ErrMaxCost ends a run that has cost as much as it may.
var ErrMaxCost = errors.New("the run has spent what --max-cost allows")

// spendingLook is how often it is looked at what was spent.
const spendingLook = 100 * time.Millisecond

// Limit returns a context that ends with ErrMaxCost when about so much was
// spent on items of the size, and the function that ends the watch.
func (t *Target) Limit(ctx context.Context, p Prices, most float64, itemBytes int) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		ticker := time.NewTicker(spendingLook)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				if t.Spent(p, itemBytes) >= most {
					cancel(fmt.Errorf("%w: $%.2f", ErrMaxCost, most))
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return ctx, func() {
		cancel(nil)
		<-gone
	}
}

// Spent is about what the peers' requests have cost so far, in USD, if items
// have so many bytes. What the benchmark fills and counts itself is known before.
func (t *Target) Spent(p Prices, itemBytes int) float64 {
	counts, _, scanned := t.meter.read()
	write, read := units(itemBytes)
	return p.cost(float64(counts.Writes().Items)*write, float64(counts.Reads().Items)*read+float64(scanned)/readUnit/2)
}
