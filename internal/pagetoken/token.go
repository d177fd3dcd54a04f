package pagetoken

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Kind is the operation whose pages a token is of.
type Kind byte

// The operations that have pages of items.
const (
	Query Kind = iota + 1
	Scan
	Statement
)

func (k Kind) String() string {
	switch k {
	case Query:
		return "query"
	case Scan:
		return "scan"
	case Statement:
		return "statement"
	}
	return "unknown operation"
}

// Token is where a sequence of pages goes on. The zero Token is not valid: "" stands for the
// beginning, and for the end.
type Token struct {
	Kind  Kind
	Table string // its name or ARN, as the program gives it; 1 to 1,024 bytes
	Index string // "" for the table itself
	// Descending is the direction of a query.
	Descending bool
	// Partition is the fingerprint of what else the pages are of: PartitionOf a query's partition
	// key, StatementOf a statement. 0 for a scan.
	Partition uint64

	// TotalSegments of a scan, 1 to 1,000,000; 0 for the others.
	TotalSegments int
	// Given is the fingerprint of the segments to which a scan is confined, GivenOf them, 0 for
	// all. The numbers themselves would make the token as long as there are segments.
	Given uint64
	// Next is the first segment of a scan that wasn't begun: 0 to TotalSegments, which says that
	// all were. It's 0 for the others.
	Next int
	// Open are the positions that go on: of a query exactly one, whose Segment is 0; of a scan
	// those of the segments begun and not finished, each below Next, ascending, MaxOpen at the most.
	Open []Position

	// NextToken of a statement is DynamoDB's own, of the page to be read next; "" for the first.
	NextToken string
	// Skip is how many items of a statement's next page were received already: a statement can go
	// on only where a page begins.
	Skip int
}

// Position is where one segment goes on.
type Position struct {
	Segment int
	// Key is the ExclusiveStartKey: 1 to 4 attributes (a table's key and an index's) that are S, N
	// or B. nil is the segment's beginning.
	Key map[string]types.AttributeValue
}

// What a token may hold. DynamoDB's own limits, except for MaxOpen.
const (
	// MaxOpen bounds the segments open at a time, and with them the length of a token. A scan that
	// works on more at a time would hold a page, up to 1 MB, of each.
	MaxOpen = 256

	maxTable     = 1024 // an ARN; a name has 255 at the most
	maxIndex     = 255
	maxName      = 255 // of a key attribute
	maxNames     = 4   // partition and sort key, of the table and of the index
	maxValue     = 2048
	maxKey       = 2 * (2048 + 1024) // values of partition and sort key, of the table and of the index
	maxSegments  = 1_000_000
	maxNextToken = 32768
	maxSkip      = 1 << 20 // a page of 1 MB holds fewer items than bytes
)

// MaxLength is the length of the longest token there is, in bytes: about 2 MB if MaxOpen segments
// are open and every key is as long as DynamoDB lets it be. With keys of 50 bytes, it's 70 for a
// query and 20,000 for MaxOpen segments.
const MaxLength = len(prefix) + (maxBody*8+5)/6

// maxBody bounds the binary form. A varint of the numbers in question takes at most 3 bytes.
const maxBody = 1 + 1 + // kind, flags
	3 + maxTable + 3 + maxIndex +
	8 + 8 + // fingerprints
	3 + 3 + // segments
	max(
		1+maxNames*(2+maxName)+2+MaxOpen*(3+maxNames*(1+3)+maxKey),
		3+maxNextToken+3,
	) +
	checksumSize
