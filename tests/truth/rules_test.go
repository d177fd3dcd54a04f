package truth

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// DynamoDB's limits, from the developer guide, not from the engine.
const (
	itemLimit       = 400 << 10
	requestLimit    = 16 << 20
	writeBatchLimit = 25
	readBatchLimit  = 100
	pkLimit         = 2048
)

// acceptable says what DynamoDB has against an item that has a key. Whatever has the attribute
// poison is refused, as if it broke a rule that the executor can't know.
func acceptable(item attrs) error {
	if weigh(item) > itemLimit {
		return invalid("Item size has exceeded the maximum allowed size")
	}
	if len(text(item["pk"])) > pkLimit {
		return invalid("One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes")
	}
	if _, ok := item["poison"]; ok {
		return invalid("One or more parameter values are not valid: poison %s", text(item["poison"]))
	}
	return nil
}

// judgeWrites refuses a whole BatchWriteItem for what one item of it says. What the executor must
// never do is a breach; what a test has put in is not.
func (f *fake) judgeWrites(tables []*model, writes []entry[types.WriteRequest]) error {
	bytes := 0
	err := judge(f, "BatchWriteItem", writeBatchLimit, tables, writes, func(t *model, w types.WriteRequest) (key string, err error) {
		switch {
		case (w.PutRequest == nil) == (w.DeleteRequest == nil):
			f.breach("a WriteRequest that isn't one put or one delete")
			return "", invalid("Supplied AttributeValue is empty")
		case w.DeleteRequest != nil:
			return t.exactKey(w.DeleteRequest.Key)
		}
		n := weigh(w.PutRequest.Item)
		bytes += n
		if n > itemLimit+itemLimit/10 {
			f.breach("an item of %d bytes in a batch", n)
		}
		if key, err = t.key(w.PutRequest.Item); err == nil {
			err = acceptable(w.PutRequest.Item)
		}
		return key, err
	})
	if bytes > requestLimit+requestLimit/10 {
		f.breach("a BatchWriteItem of %d bytes", bytes)
		return invalid("request size exceeded")
	}
	return err
}

func (f *fake) judgeReads(tables []*model, keys []entry[attrs]) error {
	return judge(f, "BatchGetItem", readBatchLimit, tables, keys, (*model).exactKey)
}

// judge goes through a batch's requests, of which keyOf says the key, and whether it's sound.
func judge[T any](f *fake, op string, limit int, tables []*model, entries []entry[T], keyOf func(*model, T) (string, error)) error {
	if n := len(entries); n < 1 || n > limit {
		f.breach("a %s of %d items", op, n)
		return invalid("1 validation error detected: %d items", n)
	}
	seen, asked := make([]map[string]bool, len(tables)), 0
	var bad error
	for _, e := range entries {
		if seen[e.table] == nil {
			seen[e.table] = map[string]bool{}
			asked++
		}
		key, err := keyOf(tables[e.table], e.request)
		if err != nil {
			bad = err
			continue
		}
		if seen[e.table][key] {
			f.breach("key %q is twice in a %s on %s", key, op, tables[e.table].name)
			return invalid("Provided list of item keys contains duplicates")
		}
		seen[e.table][key] = true
	}
	if asked < len(tables) {
		f.breach("a %s with nothing for one of its %d tables", op, len(tables))
		return invalid("1 validation error detected: nothing for a table")
	}
	return bad
}
