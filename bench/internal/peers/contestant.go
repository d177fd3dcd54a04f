package peers

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Store does single operations and returns when they're done. One Store serves
// many goroutines.
type Store interface {
	// Read reads a whole item, decoded as the peer's users get it. It fails if there is none, and if the
	// answer is another key's.
	Read(ctx context.Context, table, key string) error
	// Put inserts an item or replaces the one under its key.
	Put(ctx context.Context, table string, item items.Item) error
	// Update sets one string attribute of an item, and makes the item if there is none.
	Update(ctx context.Context, table, key, attribute, value string) error
	// Scan reads up to n items after the start key, in the table's own order, by one call. It returns
	// how many there were.
	Scan(ctx context.Context, table, start string, n int) (int, error)
}

// AsyncStore is a Store whose operations return at once. The wait function that
// they return must be called once, by any goroutine, and returns when the
// operation is done.
type AsyncStore interface {
	Read(ctx context.Context, table, key string) (wait func() error)
	Put(ctx context.Context, table string, item items.Item) (wait func() error)
	Update(ctx context.Context, table, key, attribute, value string) (wait func() error)
	Scan(ctx context.Context, table, start string, n int) (wait func() error)
}

// Done is told of each item of a bulk operation that the service has
// acknowledged, with the time at which it was taken.
type Done func(key string, start time.Time)

// Bulk writes or reads a stream of items by a peer's API for many of them.
type Bulk interface {
	// Put writes the items that next returns, until it returns false. It returns when all are
	// acknowledged, or at the first failure. It may be called by many goroutines at once; next and
	// done are then each one's own: Put calls them on its caller's goroutine alone. Keys aren't repeated.
	Put(ctx context.Context, table string, next func() (items.Item, bool), done Done) error
	// Get reads the items under the keys that next returns, in the same way. An item that isn't
	// there is a failure. Keys aren't repeated within 1,000.
	Get(ctx context.Context, table string, next func() (string, bool), done Done) error
	// Callers is how many goroutines a user of this peer would have call Put or Get at once.
	Callers() int
}

// Opened is a contestant on a target: one of Store and Async, or neither if it
// has only Bulk. Bulk is nil for a peer without a batch API of its own.
type Opened struct {
	Store Store
	Async AsyncStore
	Bulk  Bulk
	// Close ends it when no call is under way.
	Close func(ctx context.Context) error
}

// Target is where a contestant is opened. All its tables have a partition key of the name
// [items.PartitionKey], and no sort key.
type Target struct {
	// Endpoint is "" for the one that the SDK's default config finds, which is AWS.
	Endpoint, Region string
	// Client makes an SDK client with a transport of its own, at the SDK's defaults but for the changes.
	Client func(changes ...func(*dynamodb.Options)) *dynamodb.Client
}

// Contestant is a peer that can be opened on a target.
type Contestant struct {
	Name string
	Open func(ctx context.Context, on Target) (*Opened, error)
	// Binary says that all attributes in the peer's tables are of type B. Its partition key has the
	// bytes of the keys' strings, and reads fail for items with other attributes. For all other peers the
	// partition key is of type S.
	Binary bool
	// Missing names what the peer can't do: "read", "put", "update" or "scan", or "tables", which is to work
	// on hundreds of tables. A scenario that needs it leaves the peer out, and says so.
	Missing []string
}

// Contestants are all peers that can be opened on a target.
func Contestants() []Contestant {
	return []Contestant{
		{Name: "sdk", Open: openSDK},
		{Name: "workers", Open: openWorkers},
		{Name: "guregu", Open: openGuregu},
		{Name: "guregu-batch", Open: openGureguBatch, Missing: []string{"read", "put", "update", "scan"}},
		{Name: "go-ycsb", Open: openGoYCSB, Binary: true, Missing: []string{"scan", "tables"}},
		{Name: "dynactor-async", Open: openAsync},
		{Name: "dynactor-sync", Open: openSync},
		{Name: "dynactor-typed", Open: openTyped},
		{Name: "dynactor-typed-async", Open: openTypedAsync},
	}
}

// nothing closes what needs no closing.
func nothing(context.Context) error { return nil }
