// Package store is the ordered storage of the in-process DynamoDB: tables of packed items, with
// their local and global secondary indexes and the order in which items expire. It knows keys and
// items, and nothing of requests, expressions or capacity.
//
// # Order
//
// Every tree of a table is ordered by (hash of the partition key, partition key, sort key). So one
// tree serves all that DynamoDB does: an item is found by its key, the items of one partition key
// stand side by side in the order of their sort keys (a query), a scan walks the hashes, goes on
// behind any key, and a segment of a parallel scan is a range of hashes. Keys are encoded so that
// comparing strings compares them as DynamoDB does ([EncodeKey]). The hash is the same in every
// process, so that a run can be repeated.
//
// # Locks
//
// A table is cut into stripes by hash, each with a tree and a lock of its own. Locks are taken in this
// order, and within a line by ascending place, which is why nothing deadlocks:
//
//  1. the tables' gates, shared: who changes a table's indexes takes its own exclusively
//  2. stripes of the tables
//  3. stripes of their global indexes
//
// Local indexes live in the stripe of their items. A global index has other stripes than the table;
// a change of an item holds the table's stripe while it takes those of the old and the new index
// entry, and changes all before it lets go of any: whoever reads sees all of a change or nothing. A
// transaction does the same for all of its items at once. A read takes one stripe at a time.
//
// Entries are never changed once they are in a tree, only replaced, so readers use what they
// found after they let go of the lock.
//
// # Invariants, each with a test
//
//   - An index has an entry for exactly the items that have all of its key attributes, with the
//     right types; its entries are those of the present items.
//   - Count and bytes of a table and of each index are those of its entries.
//   - A walk that goes on behind its last key sees every item that was there throughout once.
//   - Stored keys lie in the memory of their items, numbers excepted: nothing of a request stays.
package store
