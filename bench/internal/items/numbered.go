package items

import (
	"encoding/base64"
	"maps"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// NumberedKey is the key of the item of a number.
func NumberedKey(n int) string { return key(uint64(n)) }

// Numbered is the item of a number, always the same: like those of New, but with values of its own, so that a
// file of many doesn't pack better than a table's would, and one item can't stand for another. Its
// numbers are written as DynamoDB returns them.
func Numbered(n int) Item {
	item := make(Item, len(attributes)+1)
	maps.Copy(item, attributes)
	a, b := mix(uint64(n)^1<<62), mix(uint64(n)^1<<63)
	text := base64.StdEncoding.EncodeToString(strconv.AppendUint(strconv.AppendUint(nil, a, 10), b, 10))
	item[PartitionKey] = &types.AttributeValueMemberS{Value: NumberedKey(n)}
	item["customer"] = &types.AttributeValueMemberS{Value: text[:36]}
	item["amount"] = &types.AttributeValueMemberN{Value: strconv.FormatUint(a%9000+1000, 10) + ".5"}
	item["placed"] = &types.AttributeValueMemberN{Value: strconv.FormatUint(1_700_000_000+b%100_000_000, 10)}
	token := make([]byte, 48)
	for i := range token {
		token[i] = byte(mix(a+uint64(i)) >> 8)
	}
	item["token"] = &types.AttributeValueMemberB{Value: token}
	return item
}
