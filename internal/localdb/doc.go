// Package localdb is the engine of api/local: what DynamoDB's operations do, on the SDK's inputs and
// outputs, in memory. It knows nothing of HTTP, JSON, latency or faults; those are api/local's.
//
// # The life of a request
//
//  1. [Engine.Do] finds the operation by the input's type. The input belongs to the engine from then
//     on: its numbers may be normalised in place.
//  2. Constraints: what DynamoDB's API model says of single members (required, lengths, patterns,
//     enums, ranges). All breaches are reported together: "2 validation errors detected: ...".
//  3. Parameters: what depends on several members and not on the table: expressions are parsed, values
//     are checked, legacy and new parameters are not mixed, placeholders are all used.
//  4. The table is looked up (ResourceNotFoundException), and items that have expired by the clock are
//     deleted.
//  5. Against the schema: keys, index names, key attributes in expressions.
//  6. Capacity, if it is enforced: the table's and the indexes' [Meter] are asked before anything is
//     touched. A refusal is a throttling error, or an unprocessed item in a batch.
//  7. The store. Conditions are evaluated, and updates applied, under the lock of the item's stripe, so
//     that an item's operations are linearizable; transactions hold all of their stripes.
//  8. The answer: return values, consumed units by the documented rules, which the meters are charged
//     with, whatever the level of reporting.
//
// An operation checks in this order because DynamoDB does, and a caller sees it: which of two errors is
// reported tells. Errors are the SDK's own types, and [smithy.GenericAPIError] for those without one, such
// as ValidationException.
//
// # Invariants, each with a test
//
//   - A request that fails has changed nothing (batches: each item by itself).
//   - Readers never see half of a transaction, nor an index entry that disagrees with its item (unless
//     the indexes lag).
//   - What goes out shares no memory with what is stored that a caller could change.
//   - Everything that a request can grow is bounded: sizes by DynamoDB's limits, recursion by its nesting
//     limit, expressions by theirs.
//
// # Files
//
// One operation a file, named after it; what several of them need has a file of its own. All writes of
// items, in batches and transactions as well, are an action (action.go): its keys (keys.go), values
// (values.go) and expressions (expressions.go) are checked, then it is applied under the store's lock.
// What it costs is in capacity.go, for several tables in usages.go, for indexes in meter_index.go, and
// what is told of it in return_values.go and item_collection.go. tokens.go and fingerprint.go make a
// transaction happen once. A PartiQL statement (statement.go) that writes is an action as well
// (statement_write.go); one that reads collects a page as a Query or a Scan does (statement_select.go),
// and next_token.go says where the next one begins. constraints.go and *_constraints.go are step 2.
package localdb
