package api

import (
	"time"

	"go.uber.org/zap"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/internal/key"
)

// Option is a setting of [Open]. Options are checked together; a later one of the same kind wins.
type Option func(*actors.Config)

// WithMaxPending bounds what is admitted and not yet answered, by requests and by bytes (the
// DynamoDB size of their items and keys). Default: 100,000 requests and 256 MiB. A request larger
// than the bound is admitted when nothing else is pending.
//
// More lets bursts in, at 300 to 400 bytes a request beyond your own data; less pushes back
// earlier. What happens at the bound is set by [WithFailWhenFull].
func WithMaxPending(requests int, bytes int64) Option {
	return func(c *actors.Config) { c.MaxPendingItems, c.MaxPendingBytes = requests, bytes }
}

// WithFailWhenFull has requests beyond the bound of [WithMaxPending] fail with [ErrOverloaded] at
// once. Default: they block their caller, in line, until there's room or ctx ends, which suits
// batch jobs; failing suits services that shed load.
func WithFailWhenFull() Option {
	return func(c *actors.Config) { c.FailWhenFull = true }
}

// WithCallsInFlight bounds the SDK calls in flight per table. Default: 128. More helps tables far
// away or with much capacity; give the client's HTTP transport as many idle connections
// (MaxIdleConnsPerHost, 10 by default), or it opens new ones all the time.
func WithCallsInFlight(n int) Option {
	return func(c *actors.Config) { c.CallsInFlight = n }
}

// WithPartCallsInFlight says how batches that aren't full are held, per table, reads and writes
// apart. Default: n = 8. While fewer than n calls are in flight, whatever waits goes at once; with
// each further call a batch needs 25/n requests more to go, until only full batches do. What is held
// goes at the latest when calls end, or when they hang and it's clear that none will end soon.
//
// More means less waiting and smaller batches: up to n concurrent callers, nobody ever waits for
// company. 8 was measured to be best or near it from 1 to 16,384 callers at 0.5 to 20 ms latency.
func WithPartCallsInFlight(n int) Option {
	return func(c *actors.Config) { c.PartCallsInFlight = n }
}

// WithBatchLimits makes batches smaller than DynamoDB's limits, which are the defaults: 25 writes,
// 100 reads, 16 MiB of items written. Smaller batches have less in them to be throttled together.
func WithBatchLimits(writes, reads int, bytes int64) Option {
	return func(c *actors.Config) { c.WriteBatch, c.ReadBatch, c.BatchBytes = writes, reads, bytes }
}

// WithMaxTables bounds the tables that get an actor of their own. Default: 10,000. Those beyond
// share one: they work, one by one and unbatched. An actor costs about 2 KB.
func WithMaxTables(n int) Option {
	return func(c *actors.Config) { c.MaxTables = n }
}

// WithKeySchema tells a table's primary key: the attribute names of its partition key and its sort
// key ("" if it has none). Default: DescribeTable is asked once, at the first single-item request
// for the table. With it that call, and the permission for it, isn't needed.
//
// A wrong schema makes batches fail and be split, which is slow but gives right answers, and
// orders operations by the wrong attributes.
func WithKeySchema(table, partition, sort string) Option {
	return withTable(table, func(t *actors.TableConfig) { t.Schema = &key.Schema{Partition: partition, Sort: sort} })
}

// WithTableNoCoalescing sends every request for the table by its native operation. Default:
// requests are coalesced where the caller can't tell. For one request there are [NoCoalescing]
// and [WithoutCoalescing].
func WithTableNoCoalescing(table string) Option {
	return withTable(table, func(t *actors.TableConfig) { t.NoCoalescing = true })
}

// WithTableUnordered lifts the order per key for all async requests to the table. Default: they
// take effect in the order of asking. For one request there's [WithUnordered].
func WithTableUnordered(table string) Option {
	return withTable(table, func(t *actors.TableConfig) { t.Unordered = true })
}

func withTable(name string, set func(*actors.TableConfig)) Option {
	return func(c *actors.Config) {
		t := c.Tables[name]
		set(&t)
		c.Tables[name] = t
	}
}

// RetryPolicy says how failed attempts are repeated. The SDK's own retries are switched off.
type RetryPolicy struct {
	// MaxAttempts bounds the attempts of a request, the first one included; 1 means no retries.
	// Default: 10. Calls that only find out which item of a batch is bad don't count.
	MaxAttempts int
	// BaseDelay and MaxDelay bound the wait before retry n, which is drawn between 0 and
	// BaseDelay * 2^(n-1), MaxDelay at the most. Defaults: 25 ms (the SDK's base for DynamoDB)
	// and 5 s: ten attempts take 6 s on average.
	BaseDelay, MaxDelay time.Duration
	// MaxElapsed bounds the time from a request's first attempt on after which a failed one isn't
	// repeated. Default, 0: 2 minutes. Negative: no bound.
	MaxElapsed time.Duration
	// Budget is how many retries each success of a table allows, so that an outage isn't made worse by
	// them: without successes only some go, a few at a time, and the others wait. Throttled requests are
	// outside of it while the rate adapts to throttles. Default, 0: 0.5, with 1,000 to begin with and 10
	// more a second. At most 100. Negative: no bound.
	Budget float64
	// OnlyIdempotent gives up with outcome Unknown when an answer got lost to a request that
	// could then be applied twice: UpdateItem, conditional puts and deletes, PartiQL without a
	// transaction. Default: false, they are retried as the SDK does. Transactions are always
	// safe to retry, since they carry one idempotency token through all attempts.
	OnlyIdempotent bool
}

// WithRetryPolicy sets how failed attempts are repeated. Retryable are throttling (unprocessed
// items of a batch too), connection errors, timeouts and 5xx, as in the SDK; and beyond it
// conflicts: of a transaction whose cancellation has no other reasons than conflicts and lack of
// capacity, of a single item with a transaction, or with a write in another Region.
func WithRetryPolicy(p RetryPolicy) Option {
	elapsed, budget := max(p.MaxElapsed, 0), p.Budget
	if p.MaxElapsed == 0 {
		elapsed = actors.UsualMaxElapsed
	}
	if budget == 0 {
		budget = actors.UsualBudget
	}
	return func(c *actors.Config) {
		c.Retry = actors.Retry{
			MaxAttempts: p.MaxAttempts, Base: p.BaseDelay, Max: p.MaxDelay,
			MaxElapsed: elapsed, Budget: budget, OnlyIdempotent: p.OnlyIdempotent,
		}
	}
}

// WithoutAdaptiveCapacity has no rate learned from what DynamoDB refuses: only the limits of
// [WithLimits] are kept, retries come out of the budget of [WithRetryPolicy], and no partition key or
// index is slowed by itself. Default: reads and writes of each table go at the rate that the table bears,
// which begins at what DescribeTable reports (at 12,000 read and 4,000 write units per second, which is
// what a new table on demand bears, if it isn't known), doubles every tenth of a second while requests
// wait for it, and then follows the throttles.
func WithoutAdaptiveCapacity() Option {
	return func(c *actors.Config) { c.FixedCapacity = true }
}

// WithoutConsumedCapacity doesn't ask DynamoDB what calls have consumed. Default: every call asks
// (ReturnConsumedCapacity), and what only the executor wanted to know isn't shown in outputs. Without it
// units are estimated by the sizes of items. It's for permissions that don't allow asking
// (dynamodb:ReturnConsumedCapacity), and for fakes that must see inputs as they are.
func WithoutConsumedCapacity() Option {
	return func(c *actors.Config) { c.NoConsumption = true }
}

// WithoutCircuitBreaker goes on calling a table that answers an operation only with errors that no other
// attempt mends: no permission, no such table, no valid credentials. Default: after ten in a row over at
// least a second its requests fail at once with a [*CircuitError], but for one after a second, two, four,
// up to 30; the first success ends that.
func WithoutCircuitBreaker() Option {
	return func(c *actors.Config) { c.NoCircuits = true }
}

// WithHotKeyValues shows the values of hot partition keys in [Stats]. Default: names like #1a2b3c4d that
// tell them apart and don't give the values away, so that stats can be logged.
func WithHotKeyValues() Option {
	return func(c *actors.Config) { c.HotKeyValues = true }
}

// WithCallTimeout bounds one SDK call; the request is then retried as after a lost connection.
// Default: 30 s; 0 means none, as in the SDK. A Query or Scan page rarely takes over a second.
func WithCallTimeout(d time.Duration) Option {
	return func(c *actors.Config) { c.CallTimeout = d }
}

// WithSDKWire has all calls made by the SDK client alone: its serializer, its middlewares, its HTTP
// client. Default: an executor on a *dynamodb.Client writes and reads DynamoDB JSON by its own codec,
// and sends the hot calls (single items, batches, pages of Query and Scan) over connections of its own,
// having learnt from the SDK how: same endpoint, headers, signature and credentials, same results, for
// a fraction of the CPU. That is left off by itself where it couldn't be the same, with middleware,
// interceptors, tracing, metrics, a proxy, or an HTTP client of your own making.
//
// It's for finding out whether that makes a difference that it shouldn't make.
func WithSDKWire() Option {
	return func(c *actors.Config) { c.SDKWire = true }
}

// WithLogger has the executor and its actor system log to l. Default: nothing is logged. No item
// content and no credential is ever logged.
func WithLogger(l *zap.Logger) Option {
	return func(c *actors.Config) { c.Logger = l }
}
