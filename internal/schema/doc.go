// Package schema reads from a Go type what DynamoDB must know of the table that holds its items: the
// primary key, the secondary indexes, the TTL attribute and the billing. It also makes and checks
// values of keys. It makes no call and keeps no state.
//
// # Tags
//
// Which fields are attributes, and under which name, is said by attributevalue and its dynamodbav
// tags (with the SDK's default options: json tags mean nothing). What an attribute is to the table is
// said by a tag of our own:
//
//	field tag  = `dynactor:"` role { "," role } `"`
//	role       = "partition" | "sort"               the table's key
//	           | "gsi:" INDEX ":partition"          the key of a global secondary index
//	           | "gsi:" INDEX ":sort"
//	           | "lsi:" INDEX                       the sort key of a local one; its partition key is the table's
//	           | "include:" INDEX                   projected into that index, beside its keys
//	           | "ttl"                              holds the time of expiry, in seconds since 1970
//	           | "type:" ( "S" | "N" | "B" )        only where the type can't be found, see below
//
//	table tag  = `dynactor:"` option { "," option } `"`, on a blank field: _ struct{}
//	option     = "billing:" ( "on-demand" | "provisioned" )      default on-demand
//	           | "read:" UNITS | "write:" UNITS                  per second, with billing:provisioned, for the
//	                                                             table and each of its global indexes
//	           | "project:" INDEX ":" ( "all" | "keys" )         default all, or what is included
//
//	INDEX      = 3 to 255 of a-z A-Z 0-9 "_" "-" "."
//
// Spaces around commas don't matter. A field may have any number of roles, in any number of indexes.
// An embedded struct's fields have their roles too, and so has its blank field; a field that hides
// one of them says anew what the attribute is for.
//
// "omitempty" is allowed on all keys. For the key of an index it's what keeps an item out of the index.
// For the table's key it changes only how a zero value is refused, except for the number 0: some let
// it mean "not set", and are right to have it refused.
//
// # Types
//
// The type of a key's attribute isn't guessed from the field's Go type: a made-up value, not zero, is
// marshalled under the field's own tag, so that ",string", ",unixtime" and Marshalers count. It stays
// unknown if the field is an interface, or its Marshaler takes neither the made-up value nor zero.
// Everything but CreateTableInput works without it; "type:" in the tag tells it.
//
// Marshalers with pointer receivers count, so items must be marshalled by their address, as Value
// does with keys.
//
// # The life of the data
//
//  1. fieldsOf lists a struct's fields as attributevalue sees them: visible, hidden, skipped.
//  2. rolesOf parses each field's tag; probe finds its type; a reader collects both in drafts.
//  3. When all fields are read, the reader completes the indexes and checks what spans fields.
//     All problems come back in one error.
//  4. The Spec is kept by the typed table and read by all its requests: Key for keys that callers
//     pass, CheckItem for items that are put, CreateTableInput when the table is made.
//
// # Invariants
//
//   - What Of accepts, CreateTable accepts, as far as a request can be judged without the account's
//     quotas (more than 20 global indexes, more than 40,000 units) and the tables that exist.
//   - A Spec never changes once it's returned.
//   - What Value and CheckItem accept, DynamoDB doesn't refuse for its keys; if the type isn't known,
//     DynamoDB may still refuse that.
//   - No error text holds a value, nor the text of a Marshaler's error.
//   - CheckItem allocates nothing for an item that it accepts.
package schema
