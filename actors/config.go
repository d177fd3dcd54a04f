package actors

import (
	"errors"
	"fmt"
	"math"
	"time"

	"go.uber.org/zap"

	"github.com/dynactor/dynactor/internal/backoff"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/retrybudget"
	"github.com/dynactor/dynactor/messages"
)

// DynamoDB's limits for one batch, from the API reference of BatchWriteItem and BatchGetItem.
const (
	MaxWriteBatch = 25
	MaxReadBatch  = 100
	MaxBatchBytes = 16 << 20
)

// mostBudget is more retries for each success than anybody can want.
const mostBudget = 100

// Config is what an Engine is made of. Package api documents each setting at its option.
type Config struct {
	MaxPendingItems   int
	MaxPendingBytes   int64
	FailWhenFull      bool
	CallsInFlight     int
	PartCallsInFlight int
	WriteBatch        int
	ReadBatch         int
	BatchBytes        int64
	MaxTables         int
	Retry             Retry
	CallTimeout       time.Duration
	Logger            *zap.Logger
	Tables            map[string]TableConfig

	// SDKWire has the client's calls made by the SDK alone, without package wire and package fastpath.
	SDKWire bool

	// Priority is that of requests that don't say.
	Priority messages.Priority
	// FixedCapacity has no rate adapted to what the service refuses, NoConsumption doesn't ask what calls
	// consume, NoCircuits goes on calling whatever the answers.
	FixedCapacity, NoConsumption, NoCircuits bool
	// HotKeyValues shows the values of hot keys in Stats.
	HotKeyValues bool

	// CallersCall says that the client returns when ctx ends, so that a caller of the sync face can
	// make its lone call itself, on its own goroutine, and still leave when it wants to.
	CallersCall bool

	// OnMessage, if set, is called by table actors with each message before they handle it. It's
	// the tests' way to make trouble (panics, delays) inside an actor.
	OnMessage func(table string, message any)
}

// TableConfig is what may be set for one table.
type TableConfig struct {
	// Limits are the table's own, Indexes those of its global secondary indexes.
	Limits  Limits
	Indexes map[string]Limits
	// Schema is the table's primary key; nil to have it asked of DynamoDB.
	Schema       *key.Schema
	NoCoalescing bool
	Unordered    bool
}

// Retry says how failed attempts are repeated.
type Retry struct {
	// MaxAttempts bounds the attempts of a request, the first included.
	MaxAttempts int
	// Base and Max bound the wait between attempts, see package backoff.
	Base, Max time.Duration
	// MaxElapsed bounds the time from the first attempt on after which a failed one isn't repeated; 0 for
	// no bound.
	MaxElapsed time.Duration
	// Budget is how many retries each success allows; less than 0 for no bound.
	Budget float64
	// OnlyIdempotent gives up on requests that could be applied twice when an answer got lost.
	OnlyIdempotent bool
}

func (r Retry) backoff() backoff.Policy { return backoff.Policy{Base: r.Base, Max: r.Max} }

// What a retry policy has that doesn't say.
const (
	UsualMaxElapsed = 2 * time.Minute
	UsualBudget     = retrybudget.DefaultRatio
)

// DefaultConfig returns the defaults that package api documents.
func DefaultConfig() Config {
	return Config{
		MaxPendingItems:   100_000,
		MaxPendingBytes:   256 << 20,
		CallsInFlight:     128,
		PartCallsInFlight: 8,
		WriteBatch:        MaxWriteBatch,
		ReadBatch:         MaxReadBatch,
		BatchBytes:        MaxBatchBytes,
		MaxTables:         10_000,
		Retry:             Retry{MaxAttempts: 10, Base: 25 * time.Millisecond, Max: 5 * time.Second, MaxElapsed: UsualMaxElapsed, Budget: UsualBudget},
		CallTimeout:       30 * time.Second,
		Logger:            zap.NewNop(),
		Tables:            map[string]TableConfig{},
	}
}

// Validate returns all that is wrong with the configuration, each with the field, its value and
// the mend.
func (c *Config) Validate() error {
	var errs []error
	within := func(field string, value, least, most int64) {
		if value < least || value > most {
			errs = append(errs, fmt.Errorf("%s is %d: set it to %d or more, %d at the most", field, value, least, most))
		}
	}
	within("MaxPending items", int64(c.MaxPendingItems), 1, math.MaxInt32)
	within("MaxPending bytes", c.MaxPendingBytes, 1, math.MaxInt64)
	within("CallsInFlight", int64(c.CallsInFlight), 1, 100_000)
	within("PartCallsInFlight", int64(c.PartCallsInFlight), 1, 100_000)
	within("BatchLimits writes", int64(c.WriteBatch), 1, MaxWriteBatch)
	within("BatchLimits reads", int64(c.ReadBatch), 1, MaxReadBatch)
	within("BatchLimits bytes", c.BatchBytes, 1, MaxBatchBytes)
	within("MaxTables", int64(c.MaxTables), 1, 1_000_000)
	within("RetryPolicy MaxAttempts", int64(c.Retry.MaxAttempts), 1, math.MaxUint16)
	if c.Retry.Base < 0 || c.Retry.Max < c.Retry.Base || c.Retry.Max > time.Hour {
		errs = append(errs, fmt.Errorf("RetryPolicy BaseDelay is %v and MaxDelay %v: set 0 <= BaseDelay <= MaxDelay <= 1h", c.Retry.Base, c.Retry.Max))
	}
	if c.Retry.MaxElapsed < 0 {
		errs = append(errs, fmt.Errorf("RetryPolicy MaxElapsed is %v: set a positive duration, or a negative one in the policy for none", c.Retry.MaxElapsed))
	}
	if !(c.Retry.Budget <= mostBudget) || math.IsInf(c.Retry.Budget, 0) {
		errs = append(errs, fmt.Errorf("RetryPolicy Budget is %v: set up to %d retries for each success, 0 for the default, or a negative number for no bound", c.Retry.Budget, mostBudget))
	}
	if c.Priority >= messages.Priorities {
		errs = append(errs, fmt.Errorf("DefaultPriority is %v: set Interactive or Bulk", c.Priority))
	}
	if c.CallTimeout < 0 {
		errs = append(errs, fmt.Errorf("CallTimeout is %v: set a positive duration, or 0 for none", c.CallTimeout))
	}
	if c.Logger == nil {
		errs = append(errs, errors.New("option Logger is nil: leave the option out for no logging, or pass zap.NewNop()"))
	}
	for name, t := range c.Tables {
		if name == "" {
			errs = append(errs, errors.New("a table option names the table \"\": pass the table's name or ARN"))
		}
		if err := t.Limits.Validate(fmt.Sprintf("table %q", name)); err != nil {
			errs = append(errs, err)
		}
		for index, l := range t.Indexes {
			if index == "" {
				errs = append(errs, fmt.Errorf("Limits of an index of table %q name the index \"\": pass the index's name", name))
			}
			if err := l.Validate(fmt.Sprintf("index %q of table %q", index, name)); err != nil {
				errs = append(errs, err)
			}
		}
		if t.Schema == nil {
			continue
		}
		if t.Schema.Partition == "" {
			errs = append(errs, fmt.Errorf("KeySchema of table %q has the partition key \"\": pass the attribute's name", name))
		} else if t.Schema.Partition == t.Schema.Sort {
			errs = append(errs, fmt.Errorf("KeySchema of table %q has %q as partition and sort key: pass two names, or \"\" for no sort key", name, t.Schema.Sort))
		}
	}
	return errors.Join(errs...)
}
