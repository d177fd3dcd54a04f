package schema

import "regexp"

// DynamoDB's limits ("Quotas in Amazon DynamoDB", developer guide). That of 20 global indexes is
// left to the service: an account's quota can be raised.
const (
	maxPartitionKey   = 2048 // bytes of a partition key's value, of tables and indexes
	maxSortKey        = 1024 // bytes of a sort key's value, of tables and indexes
	maxKeyName        = 255  // bytes of a key attribute's name
	mostLocalIndexes  = 5
	mostIncluded      = 20  // attributes that the projection of one index names
	mostIncludedInAll = 100 // and those of all indexes together
)

// indexName is what DynamoDB's API takes as the name of an index.
var indexName = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
