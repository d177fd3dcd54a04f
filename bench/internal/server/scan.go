package server

import (
	"bytes"
	"iter"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// keyMark stands before every primary key in a request body, whether the key
// belongs to an item or stands alone. The attributes of the benchmark's items
// do not contain it.
var keyMark = []byte(`"` + items.PartitionKey + `":{"S":"`)

// keysIn yields the partition keys in a body, in order, without decoding it.
// They alias the body.
func keysIn(body []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			at := bytes.Index(body, keyMark)
			if at < 0 {
				return
			}
			body = body[at+len(keyMark):]
			end := bytes.IndexByte(body, '"')
			if end < 0 || !yield(body[:end]) {
				return
			}
			body = body[end+1:]
		}
	}
}
