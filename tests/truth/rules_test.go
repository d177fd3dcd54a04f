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
func (f *fake) judgeWrites(t *model, requests []types.WriteRequest) error {
	if n := len(requests); n < 1 || n > writeBatchLimit {
		f.breach("a BatchWriteItem of %d items", n)
		return invalid("1 validation error detected: %d items", n)
	}
	seen, bytes := map[string]bool{}, 0
	var bad error
	for _, w := range requests {
		if (w.PutRequest == nil) == (w.DeleteRequest == nil) {
			f.breach("a WriteRequest that isn't one put or one delete")
			return invalid("Supplied AttributeValue is empty")
		}
		var key string
		var err error
		if w.PutRequest != nil {
			key, err = t.key(w.PutRequest.Item)
			if err == nil {
				err = acceptable(w.PutRequest.Item)
			}
			n := weigh(w.PutRequest.Item)
			bytes += n
			if n > itemLimit+itemLimit/10 {
				f.breach("an item of %d bytes in a batch", n)
			}
		} else {
			key, err = t.exactKey(w.DeleteRequest.Key)
		}
		if err != nil {
			bad = err
			continue
		}
		if seen[key] {
			f.breach("key %q is twice in a BatchWriteItem on %s", key, t.name)
			return invalid("Provided list of item keys contains duplicates")
		}
		seen[key] = true
	}
	if bytes > requestLimit+requestLimit/10 {
		f.breach("a BatchWriteItem of %d bytes", bytes)
		return invalid("request size exceeded")
	}
	return bad
}

func (f *fake) judgeReads(t *model, keys []attrs) error {
	if n := len(keys); n < 1 || n > readBatchLimit {
		f.breach("a BatchGetItem of %d keys", n)
		return invalid("1 validation error detected: %d keys", n)
	}
	seen := map[string]bool{}
	var bad error
	for _, k := range keys {
		key, err := t.exactKey(k)
		if err != nil {
			bad = err
			continue
		}
		if seen[key] {
			f.breach("key %q is twice in a BatchGetItem on %s", key, t.name)
			return invalid("Provided list of item keys contains duplicates")
		}
		seen[key] = true
	}
	return bad
}
