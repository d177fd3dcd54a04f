package capacity

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is one of the tables' items: strings and numbers alone.
type item = map[string]types.AttributeValue

// The table of all scenarios, with a partition key, a sort key, and a version.
const (
	tableName    = "readings"
	partitionKey = "station"
	sortKey      = "reading"
	version      = "version"
)

// keyOf is a primary key. The part of the partition key before the slash is the group that its items are
// counted in.
func keyOf(group string, n int) item {
	return item{partitionKey: text(group + "/" + strconv.Itoa(n)), sortKey: text("0")}
}

// hotKeyOf is one of many keys with one and the same partition key.
func hotKeyOf(group string, n int) item {
	return item{partitionKey: text(group), sortKey: text(strconv.Itoa(n))}
}

func text(s string) *types.AttributeValueMemberS { return &types.AttributeValueMemberS{Value: s} }

func number(n int) *types.AttributeValueMemberN {
	return &types.AttributeValueMemberN{Value: strconv.Itoa(n)}
}

// groupOf is the group that an item is counted in.
func groupOf(i item) string {
	group, _, _ := strings.Cut(i[partitionKey].(*types.AttributeValueMemberS).Value, "/")
	return group
}

// nameOf tells items apart by their primary keys.
func nameOf(i item) string {
	return i[partitionKey].(*types.AttributeValueMemberS).Value + " " + i[sortKey].(*types.AttributeValueMemberS).Value
}

// sizeOf is the size by the developer guide's rules ("DynamoDB item sizes and formats"): the UTF-8 bytes of
// names and strings, and for numbers one byte for two digits and one more.
func sizeOf(i item) (bytes int) {
	for name, value := range i {
		bytes += len(name)
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			bytes += len(v.Value)
		case *types.AttributeValueMemberN:
			bytes += (len(v.Value)+1)/2 + 1
		}
	}
	return bytes
}

// writeUnits is one unit for each KB begun.
func writeUnits(i item) float64 { return float64(max(1, (sizeOf(i)+1023)/1024)) }

// readUnits is one unit for each 4 KB begun, and half of that for an eventually consistent read.
func readUnits(i item, consistent bool) float64 {
	units := float64(max(1, (sizeOf(i)+4095)/4096))
	if !consistent {
		units /= 2
	}
	return units
}
