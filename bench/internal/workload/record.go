package workload

import (
	"math/rand/v2"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Key is the partition key of a record: YCSB's, with insertorder=hashed.
func Key(record uint64) string { return "user" + strconv.FormatUint(fnv64(record), 10) }

// text is what values are cut from. A value that is made anew for each item
// would cost more than many a peer does.
var text = func() string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 256<<10)
	for i := range text {
		text[i] = letters[random.IntN(len(letters))]
	}
	return string(text)
}()

// value is a random text of that length, which must not be longer than 128 KB.
func value(random *rand.Rand, length int) string {
	at := random.IntN(len(text) - length)
	return text[at : at+length]
}

// Item is a new item of a shape, with random content unless it is the zero
// Shape.
func Item(random *rand.Rand, shape items.Shape, key string) items.Item {
	if shape == (items.Shape{}) {
		return items.New(key)
	}
	item := make(items.Item, 1+shape.Fields)
	item[items.PartitionKey] = &types.AttributeValueMemberS{Value: key}
	for i := range shape.Fields {
		item[items.Field(i)] = &types.AttributeValueMemberS{Value: value(random, shape.Length)}
	}
	return item
}
