package localdb

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/store"
)

// table is a table: what operations on items need, and what only operations on tables need.
type table struct {
	name, arn string
	schema    store.Schema
	store     *store.Table
	meter     Meter // nil: not enforced
	// indexes is replaced as a whole, so that operations on items read it without a lock.
	indexes atomic.Pointer[[]*index]

	admin
}

// admin is the part of a table that its description is made of. mu guards all of it.
type admin struct {
	mu                 sync.RWMutex
	id                 string
	created            time.Time
	status             types.TableStatus
	definitions        []types.AttributeDefinition
	keySchema          []types.KeySchemaElement
	billing            types.BillingMode
	billingChanged     time.Time // to on demand, the last time; zero: never was
	throughput         types.ProvisionedThroughputDescription
	onDemand           *types.OnDemandThroughput // nil: no maximum
	warm               warm
	class              tableClass
	deletionProtection bool
	stream             stream
	kmsKey             string      // its ARN; "": the one that every table has
	tags               []types.Tag // sorted by key
	ttl                string      // the attribute; "": disabled
}

// index is a secondary index of a table.
type index struct {
	store.Index
	arn        string
	keySchema  []types.KeySchemaElement
	projection types.Projection
	throughput types.ProvisionedThroughputDescription // guarded by the table's mu
	onDemand   *types.OnDemandThroughput              // too
	warm       warm                                   // too
	meter      Meter                                  // nil: local, or not enforced
}

// allIndexes returns the table's indexes: the local ones, then the global ones, as they were made.
func (t *table) allIndexes() []*index {
	if p := t.indexes.Load(); p != nil {
		return *p
	}
	return nil
}

// index returns an index by name, nil if there is none.
func (t *table) index(name string) *index {
	for _, ix := range t.allIndexes() {
		if ix.Name == name {
			return ix
		}
	}
	return nil
}

// table finds a table by its name or ARN for an operation on items, and deletes from it what has expired.
func (e *Engine) table(nameOrARN *string) (*table, error) {
	t := e.find(nameOrARN)
	if t == nil {
		return nil, noTable()
	}
	t.store.Expire(e.Now().Unix())
	return t, nil
}

// adminTable finds a table for an operation on tables that asks for nothing else, and deletes from it
// what has expired.
func (e *Engine) adminTable(nameOrARN *string) (*table, error) {
	var b breaches
	if err := adminTableNameConstraint(&b, nameOrARN); err != nil {
		return nil, err
	}
	if err := b.err(); err != nil {
		return nil, err
	}
	t := e.find(nameOrARN)
	if t == nil {
		return nil, noTableNamed(tableName(*nameOrARN))
	}
	t.store.Expire(e.Now().Unix())
	return t, nil
}

// find returns nil if there is no such table.
func (e *Engine) find(nameOrARN *string) *table {
	if nameOrARN == nil {
		return nil
	}
	name := tableName(*nameOrARN)
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.tables[name]
}

// tableName returns the name in a table's ARN, and a name as it is.
func tableName(nameOrARN string) string {
	if strings.HasPrefix(nameOrARN, "arn:") {
		if _, name, ok := strings.Cut(nameOrARN, ":table/"); ok {
			name, _, _ = strings.Cut(name, "/")
			return name
		}
	}
	return nameOrARN
}

// tableARN returns the ARN of a table by its name.
func (e *Engine) tableARN(name string) string {
	return "arn:aws:dynamodb:" + e.Region + ":" + e.Account + ":table/" + name
}
