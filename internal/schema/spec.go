package schema

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// An Attribute is one that a key is made of, or the TTL attribute. The zero Attribute is none:
// a table without a sort key has it as Sort.
type Attribute struct {
	// Name is the attribute's name in DynamoDB.
	Name string
	// Type is S, N or B, or "" if it isn't known: those of a map, those of an interface, and
	// those whose Marshaler refused every value that was tried.
	Type types.ScalarAttributeType
	// Field is the Go field that the attribute is marshalled from, with the embedded structs
	// that it is promoted from ("Base.ID"), or "" if there is none.
	Field string

	role       string // in errors: "partition key", `sort key of index "by-date"`
	max        int    // the most bytes that a value may have; 0 is no limit
	asString   bool   // the field's tag has ",string": numbers are stored as S
	asUnixTime bool   // the field's tag has ",unixtime": times are stored as N
}

// An Index is a secondary index.
type Index struct {
	Name string
	// Local says that it's a local secondary index: its Partition is the table's.
	Local bool
	// Partition and Sort are its key. A global index may have no Sort.
	Partition, Sort Attribute
	// Projection says what it holds beside its own and the table's keys: ALL, KEYS_ONLY, or
	// INCLUDE for the attributes of Include, in the order of their fields.
	Projection types.ProjectionType
	Include    []string
}

// A Spec is what is known of the table that holds items of one Go type. It comes from Of or
// Untyped, doesn't change after that, and may be used by many goroutines.
type Spec struct {
	// Go is the items' type: a struct or a map.
	Go reflect.Type
	// Partition and Sort are the table's key. A table may have no Sort.
	Partition, Sort Attribute
	// Indexes are in the order in which the fields first name them.
	Indexes []Index
	// TTL is the attribute that holds an item's time of expiry, in seconds since 1970.
	TTL Attribute
	// Billing is PAY_PER_REQUEST unless the tags say otherwise.
	Billing types.BillingMode
	// Read and Write are the provisioned units per second, for the table and for each global
	// index; 0 if Billing is PAY_PER_REQUEST.
	Read, Write int64
}

// Index returns the secondary index of that name. The error lists the indexes that there are.
func (s *Spec) Index(name string) (Index, error) {
	for _, ix := range s.Indexes {
		if ix.Name == name {
			return ix, nil
		}
	}
	if len(s.Indexes) == 0 {
		return Index{}, fmt.Errorf("no index %q: %s has no indexes; declare one with a tag such as `dynactor:\"gsi:%s:partition\"` on the field that is its partition key",
			name, s.Go, exampleIndex(name))
	}
	names := make([]string, len(s.Indexes))
	for i, ix := range s.Indexes {
		names[i] = ix.Name
	}
	return Index{}, fmt.Errorf("no index %q: %s has %s", name, s.Go, strings.Join(names, ", "))
}

func exampleIndex(name string) string {
	if indexName.MatchString(name) {
		return name
	}
	return "by-status"
}
